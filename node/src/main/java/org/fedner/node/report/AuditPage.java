package org.fedner.node.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fedner.audit.verify.Finding;
import org.fedner.audit.verify.LogReport;
import org.fedner.audit.verify.VerificationReport;

/** What {@code audit verify} found, as one static page for an auditor: nothing fetched, no script. */
public final class AuditPage {
    private static final Map<String, String> RULES = Map.ofEntries(
            Map.entry(
                    "R1", "what the server received, platforms logged as sent; what was sent arrived or is explained"),
            Map.entry("R2", "no platform is unmasked in both ways in one attempt"),
            Map.entry("R3", "a sum is formed in an open round over at least its threshold of platforms"),
            Map.entry("R4", "of a round with noise, no vector left before its step was reserved"),
            Map.entry("R5", "no step of privacy beyond the budget"),
            Map.entry("R6", "a round starts from the model the last verified round ended with"),
            Map.entry("R7", "program and configuration do not change while a job is trained"),
            Map.entry("R8", "every verified round is under a checkpoint that a quorum cosigned"),
            Map.entry("R9", "times do not decrease except at a stated clock step; entries are numbered without gaps"),
            Map.entry("R10", "what leaves in an attempt is not more than the site declared"),
            Map.entry("split", "all parties saw one history of each log"),
            Map.entry("opening", "values that entries commit to are those, and what was erased is not there"),
            Map.entry(
                    "succession",
                    "a log that goes on under another name does so once; old logs are deleted by two persons"));
    private static final List<String> ORDER =
            List.of("R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R10", "split", "opening", "succession");
    private static final String STYLE = """
            body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:72rem;margin:2rem auto;padding:0 1rem}
            h1{font-size:1.6rem;margin-bottom:.2rem}h2{font-size:1.2rem;margin-top:2.2rem}
            p.lead,p.note,li{color:var(--soft)}p.lead{margin-top:0}p.note{font-size:.9rem;max-width:52rem}
            .wide{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums}
            th,td{padding:.35rem .7rem;border-bottom:1px solid var(--line);text-align:right;font-weight:400;vertical-align:top}
            thead th{font-weight:600}.text{text-align:left;overflow-wrap:anywhere}
            .ok{color:var(--ok);font-weight:600}.bad{color:var(--bad);font-weight:600}
            svg{width:100%;height:auto}svg text{fill:var(--soft);font:13px system-ui,sans-serif}
            svg .lane{stroke:var(--line)}svg .verified{fill:var(--ok)}svg .void{fill:var(--b)}svg .trouble{fill:var(--bad)}
            svg .witnessed{fill:none;stroke:var(--a);stroke-width:1.5}svg .session{fill:var(--soft)}
            code{overflow-wrap:anywhere}td code{white-space:nowrap}
            """;

    private AuditPage() {}

    /** The page. */
    public static String html(VerificationReport report, String trust, AuditTimeline timeline) {
        StringBuilder page = new StringBuilder();
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
                .append(
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">")
                .append("<title>Fedner audit</title>\n<style>\n")
                .append(Html.PALETTE)
                .append(STYLE)
                .append("</style></head>\n<body>\n<h1>Audit: ")
                .append(
                        report.isOk()
                                ? "<span class=\"ok\">verified</span>"
                                : "<span class=\"bad\">not verified</span>")
                .append("</h1>\n<p class=\"lead\">")
                .append(report.logs().size())
                .append(" logs, public keys from <code>")
                .append(Html.escape(trust))
                .append("</code></p>\n");
        logs(page, report);
        findings(page, report);
        page.append("<h2>Timeline</h2>\n").append(timeline.svg());
        rules(page, report);
        notices(page, report);
        return page.append(
                        "<p class=\"note\">Proves that what was written was not changed, dropped or reordered later, and that")
                .append(
                        " all parties saw one history. Does not prove that an entry was true, or that nothing went unlogged.</p>\n")
                .append("</body>\n</html>\n")
                .toString();
    }

    private static void logs(StringBuilder page, VerificationReport report) {
        page.append(
                        "<h2>Logs</h2>\n<div class=\"wide\"><table><thead><tr><th class=\"text\">log</th><th>state</th><th>entries</th>")
                .append(
                        "<th>checkpoints</th><th>not signed yet</th><th>findings</th><th class=\"text\">root</th></tr></thead><tbody>\n");
        for (LogReport log : report.logs()) {
            page.append("<tr><th scope=\"row\" class=\"text\">")
                    .append(Html.escape(log.origin().isEmpty() ? log.directory() : log.origin()))
                    .append("</th>")
                    .append(Html.cell(log.state().name().toLowerCase(Locale.ROOT)))
                    .append(Html.cell(String.format(Locale.ROOT, "%,d", log.size())))
                    .append(Html.cell(Long.toString(log.checkpoints())))
                    .append(Html.cell(Long.toString(log.unsigned())))
                    .append("<td class=\"")
                    .append(log.findings().isEmpty() ? "ok" : "bad")
                    .append("\">")
                    .append(log.findings().size())
                    .append("</td><td class=\"text\"><code>")
                    .append(Html.escape(
                            log.rootHex().isEmpty() ? "" : log.rootHex().substring(0, 16)))
                    .append("…</code></td></tr>\n");
        }
        page.append("</tbody></table></div>\n");
    }

    private static void findings(StringBuilder page, VerificationReport report) {
        if (report.isOk()) {
            return;
        }
        page.append(
                        "<h2>Findings</h2>\n<div class=\"wide\"><table><thead><tr><th class=\"text\">kind</th><th class=\"text\">rule</th>")
                .append(
                        "<th class=\"text\">log</th><th class=\"text\">file</th><th>at</th><th class=\"text\">what is wrong</th></tr></thead><tbody>\n");
        for (Finding finding : report.findings()) {
            page.append("<tr>")
                    .append(text(finding.kind().name().toLowerCase(Locale.ROOT)))
                    .append("<td class=\"text bad\">")
                    .append(Html.escape(finding.rule()))
                    .append("</td>")
                    .append(text(finding.log()))
                    .append(text(finding.file()))
                    .append(Html.cell(finding.position() < 0 ? "" : Long.toString(finding.position())))
                    .append(text(finding.sentence()))
                    .append("</tr>\n");
        }
        page.append("</tbody></table></div>\n");
    }

    private static void rules(StringBuilder page, VerificationReport report) {
        page.append("<h2>Rules</h2>\n<div class=\"wide\"><table><tbody>\n");
        for (String rule : ORDER) {
            long broken = report.findings().stream()
                    .filter(finding -> finding.rule().equals(rule))
                    .count();
            page.append("<tr>")
                    .append(text(rule))
                    .append("<td class=\"")
                    .append(broken == 0 ? "ok" : "bad")
                    .append("\">")
                    .append(broken == 0 ? "holds" : broken + " broken")
                    .append("</td>")
                    .append(text(RULES.get(rule)))
                    .append("</tr>\n");
        }
        page.append("</tbody></table></div>\n");
    }

    private static void notices(StringBuilder page, VerificationReport report) {
        page.append("<h2>Remarks</h2>\n<ul>\n");
        report.logs().forEach(log -> log.notices().forEach(notice -> remark(page, notice)));
        report.notices().forEach(notice -> remark(page, notice));
        page.append("</ul>\n");
    }

    private static void remark(StringBuilder page, String notice) {
        page.append("<li>").append(Html.escape(notice)).append("</li>\n");
    }

    private static String text(String content) {
        return "<td class=\"text\">" + Html.escape(content) + "</td>";
    }
}
