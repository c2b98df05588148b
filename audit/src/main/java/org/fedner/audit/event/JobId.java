package org.fedner.audit.event;

/** A training job: 16 bytes drawn or derived by the coordinator; says nothing about its content. */
public record JobId(String hex) {
    public JobId {
        Tokens.requireHex(hex, 16);
    }

    /** From exactly 16 bytes. */
    public static JobId of(byte[] bytes) {
        return new JobId(Tokens.hex(bytes, 16));
    }
}
