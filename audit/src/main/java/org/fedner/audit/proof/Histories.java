package org.fedner.audit.proof;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fedner.audit.event.CheckpointCosigned;
import org.fedner.audit.event.CheckpointWitnessed;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.audit.log.CompactRange;
import org.fedner.audit.log.LogFiles;
import org.fedner.audit.log.MerkleHash;
import org.fedner.audit.note.Checkpoint;
import org.fedner.audit.note.MalformedNoteException;
import org.fedner.audit.note.SignedNote;
import org.fedner.audit.note.TrustPolicy;
import org.fedner.audit.note.UntrustedNoteException;
import org.fedner.audit.note.Vkey;

/**
 * Whether everything that was ever signed of each log is one history. Takes checkpoints from wherever they are: a log's own,
 * those that other parties' leaves hold, files of notes; and the leaves themselves, where the log is given.
 */
public final class Histories {

    /** What is wrong with a log's history. */
    public enum Contradiction {
        /** Two signed checkpoints of one size with two roots: nobody else can have made them. */
        TWO_ROOTS,
        /** A signed checkpoint that the log, as it is shown, does not have. */
        NOT_ITS_LOG
    }

    /**
     * A log convicted by its own signature.
     *
     * @param origin the log
     * @param size   of the checkpoint
     * @param first  a signed note, and where it was found
     * @param second another of that size; for {@link Contradiction#NOT_ITS_LOG} the log's own newest
     */
    public record Conviction(Contradiction contradiction, String origin, long size, Found first, Found second) {}

    /** A signed checkpoint, and where it was found. */
    public record Found(String where, SignedNote note, Checkpoint checkpoint) {
        boolean isIn(TreeMap<Long, byte[]> log) {
            byte[] root = log.get(checkpoint.size());
            return root != null && Arrays.equals(root, checkpoint.root());
        }
    }

    private final TrustPolicy policy;
    private final Map<String, TreeMap<Long, List<Found>>> found = new LinkedHashMap<>();
    private final Map<String, TreeMap<Long, byte[]>> roots = new LinkedHashMap<>();
    private long unsigned;

    /** Believes checkpoints signed by the logs of {@code policy}, and nothing else. */
    public Histories(TrustPolicy policy) {
        this.policy = policy;
    }

    /** Takes a log's own checkpoints, those of others that its leaves hold, and its leaves. */
    public void log(Path directory) throws IOException, AuditCorruptException {
        LogFiles files = LogFiles.list(directory);
        for (long size : files.checkpoints()) {
            note(directory + "/" + LogFiles.checkpointName(size), files.read(LogFiles.checkpointName(size)));
        }
        CompactRange tree = new CompactRange();
        TreeMap<Long, byte[]> own = new TreeMap<>();
        Set<String> origins = new TreeSet<>();
        LogLeaves.read(directory, (file, bytes, leaf) -> {
            origins.add(leaf.log().name());
            tree.append(MerkleHash.leaf(bytes));
            own.put(tree.size(), tree.root());
            String where = directory + "/" + file + " at " + leaf.seq();
            if (leaf.event() instanceof CheckpointCosigned seen) {
                add(where, seen.note());
            } else if (leaf.event() instanceof CheckpointWitnessed seen) {
                add(where, seen.note(policy.witnesses()));
            }
        });
        origins.forEach(origin -> roots.put(origin, own));
    }

    /** Takes a file of signed notes, one after the other, each but the last followed by an empty line. */
    public void notes(Path file) throws IOException {
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        StringBuilder note = new StringBuilder();
        boolean inSignatures = false;
        for (String line : text.split("\n", -1)) {
            if (line.isEmpty() && inSignatures) {
                note(file.toString(), note.toString().getBytes(StandardCharsets.UTF_8));
                note.setLength(0);
                inSignatures = false;
            } else {
                note.append(line).append('\n');
                inSignatures = line.startsWith("\u2014 ");
            }
        }
    }

    private void note(String where, byte[] bytes) {
        try {
            add(where, SignedNote.parse(bytes));
        } catch (MalformedNoteException e) {
            unsigned++;
        }
    }

    private void add(String where, SignedNote note) {
        try {
            Checkpoint checkpoint = Checkpoint.parse(note.text());
            List<Vkey> keys = policy.logs().stream()
                    .filter(key -> key.name().equals(checkpoint.origin()))
                    .toList();
            note.verify(keys);
            List<Found> there = found.computeIfAbsent(checkpoint.origin(), any -> new TreeMap<>())
                    .computeIfAbsent(checkpoint.size(), any -> new ArrayList<>());
            if (there.stream().noneMatch(known -> known.checkpoint().equals(checkpoint))) {
                there.add(new Found(where, note, checkpoint));
            }
        } catch (MalformedNoteException | UntrustedNoteException e) {
            unsigned++; // anybody can write a note that nobody signed
        }
    }

    /** Notes that no trusted log signed; they say nothing. */
    public long unsigned() {
        return unsigned;
    }

    /** How many different checkpoints there are of each log. */
    public Map<String, Integer> checkpoints() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        found.forEach((origin, sizes) ->
                counts.put(origin, sizes.values().stream().mapToInt(List::size).sum()));
        return counts;
    }

    /** Logs of which checkpoints of several sizes are known and the leaves are not: nobody could check that one continues another. */
    public List<String> unproven() {
        return found.entrySet().stream()
                .filter(log -> log.getValue().size() > 1 && !roots.containsKey(log.getKey()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Every contradiction, the smallest size of each log first. */
    public List<Conviction> convictions() {
        List<Conviction> convictions = new ArrayList<>();
        found.forEach((origin, sizes) -> sizes.forEach((size, checkpoints) -> {
            for (Found other : checkpoints.subList(1, checkpoints.size())) {
                convictions.add(new Conviction(Contradiction.TWO_ROOTS, origin, size, checkpoints.get(0), other));
            }
            TreeMap<Long, byte[]> log = roots.get(origin);
            if (checkpoints.size() == 1 && log != null && !checkpoints.get(0).isIn(log)) {
                Found newest = sizes.lastEntry().getValue().get(0);
                convictions.add(new Conviction(Contradiction.NOT_ITS_LOG, origin, size, checkpoints.get(0), newest));
            }
        }));
        return convictions;
    }
}
