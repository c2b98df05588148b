package org.fedner.audit.log;

import org.fedner.crypto.expansion.Sha256;

/** The hashes of RFC 6962 section 2.1: leaves and nodes have different prefixes, so that neither passes for the other. */
public final class MerkleHash {

    /** Bytes of a hash. */
    public static final int BYTES = 32;

    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};

    private MerkleHash() {}

    /** SHA-256 of the empty string: the root of a log without leaves. */
    public static byte[] empty() {
        return Sha256.of();
    }

    /** SHA-256(00 || leaf). */
    public static byte[] leaf(byte[] leaf) {
        return Sha256.of(LEAF, leaf);
    }

    /** SHA-256(01 || left || right). */
    public static byte[] node(byte[] left, byte[] right) {
        return Sha256.of(NODE, left, right);
    }
}
