package org.fedner.node.privacy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.fedner.audit.event.DatasetId;
import org.fedner.audit.event.DpReserve;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.audit.log.JournalFile;
import org.fedner.audit.log.LogLeaves;

/**
 * What folders say was spent, by data set: ledgers and audit logs in them or below. Everything is computed anew, so a log
 * alone is enough, and what both say must be the same.
 *
 * @param entries of each data set, in their order
 */
public record SpentSoFar(Map<DatasetId, List<DpReserve>> entries) {
    private static final int DEPTH = 5;

    /**
     * Looks through folders.
     *
     * @throws LedgerException if something does not follow from what is before it, or two say different things
     */
    public static SpentSoFar in(List<Path> folders) throws IOException, LedgerException, AuditCorruptException {
        Map<DatasetId, Set<DpReserve>> found = new LinkedHashMap<>();
        for (Path folder : folders) {
            for (Path file : files(folder)) {
                for (DpReserve entry : entries(file)) {
                    found.computeIfAbsent(entry.dataset(), any -> new LinkedHashSet<>())
                            .add(entry);
                }
            }
        }
        Map<DatasetId, List<DpReserve>> sorted = new LinkedHashMap<>();
        for (Map.Entry<DatasetId, Set<DpReserve>> dataset : found.entrySet()) {
            List<DpReserve> entries = dataset.getValue().stream()
                    .sorted(Comparator.comparingLong(DpReserve::entry))
                    .toList();
            try {
                PrivacyLedger.requireConsistent(entries);
            } catch (IllegalArgumentException e) {
                throw LedgerException.inconsistent(dataset.getKey().hex(), e.getMessage());
            }
            sorted.put(dataset.getKey(), entries);
        }
        return new SpentSoFar(sorted);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> below = Files.walk(folder, DEPTH)) {
            return below.filter(file -> file.endsWith(PrivacyLedger.FILE) || file.endsWith(JournalFile.NAME))
                    .sorted()
                    .toList();
        }
    }

    private static List<DpReserve> entries(Path file) throws IOException, LedgerException, AuditCorruptException {
        if (file.endsWith(PrivacyLedger.FILE)) {
            return PrivacyLedger.read(file.getParent());
        }
        List<DpReserve> logged = new ArrayList<>();
        for (Leaf leaf : LogLeaves.read(file.getParent())) {
            if (leaf.event() instanceof DpReserve reserve) {
                logged.add(reserve);
            }
        }
        return logged;
    }
}
