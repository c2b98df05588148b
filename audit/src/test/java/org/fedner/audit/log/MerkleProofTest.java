package org.fedner.audit.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.fedner.audit.SampleLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MerkleProofTest {

    private static final int SIZE = 70;
    private static final List<byte[]> LEAVES = leaves();
    private static final MemoryTree TREE = new MemoryTree(LEAVES);

    private static List<byte[]> leaves() {
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            leaves.add(("own leaf " + i).getBytes(StandardCharsets.US_ASCII));
        }
        return leaves;
    }

    @Test
    void theCompactRangeHasTheRootOfTheRecursion() {
        CompactRange range = new CompactRange();
        for (int size = 0; size < SIZE; size++) {
            assertThat(range.root()).isEqualTo(TREE.root(0, size));
            range.append(MerkleHash.leaf(LEAVES.get(size)));
        }
    }

    @Property(tries = 300)
    void everyInclusionProofHoldsAndNoAlteredOneDoes(
            @ForAll @IntRange(min = 1, max = SIZE) int size, @ForAll @IntRange(max = SIZE - 1) int any, @ForAll int bit)
            throws Exception {
        int index = any % size;
        byte[] leaf = MerkleHash.leaf(LEAVES.get(index));
        byte[] root = TREE.root(0, size);
        List<byte[]> proof = MerkleProof.inclusion(TREE, index, size);
        assertThat(MerkleProof.includes(leaf, index, size, proof, root)).isTrue();
        for (int i = 0; i < proof.size(); i++) {
            assertThat(MerkleProof.includes(leaf, index, size, flipped(proof, i, bit), root))
                    .isFalse();
        }
        assertThat(MerkleProof.includes(leaf, index ^ 1, size, proof, root) && size > 1)
                .isFalse();
        List<byte[]> longer = new ArrayList<>(proof);
        longer.add(root);
        assertThat(MerkleProof.includes(leaf, index, size, longer, root)).isFalse();
    }

    @Property(tries = 300)
    void everyConsistencyProofHoldsAndNoAlteredOneDoes(
            @ForAll @IntRange(min = 1, max = SIZE) int a, @ForAll @IntRange(min = 1, max = SIZE) int b, @ForAll int bit)
            throws Exception {
        int older = Math.min(a, b);
        int newer = Math.max(a, b);
        byte[] oldRoot = TREE.root(0, older);
        byte[] newRoot = TREE.root(0, newer);
        List<byte[]> proof = MerkleProof.consistency(TREE, older, newer);
        assertThat(MerkleProof.isConsistent(older, newer, proof, oldRoot, newRoot))
                .isTrue();
        for (int i = 0; i < proof.size(); i++) {
            assertThat(MerkleProof.isConsistent(older, newer, flipped(proof, i, bit), oldRoot, newRoot))
                    .isFalse();
        }
        assertThat(MerkleProof.isConsistent(0, newer, proof, oldRoot, newRoot)).isFalse();
        assertThat(older < newer && MerkleProof.isConsistent(newer, older, proof, newRoot, oldRoot))
                .isFalse();
    }

    @Test
    void proofsComeOutOfTheTilesOfALog(@TempDir Path directory) throws Exception {
        SampleLog.closedLong(directory, 11);
        LogFiles files = LogFiles.list(directory);
        TiledTree tree = new TiledTree(files);
        long size = files.checkpoints().last();
        byte[] root = org.fedner.audit.note.Checkpoint.parse(
                        org.fedner.audit.note.SignedNote.parse(files.read(LogFiles.CHECKPOINT))
                                .text())
                .root();
        long index = 0;
        for (TilePath bundle : files.bundles()) {
            for (byte[] leaf : EntryBundle.decode(bundle, files.read(bundle.toString()))) {
                List<byte[]> proof = MerkleProof.inclusion(tree, index, size);
                assertThat(MerkleProof.includes(MerkleHash.leaf(leaf), index, size, proof, root))
                        .isTrue();
                index++;
            }
        }
        assertThat(index).isEqualTo(size);
    }

    private static List<byte[]> flipped(List<byte[]> proof, int at, int bit) {
        List<byte[]> altered = new ArrayList<>(proof);
        byte[] hash = proof.get(at).clone();
        hash[(bit & 0xff) >> 3] ^= (byte) (1 << (bit & 7));
        altered.set(at, hash);
        return altered;
    }
}
