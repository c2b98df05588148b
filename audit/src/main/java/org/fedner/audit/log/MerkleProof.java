package org.fedner.audit.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Inclusion and consistency proofs (RFC 6962 sections 2.1.1 and 2.1.2; verification as in RFC 9162 sections 2.1.3.2 and
 * 2.1.4.2). A proof is a list of 32-byte hashes.
 */
public final class MerkleProof {

    private MerkleProof() {}

    /** Shows that leaf {@code index} is in the tree of {@code size} leaves. */
    public static List<byte[]> inclusion(SubtreeHashes tree, long index, long size) throws IOException {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("leaf %d of %d".formatted(index, size));
        }
        List<byte[]> proof = new ArrayList<>();
        path(tree, index, 0, size, proof);
        return proof;
    }

    /** Shows that the tree of {@code newSize} leaves begins with the tree of {@code oldSize}, which is not empty. */
    public static List<byte[]> consistency(SubtreeHashes tree, long oldSize, long newSize) throws IOException {
        if (oldSize < 1 || oldSize > newSize) {
            throw new IllegalArgumentException("from %d to %d leaves".formatted(oldSize, newSize));
        }
        List<byte[]> proof = new ArrayList<>();
        subproof(tree, oldSize, 0, newSize, true, proof);
        return proof;
    }

    private static void path(SubtreeHashes tree, long index, long from, long to, List<byte[]> proof)
            throws IOException {
        if (to - from == 1) {
            return;
        }
        long middle = from + split(to - from);
        if (index < middle) {
            path(tree, index, from, middle, proof);
            proof.add(root(tree, middle, to));
        } else {
            path(tree, index, middle, to, proof);
            proof.add(root(tree, from, middle));
        }
    }

    private static void subproof(
            SubtreeHashes tree, long oldSize, long from, long to, boolean whole, List<byte[]> proof)
            throws IOException {
        if (oldSize == to) {
            if (!whole) {
                proof.add(root(tree, from, to));
            }
            return;
        }
        long middle = from + split(to - from);
        if (oldSize <= middle) {
            subproof(tree, oldSize, from, middle, whole, proof);
            proof.add(root(tree, middle, to));
        } else {
            subproof(tree, oldSize, middle, to, false, proof);
            proof.add(root(tree, from, middle));
        }
    }

    private static byte[] root(SubtreeHashes tree, long from, long to) throws IOException {
        long width = to - from;
        if (Long.bitCount(width) == 1) {
            int level = Long.numberOfTrailingZeros(width);
            return tree.hash(level, from >> level);
        }
        long middle = from + split(width);
        return MerkleHash.node(root(tree, from, middle), root(tree, middle, to));
    }

    /** The largest power of two below {@code width}. */
    private static long split(long width) {
        return Long.highestOneBit(width - 1);
    }

    /** True if {@code proof} shows that the tree of this size and root has {@code leafHash} at {@code index}. */
    public static boolean includes(byte[] leafHash, long index, long size, List<byte[]> proof, byte[] root) {
        if (index < 0 || index >= size || leafHash.length != MerkleHash.BYTES || !areHashes(proof)) {
            return false;
        }
        long node = index;
        long last = size - 1;
        byte[] hash = leafHash;
        for (byte[] sibling : proof) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                hash = MerkleHash.node(sibling, hash);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = MerkleHash.node(hash, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && Arrays.equals(hash, root);
    }

    /** True if {@code proof} shows that the new tree begins with the old one. An old size of 0 is refused. */
    public static boolean isConsistent(long oldSize, long newSize, List<byte[]> proof, byte[] oldRoot, byte[] newRoot) {
        if (oldSize < 1 || oldSize > newSize || !areHashes(proof)) {
            return false;
        }
        if (oldSize == newSize) {
            return proof.isEmpty() && Arrays.equals(oldRoot, newRoot);
        }
        List<byte[]> path = new ArrayList<>(proof);
        if (Long.bitCount(oldSize) == 1) {
            path.add(0, oldRoot);
        }
        if (path.isEmpty()) {
            return false;
        }
        long node = oldSize - 1;
        long last = newSize - 1;
        while ((node & 1) == 1) {
            node >>= 1;
            last >>= 1;
        }
        byte[] oldHash = path.get(0);
        byte[] newHash = path.get(0);
        for (byte[] sibling : path.subList(1, path.size())) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                oldHash = MerkleHash.node(sibling, oldHash);
                newHash = MerkleHash.node(sibling, newHash);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                newHash = MerkleHash.node(newHash, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && Arrays.equals(oldHash, oldRoot) && Arrays.equals(newHash, newRoot);
    }

    /** Two hashes have to fill a node exactly; a root of another length equals none that is computed. */
    private static boolean areHashes(List<byte[]> proof) {
        return proof.stream().allMatch(hash -> hash.length == MerkleHash.BYTES);
    }
}
