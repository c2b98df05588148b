package org.fedner.node.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.fedner.model.scoring.Score;

/** The table that answers a hospital's first question: what did the federation give us that we did not have alone? */
public final class GainTable {
    private static final String NONE = "-";

    private GainTable() {}

    /** Lines of the table, columns aligned, without line ends. F1 in percent; gains only if somebody also trained alone. */
    public static List<String> lines(List<PlatformReport> platforms) {
        boolean compared = platforms.stream().anyMatch(platform -> platform.alone() != null);
        List<String[]> rows = new ArrayList<>();
        rows.add(
                compared
                        ? new String[] {"platform", "types", "strict F1", "alone", "gain", "relaxed F1", "alone", "gain"
                        }
                        : new String[] {"platform", "types", "strict F1", "relaxed F1"});
        for (PlatformReport platform : platforms) {
            List<String> row = new ArrayList<>(List.of(platform.name(), String.join(",", platform.types())));
            PlatformReport.AloneReport alone = platform.alone();
            score(row, compared, platform.strict(), alone == null ? null : alone.strict());
            score(row, compared, platform.relaxed(), alone == null ? null : alone.relaxed());
            rows.add(row.toArray(String[]::new));
        }
        return aligned(rows, 2);
    }

    private static void score(List<String> row, boolean compared, Score together, Score alone) {
        row.add(percent(together.f1()));
        if (compared) {
            row.add(alone == null ? NONE : percent(alone.f1()));
            row.add(alone == null ? NONE : signed(together.f1() - alone.f1()));
        }
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
