package org.fedner.node.page;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.fedner.node.report.Html;

/** How the page writes times, shares and names. */
final class Words {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    /** From here on somebody should look after a certificate. */
    private static final long SOON_DAYS = 14;

    private static final int SHOWN_NAMES = 8;

    private Words() {}

    static String time(Instant at) {
        return TIME.format(at);
    }

    static long daysLeft(Instant end, Instant now) {
        return Duration.between(now, end).toDays();
    }

    /** A cell with days left, marked in words and colour when there are few. */
    static String daysCell(long days) {
        return days < SOON_DAYS
                ? "<td><span class=\"bad\">%d, renew soon</span></td>".formatted(days)
                : Html.cell(Long.toString(days));
    }

    static String percent(long part, long whole) {
        return whole == 0 ? "-" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
    }

    static String decimals(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.2f", millis / 1e3);
    }

    /** The first names and how many more there are; {@code nobody} when there are none. */
    static String names(List<String> names) {
        if (names.isEmpty()) {
            return "nobody";
        }
        String shown = String.join(", ", names.subList(0, Math.min(names.size(), SHOWN_NAMES)));
        return names.size() > SHOWN_NAMES ? shown + " and %d more".formatted(names.size() - SHOWN_NAMES) : shown;
    }

    /** As in a sentence: {@code 1 round}, {@code 2 rounds}. */
    static String count(long number, String one) {
        return Html.count(number) + " " + one + (number == 1 ? "" : "s");
    }

    static String enumWords(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
