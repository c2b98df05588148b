package org.fedner.node.report;

import java.util.List;
import java.util.Locale;

/** What each platform's data was charged for, and what that promises, on a report's page. */
final class PrivacySection {
    private PrivacySection() {}

    static void append(StringBuilder page, List<PlatformReport> platforms) {
        page.append("<h2>Privacy</h2>\n");
        List<PlatformReport> noised = platforms.stream()
                .filter(platform -> platform.privacy().epsilon() != null)
                .toList();
        if (noised.isEmpty()) {
            page.append("<p>").append(Html.escape(String.join(" ", PlatformReport.PrivacyReport.OFF.statement())));
            page.append("</p>\n");
            return;
        }
        page.append("<div class=\"wide\"><table>")
                .append(Html.heads(
                        List.of("platform", "mode", "protected<br>unit"), List.of("steps", "epsilon spent", "delta")));
        for (PlatformReport platform : noised) {
            PlatformReport.PrivacyReport privacy = platform.privacy();
            page.append(Html.rowOf(platform.name()))
                    .append(Html.words(privacy.mode()))
                    .append(Html.words("one " + privacy.unit()))
                    .append(Html.cell(Html.count(privacy.steps())))
                    .append(Html.cell(String.format(Locale.ROOT, "%.9f", privacy.epsilon())))
                    .append(Html.cell(Double.toString(privacy.delta())))
                    .append("</tr>\n");
        }
        page.append(
                "</tbody></table></div>\n<p class=\"note\">Over all jobs that drew on a site's ledger so far, as its"
                        + " ledger and its audit log say it. The statement of each site, in words:</p>\n");
        for (PlatformReport platform : noised) {
            page.append("<details open><summary>")
                    .append(Html.escape(platform.name()))
                    .append("</summary><ul>\n");
            platform.privacy().statement().forEach(line -> page.append("<li>")
                    .append(Html.escape(line))
                    .append("</li>\n"));
            page.append("</ul></details>\n");
        }
    }
}
