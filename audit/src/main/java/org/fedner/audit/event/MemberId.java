package org.fedner.audit.event;

/** A platform: SHA-256 of its SubjectPublicKeyInfo, the first 16 bytes, as hex. */
public record MemberId(String hex) {
    public MemberId {
        Tokens.requireHex(hex, 16);
    }

    /** From exactly 16 bytes. */
    public static MemberId of(byte[] bytes) {
        return new MemberId(Tokens.hex(bytes, 16));
    }
}
