package org.fedner.node.privacy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fedner.audit.event.DatasetId;
import org.fedner.audit.event.DpReserve;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.RoundClose;
import org.fedner.audit.event.RoundOpen;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.audit.log.LogLeaves;

/**
 * What audit logs say about privacy, and what their own entries make of it: every step's mechanism is in its entry, so the epsilon
 * of all steps is composed anew and compared with what the entries state.
 */
public final class LoggedPrivacy {
    private final List<Log> logs = new ArrayList<>();
    private final Map<DatasetId, TreeMap<Long, DpReserve>> entries = new LinkedHashMap<>();
    private final Map<DatasetId, List<String>> contradictions = new LinkedHashMap<>();

    /** What one log says. */
    public record Log(String log, Map<String, Integer> attempts, int verifiedRounds, List<Said> datasets) {}

    /** What one log says that a data set has spent: steps in this log, and epsilon after the last of them. */
    public record Said(String dataset, long steps, double epsilon, double delta, double budget) {
        private static Said after(Said before, DpReserve step) {
            return new Said(
                    step.dataset().hex(),
                    before == null ? 1 : before.steps + 1,
                    Nano.number(step.epsAfterNano()),
                    step.deltaFemto() / 1e15,
                    Nano.number(step.epsBudgetNano()));
        }
    }

    /**
     * What one data set has spent.
     *
     * @param statedNano epsilon after the last entry, by its own word
     * @param computedNano the same composed anew; -1 where entries before are not here
     * @param faults what does not follow, entry by entry
     * @param remarks what could not be checked
     */
    public record Spent(
            String dataset,
            long firstEntry,
            long lastEntry,
            long statedNano,
            long computedNano,
            long budgetNano,
            String delta,
            boolean differsFromLedger,
            List<String> faults,
            List<String> remarks) {}

    /** Takes a log's entries. */
    public void read(Path folder) throws IOException, AuditCorruptException {
        TreeMap<String, Integer> attempts = new TreeMap<>();
        Map<DatasetId, Said> said = new LinkedHashMap<>();
        int verified = 0;
        for (Leaf leaf : LogLeaves.read(folder)) {
            if (leaf.event() instanceof RoundOpen open) {
                attempts.merge(open.dp().mode().name().toLowerCase(Locale.ROOT), 1, Integer::sum);
            } else if (leaf.event() instanceof RoundClose close && close.outcome() == RoundClose.Outcome.VERIFIED) {
                verified++;
            } else if (leaf.event() instanceof DpReserve step) {
                said.put(step.dataset(), Said.after(said.get(step.dataset()), step));
                DpReserve other = entries.computeIfAbsent(step.dataset(), any -> new TreeMap<>())
                        .putIfAbsent(step.entry(), step);
                if (other != null && !other.equals(step)) {
                    contradictions
                            .computeIfAbsent(step.dataset(), any -> new ArrayList<>())
                            .add("entry %d is there twice, and not the same".formatted(step.entry()));
                }
            }
        }
        logs.add(new Log(folder.toString(), attempts, verified, List.copyOf(said.values())));
    }

    /** Of each log that was read, in that order. */
    public List<Log> logs() {
        return List.copyOf(logs);
    }

    /**
     * Of each data set, computed anew.
     *
     * @param ledger the site's book, if it is to be compared
     * @param statement a printed statement, likewise
     */
    public List<Spent> spent(Optional<List<DpReserve>> ledger, Optional<String> statement) {
        return entries.entrySet().stream()
                .map(each -> spent(each.getKey(), List.copyOf(each.getValue().values()), ledger, statement))
                .toList();
    }

    private Spent spent(
            DatasetId dataset, List<DpReserve> logged, Optional<List<DpReserve>> ledger, Optional<String> statement) {
        List<String> faults = new ArrayList<>(contradictions.getOrDefault(dataset, List.of()));
        List<String> remarks = new ArrayList<>();
        List<DpReserve> booked = ledger.orElse(List.of()).stream()
                .filter(entry -> entry.dataset().equals(dataset))
                .toList();
        boolean differs = ledger.isPresent() && differences(logged, booked, faults);
        List<DpReserve> whole = whole(logged, booked);
        DpReserve last = logged.get(logged.size() - 1);
        long computed = -1;
        if (whole.isEmpty()) {
            remarks.add("entries before %d, or between, are not here: give the other logs, or the ledger"
                    .formatted(logged.get(0).entry()));
        } else {
            computed = composed(whole, faults);
            String line = PrivacyStatement.of(whole).get(0);
            if (statement.filter(text -> !text.contains(line)).isPresent()) {
                faults.add("the statement does not say: " + line);
            }
        }
        return new Spent(
                dataset.hex(),
                logged.get(0).entry(),
                last.entry(),
                last.epsAfterNano(),
                computed,
                last.epsBudgetNano(),
                PrivacyStatement.delta(last.deltaFemto()),
                differs,
                faults,
                remarks);
    }

    private static boolean differences(List<DpReserve> logged, List<DpReserve> booked, List<String> faults) {
        int before = faults.size();
        for (DpReserve entry : logged) {
            if (entry.entry() > booked.size()
                    || !booked.get((int) entry.entry() - 1).equals(entry)) {
                faults.add("the ledger has another entry %d, or none".formatted(entry.entry()));
            }
        }
        return faults.size() > before;
    }

    /** All entries up to the log's last one, from the log where it has them; empty if one is nowhere. */
    private static List<DpReserve> whole(List<DpReserve> logged, List<DpReserve> booked) {
        TreeMap<Long, DpReserve> all = new TreeMap<>();
        long last = logged.get(logged.size() - 1).entry();
        booked.stream().filter(entry -> entry.entry() <= last).forEach(entry -> all.put(entry.entry(), entry));
        logged.forEach(entry -> all.put(entry.entry(), entry));
        return all.firstKey() == 1 && all.size() == last ? List.copyOf(all.values()) : List.of();
    }

    private static long composed(List<DpReserve> whole, List<String> faults) {
        Spending spending = new Spending();
        long after = 0;
        for (DpReserve entry : whole) {
            long before = spending.epsilonNano(entry.deltaFemto());
            spending.add(entry.mechanism());
            after = spending.epsilonNano(entry.deltaFemto());
            if (before != entry.epsBeforeNano() || after != entry.epsAfterNano()) {
                faults.add("entry %d states epsilon %s after %s, and it is %s after %s"
                        .formatted(
                                entry.entry(),
                                Nano.text(entry.epsAfterNano()),
                                Nano.text(entry.epsBeforeNano()),
                                Nano.text(after),
                                Nano.text(before)));
            }
        }
        return after;
    }
}
