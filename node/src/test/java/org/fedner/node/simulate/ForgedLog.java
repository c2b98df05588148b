package org.fedner.node.simulate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.fedner.audit.event.CheckpointSigned;
import org.fedner.audit.event.CheckpointWitnessed;
import org.fedner.audit.event.Event;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.LogRecover;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.audit.log.CompactRange;
import org.fedner.audit.log.EntryBundle;
import org.fedner.audit.log.HashTiles;
import org.fedner.audit.log.LogFiles;
import org.fedner.audit.log.MerkleHash;
import org.fedner.audit.log.TilePath;
import org.fedner.audit.note.Checkpoint;
import org.fedner.audit.note.NoteSigner;
import org.fedner.audit.proof.LogLeaves;

/** What an operator can do who holds the log's own key: write all of a closed log anew, from other leaves. */
final class ForgedLog {
    private ForgedLog() {}

    static List<byte[]> leaves(Path log) throws IOException, AuditCorruptException {
        List<byte[]> leaves = new ArrayList<>();
        LogLeaves.read(log, (file, bytes, leaf) -> leaves.add(bytes));
        return leaves;
    }

    /** The leaves after {@code at} say the new roots, and nothing of what others cosigned before: alone, the log is a good one. */
    static List<byte[]> withoutTraces(List<byte[]> forged, int at) throws Exception {
        List<byte[]> consistent = new ArrayList<>();
        CompactRange tree = new CompactRange();
        for (byte[] bytes : forged) {
            Leaf leaf = Leaf.decode(bytes);
            Event event = leaf.event();
            if (consistent.size() > at && event instanceof CheckpointSigned) {
                event = new CheckpointSigned(tree.size(), Sha256Hex.of(tree.root()));
            } else if (event instanceof CheckpointWitnessed seen
                    && seen.origin().equals(leaf.log())
                    && seen.size() > at) {
                event = new LogRecover(0, 0);
            }
            byte[] said = new Leaf(leaf.seq(), leaf.ts(), leaf.log(), leaf.boot(), event).encode();
            consistent.add(said);
            tree.append(MerkleHash.leaf(said));
        }
        return consistent;
    }

    /** Replaces the log by one of these leaves, signed at those of {@code sizes} that it reaches, and at its end. */
    static void write(Path log, List<byte[]> leaves, SortedSet<Long> sizes, NoteSigner signer) throws IOException {
        try (Stream<Path> old = Files.walk(log)) {
            for (Path file : old.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        HashTiles.Sink sink = (tile, hashes) -> put(log, tile.toString(), hashes);
        HashTiles tiles = new HashTiles();
        CompactRange tree = new CompactRange();
        for (int from = 0; from < leaves.size(); from += TilePath.FULL) {
            List<byte[]> bundle = leaves.subList(from, Math.min(leaves.size(), from + TilePath.FULL));
            put(
                    log,
                    new TilePath(TilePath.ENTRIES, from / TilePath.FULL, bundle.size()).toString(),
                    EntryBundle.encode(bundle));
            for (byte[] leaf : bundle) {
                byte[] hash = MerkleHash.leaf(leaf);
                tiles.append(hash, sink);
                tree.append(hash);
                if (sizes.contains(tree.size()) || tree.size() == leaves.size()) {
                    byte[] note = signer.sign(new Checkpoint(signer.vkey().name(), tree.size(), tree.root()).text())
                            .encode();
                    put(log, LogFiles.checkpointName(tree.size()), note);
                    put(log, LogFiles.CHECKPOINT, note);
                }
            }
        }
        tiles.partial(sink);
        put(log, "journal.jsonl", new byte[0]);
    }

    private static void put(Path log, String name, byte[] content) throws IOException {
        Path file = log.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }
}
