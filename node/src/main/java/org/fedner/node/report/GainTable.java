package org.fedner.node.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table that answers a hospital's first question: what did the federation give us that we did not have alone? */
public final class GainTable {
    private static final String NONE = "-";

    private GainTable() {}

    /** Lines of the table, columns aligned, without line ends. F1 in percent. */
    public static List<String> lines(List<PlatformReport> platforms) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"platform", "types", "strict F1", "alone", "gain", "relaxed F1", "alone", "gain"});
        for (PlatformReport platform : platforms) {
            PlatformReport.AloneReport alone = platform.alone();
            rows.add(new String[] {
                platform.name(),
                String.join(",", platform.types()),
                percent(platform.strict().f1()),
                alone == null ? NONE : percent(alone.strict().f1()),
                alone == null
                        ? NONE
                        : signed(platform.strict().f1() - alone.strict().f1()),
                percent(platform.relaxed().f1()),
                alone == null ? NONE : percent(alone.relaxed().f1()),
                alone == null
                        ? NONE
                        : signed(platform.relaxed().f1() - alone.relaxed().f1()),
            });
        }
        return aligned(rows, 2);
    }

    /** Pads each column to its widest cell; the first {@code leftAligned} columns are text, the others numbers. */
    public static List<String> aligned(List<String[]> rows, int leftAligned) {
        int columns = rows.get(0).length;
        int[] widths = new int[columns];
        for (String[] row : rows) {
            for (int c = 0; c < columns; c++) {
                widths[c] = Math.max(widths[c], row[c].length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < columns; c++) {
                String padding = " ".repeat(widths[c] - row[c].length());
                line.append(c == 0 ? "" : "  ").append(c < leftAligned ? row[c] + padding : padding + row[c]);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    static String percent(double fraction) {
        return String.format(Locale.ROOT, "%.2f", 100 * fraction);
    }

    static String signed(double fraction) {
        return String.format(Locale.ROOT, "%+.2f", 100 * fraction);
    }
}
