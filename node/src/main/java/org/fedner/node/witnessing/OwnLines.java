package org.fedner.node.witnessing;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fedner.audit.event.CheckpointWitnessed;
import org.fedner.audit.log.AuditLog;
import org.fedner.audit.note.Checkpoint;
import org.fedner.audit.note.SignatureLine;
import org.fedner.audit.note.SignedNote;
import org.fedner.audit.note.Vkey;

/** Others' cosignatures of this party's own log, gathered until they are written into it. */
final class OwnLines {
    private static final int MOST_CHECKPOINTS = 4;

    private final AuditLog log;
    private final SortedMap<Long, Map<String, SignatureLine>> lines = new TreeMap<>();
    private long written;

    OwnLines(AuditLog log) {
        this.log = log;
        this.written = log.lastWitnessed().map(CheckpointWitnessed::size).orElse(0L);
    }

    /** Takes those lines of {@code note} that {@code witnesses} made under a checkpoint which this log did sign. */
    void add(SignedNote note, Collection<Vkey> witnesses) {
        Optional<Checkpoint> checkpoint = CheckpointNotes.checkpoint(note)
                .filter(seen -> seen.origin().equals(log.origin().name()))
                .filter(seen -> seen.size() > written)
                .filter(seen -> log.signedAt(seen.size())
                        .filter(own -> own.text().equals(note.text()))
                        .isPresent());
        if (checkpoint.isEmpty()) {
            return;
        }
        Map<String, SignatureLine> at =
                lines.computeIfAbsent(checkpoint.orElseThrow().size(), size -> new LinkedHashMap<>());
        CheckpointNotes.linesBy(witnesses, note).forEach(line -> at.putIfAbsent(line.name(), line));
        while (lines.size() > MOST_CHECKPOINTS) {
            lines.remove(lines.firstKey());
        }
    }

    /** How many witnesses cosigned the checkpoint of that size. */
    int count(long size) {
        return lines.getOrDefault(size, Map.of()).size();
    }

    /** Whether {@code witness} cosigned the checkpoint of that size. */
    boolean holds(long size, Vkey witness) {
        return lines.getOrDefault(size, Map.of()).containsKey(witness.name());
    }

    /**
     * Stages a leaf with the lines of the newest checkpoint that has all there will be. Peers' lines come one round after the
     * server's, so the newest of all still waits for them.
     */
    void writeComplete(Vkey own) {
        lines.keySet().stream()
                .filter(size -> count(size) > 1 || lines.tailMap(size).size() > 2)
                .max(Long::compare)
                .ifPresent(size -> write(size, own));
    }

    /** Stages a leaf with the lines of that checkpoint. */
    void write(long size, Vkey own) {
        log.stage(CheckpointNotes.witnessed(
                log.signedAt(size).orElseThrow(), own, lines.get(size).values()));
        written = size;
        lines.headMap(size + 1).clear();
    }
}
