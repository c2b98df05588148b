package org.fedner.audit.proof;

import java.util.ArrayList;
import java.util.List;
import org.fedner.audit.log.MerkleHash;
import org.fedner.audit.log.SubtreeHashes;

/** The tree over leaf hashes in memory, 64 bytes a leaf: what a proof is made from. */
final class LeafTree implements SubtreeHashes {

    private final List<List<byte[]>> levels = new ArrayList<>();

    /** Appends a leaf. */
    void append(byte[] leaf) {
        byte[] hash = MerkleHash.leaf(leaf);
        for (int level = 0; ; level++) {
            if (level == levels.size()) {
                levels.add(new ArrayList<>());
            }
            List<byte[]> hashes = levels.get(level);
            hashes.add(hash);
            if ((hashes.size() & 1) == 1) {
                return;
            }
            hash = MerkleHash.node(hashes.get(hashes.size() - 2), hash);
        }
    }

    @Override
    public byte[] hash(int level, long index) {
        return levels.get(level).get((int) index);
    }
}
