package org.fedner.node.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fedner.model.scoring.Score;

/** {@code report.html}: one static file, readable offline, with nothing fetched and no script. */
public final class HtmlReport {
    private static final String STYLE = """
            body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:64rem;margin:2rem auto;padding:0 1rem}
            h1{font-size:1.6rem;margin-bottom:.2rem}h2{font-size:1.2rem;margin-top:2.2rem}h3{font-size:1rem;margin:1.2rem 0 .2rem}
            p{max-width:46rem}p.lead,p.note{color:var(--soft)}p.lead{margin-top:0}p.note{font-size:.9rem}
            .wide{overflow-x:auto}
            table{border-collapse:collapse;font-variant-numeric:tabular-nums}
            th,td{padding:.35rem .7rem;border-bottom:1px solid var(--line);text-align:right;font-weight:400;vertical-align:top}
            thead th{font-weight:600;vertical-align:bottom}thead th[colspan]{text-align:center}
            .text{text-align:left}
            .more{color:var(--ok);font-weight:600}.less{color:var(--bad);font-weight:600}
            .ok{color:var(--ok);font-weight:600}.bad{color:var(--bad);font-weight:600}
            .plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(28rem,100%),1fr));gap:1rem 2rem}
            figure{margin:0}figcaption{font-weight:600}
            svg{width:100%;height:auto}svg text{fill:var(--soft);font:14px system-ui,sans-serif}
            svg .grid{stroke:var(--line)}svg polyline{fill:none;stroke-width:2.5}
            svg .together{stroke:var(--a)}svg .alone{stroke:var(--b);stroke-dasharray:6 4}
            svg text.together{fill:var(--a);stroke:none}svg text.alone{fill:var(--b);stroke:none}
            details summary{cursor:pointer;color:var(--soft);font-size:.9rem}
            code{overflow-wrap:anywhere}
            @media print{details{display:none}}
            """;

    private HtmlReport() {}

    /** The page. */
    public static String html(RunReport report) {
        StringBuilder page = begin("Fedner run report");
        page.append(String.format(
                Locale.ROOT,
                "<p class=\"lead\">%d platforms, %,d verified rounds, %d voided, seed %d, network %s, cut %s, word embeddings %s,"
                        + " %.1f s in all.</p>%n",
                report.platforms().size(),
                report.rounds(),
                report.voidedRounds(),
                report.seed(),
                Html.escape(report.preset()),
                Html.escape(report.cut()),
                Html.escape(report.embeddings() + (report.vectors() == null ? "" : " (" + report.vectors() + ")")),
                report.wallSeconds()));
        gains(page, report.platforms());
        types(page, report.platforms());
        curves(page, report.platforms());
        report.participation().append(page, "");
        PrivacySection.append(page, report.platforms());
        traffic(page, report);
        faults(page, report);
        audit(page, report);
        return page.append("</body>\n</html>\n").toString();
    }

    /** A page up to its heading. */
    static StringBuilder begin(String title) {
        return new StringBuilder()
                .append("<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
                .append(
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">")
                .append("<title>")
                .append(Html.escape(title))
                .append("</title>\n<style>\n")
                .append(Html.PALETTE)
                .append(STYLE)
                .append("</style></head>\n<body>\n<h1>")
                .append(Html.escape(title))
                .append("</h1>\n");
    }

    static void gains(StringBuilder page, List<PlatformReport> platforms) {
        boolean compared = platforms.stream().anyMatch(platform -> platform.alone() != null);
        page.append("<h2>What each platform gained</h2>\n<div class=\"wide\"><table><thead><tr>")
                .append(Html.head("platform", "text", 2, 1))
                .append(Html.head("entity types", "text", 2, 1))
                .append(Html.head("training<br>sentences", "", 2, 1))
                .append(Html.head("rounds<br>taken part", "", 2, 1))
                .append(Html.head("strict F1", "", 1, compared ? 3 : 1))
                .append(Html.head("relaxed F1", "", 1, compared ? 3 : 1))
                .append("</tr><tr>");
        for (int score = 0; score < 2; score++) {
            page.append(Html.head("federated", "", 1, 1));
            if (compared) {
                page.append(Html.head("alone", "", 1, 1)).append(Html.head("gain", "", 1, 1));
            }
        }
        page.append("</tr></thead><tbody>\n");
        for (PlatformReport platform : platforms) {
            page.append(Html.rowOf(platform.name()))
                    .append(Html.words(String.join(", ", platform.types())))
                    .append(Html.cell(Html.count(platform.train().sentences())))
                    .append(Html.cell(Html.count(platform.roundsTakenPart())));
            PlatformReport.AloneReport alone = platform.alone();
            score(page, compared, platform.strict(), alone == null ? null : alone.strict());
            score(page, compared, platform.relaxed(), alone == null ? null : alone.relaxed());
            page.append("</tr>\n");
        }
        page.append("</tbody></table></div>\n<p class=\"note\">F1 in percent on each platform's own test split. ")
                .append(
                        "Strict: span and type are equal. Relaxed: overlap with a gold entity of the same type counts.");
        page.append(
                compared
                        ? " Alone: the same network trained on this platform's data only, as many passes;"
                                + " both are kept at their best dev score.</p>\n"
                        : "</p>\n");
    }

    private static void score(StringBuilder page, boolean compared, Score together, Score alone) {
        page.append(Html.cell(GainTable.percent(together.f1())));
        if (!compared) {
            return;
        }
        if (alone == null) {
            page.append(Html.cell("-")).append(Html.cell("-"));
            return;
        }
        double gain = together.f1() - alone.f1();
        page.append(Html.cell(GainTable.percent(alone.f1())))
                .append("<td class=\"")
                .append(gain < 0 ? "less" : "more")
                .append("\">")
                .append(GainTable.signed(gain))
                .append("</td>");
    }

    static void types(StringBuilder page, List<PlatformReport> platforms) {
        page.append("<h2>By entity type</h2>\n<div class=\"wide\"><table><thead><tr>")
                .append(Html.head("platform", "text", 2, 1))
                .append(Html.head("type", "text", 2, 1))
                .append(Html.head("gold<br>entities", "", 2, 1))
                .append(Html.head("strict", "", 1, 3))
                .append(Html.head("relaxed", "", 1, 3))
                .append("</tr><tr>");
        for (int score = 0; score < 2; score++) {
            page.append(Html.head("precision", "", 1, 1))
                    .append(Html.head("recall", "", 1, 1))
                    .append(Html.head("F1", "", 1, 1));
        }
        page.append("</tr></thead><tbody>\n");
        for (PlatformReport platform : platforms) {
            platform.perType().forEach((type, scores) -> {
                page.append(Html.rowOf(platform.name()))
                        .append(Html.words(type))
                        .append(Html.cell(Html.count(scores.strict().support())));
                for (Scores.Supported score : List.of(scores.strict(), scores.relaxed())) {
                    page.append(Html.cell(GainTable.percent(score.precision())))
                            .append(Html.cell(GainTable.percent(score.recall())))
                            .append(Html.cell(GainTable.percent(score.f1())));
                }
                page.append("</tr>\n");
            });
        }
        page.append("</tbody></table></div>\n<p class=\"note\">Percent, under the federation, test split.</p>\n");
    }

    static void curves(StringBuilder page, List<PlatformReport> platforms) {
        page.append("<h2>Learning curves</h2>\n<p class=\"note\">")
                .append(LearningCurves.NOTE)
                .append("</p>\n<div class=\"plots\">\n");
        platforms.forEach(platform -> LearningCurves.append(page, platform));
        page.append("</div>\n");
    }

    private static void traffic(StringBuilder page, RunReport report) {
        page.append("<h2>What a round costs</h2>\n<div class=\"wide\"><table><tbody>\n");
        Html.row(page, "shared coordinates", Html.count(report.sharedCoordinates()));
        Html.row(page, "bytes up, per platform and round", Html.count(report.bytesUpPerRound()));
        Html.row(page, "bytes down, per platform and round", Html.count(report.bytesDownPerRound()));
        Html.row(page, "seconds per round", String.format(Locale.ROOT, "%.3f", report.secondsPerRound()));
        for (Map.Entry<String, Double> phase : report.phaseMillis().entrySet()) {
            Html.row(page, phase.getKey() + ", median ms", String.format(Locale.ROOT, "%.2f", phase.getValue()));
        }
        page.append(
                        "</tbody></table></div>\n<p class=\"note\">Where all parties share one machine, times are those of ")
                .append("parties that wait for each other's processor time.</p>\n");
    }

    /** Of a run with {@code --faults} only: what was broken, and what the federation made of it. */
    private static void faults(StringBuilder page, RunReport report) {
        if (report.faults().isEmpty()) {
            return;
        }
        page.append("<h2>Faults injected</h2>\n<p>")
                .append(report.faults().size())
                .append(" faults, ")
                .append(report.voidedRounds())
                .append(" voided attempts, ")
                .append(report.server().epochs())
                .append(" epochs, ")
                .append(report.exclusions().size())
                .append(" times a platform was left out.</p>\n<table>")
                .append(Html.heads(List.of("fault", "platform"), List.of("round")));
        for (RunReport.InjectedFault fault : report.faults()) {
            Html.row(page, fault.kind(), Html.escape(fault.platform()), Integer.toString(fault.round()));
        }
        page.append("</tbody></table>\n");
    }

    private static void audit(StringBuilder page, RunReport report) {
        page.append("<h2>Audit</h2>\n<p><span class=\"")
                .append(report.audit().verified() ? "ok\">verified</span>: " : "bad\">NOT verified</span>: ")
                .append(report.audit().logs())
                .append(
                        " logs when the run ended. Repeat it with <code>fedner audit verify</code> on this folder.</p>\n");
        page.append("<p>SHA-256 of the shared module: <code>")
                .append(Html.escape(report.server().sharedModelSha256()))
                .append("</code></p>\n");
    }
}
