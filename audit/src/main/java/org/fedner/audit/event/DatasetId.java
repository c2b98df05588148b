package org.fedner.audit.event;

/** A data set of one platform: 16 random bytes, so that nothing about the data can be guessed from it. */
public record DatasetId(String hex) {
    public DatasetId {
        Tokens.requireHex(hex, 16);
    }

    /** From exactly 16 bytes. */
    public static DatasetId of(byte[] bytes) {
        return new DatasetId(Tokens.hex(bytes, 16));
    }
}
