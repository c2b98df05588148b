package org.fedner.node.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.fedner.aggregation.diagnosis.DummyFinding;
import org.fedner.aggregation.diagnosis.DummyFinding.Kind;

/** A diagnosis as lines to print: a row for each party, then what each fault means. */
public final class DiagnosisTable {
    private static final String RIGHT = "ok";
    private static final String WRONG = "WRONG";
    private static final String PERHAPS = "differs";

    private DiagnosisTable() {}

    /** The lines of {@code report}. */
    public static List<String> lines(DiagnosisReport report) {
        int width = Math.max(
                "platform".length(),
                report.members().stream().mapToInt(String::length).max().orElse(0));
        String row = "%-" + width + "s  %-7s  %-7s  %-7s  %-7s  %-7s";
        List<String> lines = new ArrayList<>();
        lines.add(line(row, "platform", "vector", "tag", "opened", "tag key", "check"));
        for (String member : report.members()) {
            lines.add(line(
                    row,
                    member,
                    isAbout(report, member, Kind.UPLOAD, true, false) ? WRONG : RIGHT,
                    isAbout(report, member, Kind.UPLOAD, false, true) ? WRONG : RIGHT,
                    opened(report, member),
                    tagKey(report, member),
                    isAbout(report, member, Kind.CHECK, false, false) ? WRONG : RIGHT));
        }
        boolean lied = report.faults().stream().anyMatch(fault -> is(fault, Kind.SERVER));
        lines.add("server: its sum is " + (lied ? WRONG : report.unjudgedSums() > 0 ? "not judged" : RIGHT));
        report.faults().forEach(fault -> lines.add("FAULT in round " + rounds(fault) + ": " + fault.sentence()));
        lines.add(report.verdict());
        return lines;
    }

    private static String line(String row, Object... cells) {
        return String.format(Locale.ROOT, row, cells).stripTrailing();
    }

    private static String rounds(DiagnosisReport.Fault fault) {
        return String.join(", ", fault.rounds().stream().map(String::valueOf).toList());
    }

    private static String opened(DiagnosisReport report, String member) {
        if (isAbout(report, member, Kind.OPENING, false, false)) {
            return WRONG;
        }
        return isAbout(report, member, Kind.PAIR, false, false) ? PERHAPS : RIGHT;
    }

    private static String tagKey(DiagnosisReport report, String member) {
        if (isAbout(report, member, Kind.TAG_KEY, false, false)) {
            return WRONG;
        }
        return isAbout(report, member, Kind.TAG_KEYS, false, false) ? PERHAPS : RIGHT;
    }

    private static boolean isAbout(DiagnosisReport report, String member, Kind kind, boolean ofWords, boolean ofTag) {
        return report.faults().stream()
                .anyMatch(fault -> is(fault, kind)
                        && fault.platforms().contains(member)
                        && (!ofWords || fault.words())
                        && (!ofTag || fault.tag()));
    }

    private static boolean is(DiagnosisReport.Fault fault, Kind kind) {
        return fault.fault().equals(kind.name());
    }

    /** What a finding means, and what to look at. */
    static String sentence(DummyFinding finding, List<String> platforms) {
        String names = String.join(" and ", platforms);
        String what =
                finding.words() && finding.tag() ? "vector and tag are" : finding.words() ? "vector is" : "tag is";
        return switch (finding.kind()) {
            case UPLOAD ->
                "%s: its %s not its public input under its own masks; look at its version, memory and disk"
                        .formatted(names, what);
            case OPENING ->
                "%s: it masked rightly and then opened other seeds than it used; look at its version and memory"
                        .formatted(names);
            case PAIR ->
                "%s: they used different seeds for the mask between them; one of the two is wrong and it cannot be said which"
                        .formatted(names);
            case TAG_KEY ->
                "%s: its tag key is not that of most platforms; look at its version and memory".formatted(names);
            case TAG_KEYS ->
                "%s: their tag keys differ, and none is that of most; it cannot be said whose are wrong"
                        .formatted(names);
            case CHECK ->
                "%s: its own check says otherwise about the sum than its tag key does; it may have refused a right sum; look at its version and memory"
                        .formatted(names);
            case SERVER ->
                "the server: its sum is not the sum of the uploads that it was sent; 'fedner audit convict' shows it to anybody from all parties' evidence";
        };
    }
}
