package org.fedner.node.report;

import java.util.Map;

/** {@code report.html} in a server's own work folder: what became of the job, and who took part. */
public final class ServerPage {
    private ServerPage() {}

    /**
     * The page.
     *
     * @param facts names and values, in their order
     */
    public static String html(Map<String, String> facts, ParticipationReport participation) {
        StringBuilder page = HtmlReport.begin("Fedner server report");
        page.append("<div class=\"wide\"><table><tbody>\n");
        facts.forEach((name, value) -> Html.row(page, name, value));
        page.append("</tbody></table></div>\n");
        participation.append(page, "");
        return page.append("</body>\n</html>\n").toString();
    }
}
