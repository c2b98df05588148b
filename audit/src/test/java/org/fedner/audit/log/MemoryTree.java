package org.fedner.audit.log;

import java.util.List;

/** A tree computed by the recursion of RFC 6962 itself. */
final class MemoryTree implements SubtreeHashes {

    private final List<byte[]> leaves;

    MemoryTree(List<byte[]> leaves) {
        this.leaves = leaves;
    }

    @Override
    public byte[] hash(int level, long index) {
        return root(Math.toIntExact(index << level), Math.toIntExact(index + 1 << level));
    }

    byte[] root(int from, int to) {
        if (from == to) {
            return MerkleHash.empty();
        }
        if (to - from == 1) {
            return MerkleHash.leaf(leaves.get(from));
        }
        int middle = from + Integer.highestOneBit(to - from - 1);
        return MerkleHash.node(root(from, middle), root(middle, to));
    }
}
