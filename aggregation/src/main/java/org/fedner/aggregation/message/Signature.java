package org.fedner.aggregation.message;

/** The 64 bytes of an Ed25519 signature (RFC 8032): R, then S. */
public record Signature(ByteString value) {

    public static final int BYTES = 64;

    public Signature {
        if (value.length() != BYTES) {
            throw new IllegalArgumentException("a signature has %d bytes, not %d".formatted(BYTES, value.length()));
        }
    }

    public static Signature ofBytes(byte[] bytes) {
        return new Signature(ByteString.of(bytes));
    }

    public byte[] bytes() {
        return value.toBytes();
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
