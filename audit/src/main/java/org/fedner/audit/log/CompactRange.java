package org.fedner.audit.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A growing Merkle tree that remembers one hash per set bit of its size: the roots of its perfect subtrees. */
public final class CompactRange {

    private final List<byte[]> subtrees = new ArrayList<>(); // largest first
    private long size;

    /** The tree over {@code count} hashes of {@code tile}, from the {@code first} one on. */
    static CompactRange of(byte[] tile, int first, int count) {
        CompactRange range = new CompactRange();
        for (int i = first; i < first + count; i++) {
            range.append(Arrays.copyOfRange(tile, i * MerkleHash.BYTES, (i + 1) * MerkleHash.BYTES));
        }
        return range;
    }

    /** One that grows by itself. */
    CompactRange copy() {
        CompactRange copy = new CompactRange();
        copy.subtrees.addAll(subtrees);
        copy.size = size;
        return copy;
    }

    /** Appends a leaf by its hash. */
    public void append(byte[] leafHash) {
        byte[] hash = leafHash;
        for (long rest = size; (rest & 1) == 1; rest >>= 1) {
            hash = MerkleHash.node(subtrees.remove(subtrees.size() - 1), hash);
        }
        subtrees.add(hash);
        size++;
    }

    /** Number of leaves. */
    public long size() {
        return size;
    }

    /** Root of the tree so far. */
    public byte[] root() {
        if (size == 0) {
            return MerkleHash.empty();
        }
        byte[] root = subtrees.get(subtrees.size() - 1);
        for (int i = subtrees.size() - 2; i >= 0; i--) {
            root = MerkleHash.node(subtrees.get(i), root);
        }
        return root;
    }
}
