package org.fedner.audit.event;

/** One run of a process: random, so that two writers of one log can be told apart. */
public record BootId(String hex) {
    public BootId {
        Tokens.requireHex(hex, 8);
    }

    /** From exactly 8 bytes. */
    public static BootId of(byte[] bytes) {
        return new BootId(Tokens.hex(bytes, 8));
    }
}
