package org.fedner.node.privacy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.fedner.audit.event.DatasetBind;
import org.fedner.audit.event.DatasetId;
import org.fedner.audit.event.DpMechanism;
import org.fedner.audit.event.DpReserve;
import org.fedner.audit.event.DpTerms;
import org.fedner.audit.event.JobId;
import org.fedner.audit.event.Sha256Hex;

/**
 * One line of a ledger: the fields of its {@code dp.reserve}, and the digest of the line before.
 *
 * @param previous of the line before; of the first line, of the ledger's head
 */
record LedgerEntry(Sha256Hex previous, DpReserve reserve) {
    private static final int FIELDS = 20;

    static LedgerEntry of(
            Sha256Hex previous,
            LedgerPlace place,
            DatasetId dataset,
            long entry,
            DpMechanism mechanism,
            long deltaFemto,
            long beforeNano,
            long afterNano,
            long budgetNano) {
        DpReserve unnamed = new DpReserve(
                place.job(),
                place.epoch(),
                place.round(),
                place.attempt(),
                dataset,
                entry,
                previous,
                mechanism,
                deltaFemto,
                beforeNano,
                afterNano,
                budgetNano);
        return named(previous, unnamed);
    }

    /** A line's digest is part of the event that speaks of it, and not of the line. */
    private static LedgerEntry named(Sha256Hex previous, DpReserve r) {
        Sha256Hex own = Sha256Hex.over(line(previous, r).getBytes(StandardCharsets.US_ASCII));
        return new LedgerEntry(
                previous,
                new DpReserve(
                        r.job(),
                        r.epoch(),
                        r.round(),
                        r.attempt(),
                        r.dataset(),
                        r.entry(),
                        own,
                        r.mechanism(),
                        r.deltaFemto(),
                        r.epsBeforeNano(),
                        r.epsAfterNano(),
                        r.epsBudgetNano()));
    }

    /** The event of a log as the ledger's line after this digest would be. */
    static LedgerEntry after(Sha256Hex previous, DpReserve reserve) {
        return named(previous, reserve);
    }

    String line() {
        return line(previous, reserve);
    }

    private static String line(Sha256Hex previous, DpReserve r) {
        DpMechanism m = r.mechanism();
        return "%d %s %s %d %d %d %s %s %d %d %d %d %d %d %d %d %d %d %d %d"
                .formatted(
                        r.entry(),
                        previous.hex(),
                        r.job().hex(),
                        r.epoch(),
                        r.round(),
                        r.attempt(),
                        m.mode().name().toLowerCase(Locale.ROOT),
                        m.unit().name().toLowerCase(Locale.ROOT),
                        m.sigma(),
                        m.share(),
                        m.survivors(),
                        m.colluders(),
                        m.sensitivity(),
                        m.platformsPerUnit(),
                        m.coordinates(),
                        m.rateBillionths(),
                        r.deltaFemto(),
                        r.epsBeforeNano(),
                        r.epsAfterNano(),
                        r.epsBudgetNano());
    }

    /**
     * Reads a line back.
     *
     * @throws IllegalArgumentException if it is not one, or not as it would be written
     */
    static LedgerEntry parse(String line, DatasetId dataset) {
        List<String> f = List.of(line.split(" ", -1));
        if (f.size() != FIELDS) {
            throw new IllegalArgumentException("%d fields".formatted(f.size()));
        }
        DpMechanism mechanism = new DpMechanism(
                DpTerms.Mode.valueOf(f.get(6).toUpperCase(Locale.ROOT)),
                DatasetBind.Unit.valueOf(f.get(7).toUpperCase(Locale.ROOT)),
                Long.parseLong(f.get(8)),
                Long.parseLong(f.get(9)),
                Integer.parseInt(f.get(10)),
                Integer.parseInt(f.get(11)),
                Integer.parseInt(f.get(12)),
                Integer.parseInt(f.get(13)),
                Long.parseLong(f.get(14)),
                Integer.parseInt(f.get(15)));
        LedgerEntry entry = of(
                new Sha256Hex(f.get(1)),
                new LedgerPlace(
                        new JobId(f.get(2)),
                        Long.parseLong(f.get(3)),
                        Long.parseLong(f.get(4)),
                        Long.parseLong(f.get(5))),
                dataset,
                Long.parseLong(f.get(0)),
                mechanism,
                Long.parseLong(f.get(16)),
                Long.parseLong(f.get(17)),
                Long.parseLong(f.get(18)),
                Long.parseLong(f.get(19)));
        if (!entry.line().equals(line)) {
            throw new IllegalArgumentException("not in its one form");
        }
        return entry;
    }
}
