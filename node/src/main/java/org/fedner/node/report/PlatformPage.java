package org.fedner.node.report;

import java.util.List;
import java.util.Locale;

/** {@code report.html} in a platform's own work folder: its scores and curves, which nobody else has. */
public final class PlatformPage {
    private PlatformPage() {}

    /** The page. */
    public static String html(PlatformReport report) {
        StringBuilder page = HtmlReport.begin("Fedner platform report");
        page.append(String.format(
                Locale.ROOT,
                "<p class=\"lead\">%s, network %s, cut %s. This page was made here and has not left the site.</p>%n",
                Html.escape(report.name()),
                Html.escape(report.network().preset()),
                Html.escape(report.network().cut())));
        HtmlReport.gains(page, List.of(report));
        HtmlReport.types(page, List.of(report));
        HtmlReport.curves(page, List.of(report));
        report.participation()
                .append(
                        page,
                        "As this site's own log has it: nobody tells it why another platform was left out, and it knows"
                                + " nothing of rounds that it was not there for.");
        PrivacySection.append(page, List.of(report));
        page.append("<p>SHA-256 of the kept model's shared parameters: <code>")
                .append(Html.escape(report.network().parametersSha256()))
                .append("</code></p>\n");
        return page.append("</body>\n</html>\n").toString();
    }
}
