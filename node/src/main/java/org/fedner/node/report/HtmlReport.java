package org.fedner.node.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code report.html}: one static file, readable offline, with nothing fetched and no script. */
public final class HtmlReport {
    private static final String STYLE = """
            :root{color-scheme:light dark;--ink:#1c2430;--soft:#5a6675;--line:#d8dee6;--paper:#fff;--a:#0b63b5;--b:#b5500b;--ok:#0a7a3d;--bad:#b3261e}
            @media(prefers-color-scheme:dark){:root{--ink:#e8edf3;--soft:#a5b1c0;--line:#3a4552;--paper:#161b22;--a:#6cb4ff;--b:#ffae6c;--ok:#5fd38d;--bad:#ff8a80}}
            body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:60rem;margin:2rem auto;padding:0 1rem}
            h1{font-size:1.6rem;margin-bottom:.2rem}h2{font-size:1.15rem;margin-top:2rem}
            p.lead{color:var(--soft);margin-top:0}
            table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
            th,td{padding:.35rem .6rem;border-bottom:1px solid var(--line);text-align:right}
            th:first-child,td:first-child,td.text,th.text{text-align:left}
            .ok{color:var(--ok);font-weight:600}.bad{color:var(--bad);font-weight:600}
            figure{margin:1rem 0}figcaption{color:var(--soft);font-size:.9rem}
            svg{width:100%;height:auto}svg text{fill:var(--soft);font:12px system-ui,sans-serif}
            svg .grid{stroke:var(--line)}svg polyline{fill:none;stroke-width:2.5}
            svg .together{stroke:var(--a)}svg .alone{stroke:var(--b);stroke-dasharray:6 4}
            .key{display:inline-block;width:1.6rem;border-top:3px solid var(--a);vertical-align:middle;margin-right:.4rem}
            .key.alone{border-top:3px dashed var(--b)}
            """;

    private HtmlReport() {}

    /** The page. */
    public static String html(RunReport report) {
        StringBuilder page = new StringBuilder();
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
                .append(
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">")
                .append("<title>Fedner run report</title>\n<style>\n")
                .append(STYLE)
                .append("</style></head>\n<body>\n<h1>Fedner run report</h1>\n");
        page.append(String.format(
                Locale.ROOT,
                "<p class=\"lead\">%d platforms, %d verified rounds, %d voided, seed %d, %.1f s in all.</p>%n",
                report.platforms().size(),
                report.rounds(),
                report.voidedRounds(),
                report.seed(),
                report.wallSeconds()));
        gains(page, report);
        curves(page, report);
        traffic(page, report);
        audit(page, report);
        return page.append("</body>\n</html>\n").toString();
    }

    private static void gains(StringBuilder page, RunReport report) {
        page.append("<h2>What each platform gained</h2>\n<table><thead><tr><th scope=\"col\">platform</th>")
                .append("<th scope=\"col\" class=\"text\">entity types</th><th scope=\"col\">strict F1</th>")
                .append("<th scope=\"col\">alone</th><th scope=\"col\">gain</th><th scope=\"col\">relaxed F1</th>")
                .append(
                        "<th scope=\"col\">alone</th><th scope=\"col\">gain</th><th scope=\"col\">rounds</th></tr></thead><tbody>\n");
        for (PlatformReport platform : report.platforms()) {
            PlatformReport.AloneReport alone = platform.alone();
            row(
                    page,
                    platform.name(),
                    String.join(", ", platform.types()),
                    GainTable.percent(platform.strict().f1()),
                    alone == null ? "" : GainTable.percent(alone.strict().f1()),
                    alone == null
                            ? ""
                            : GainTable.signed(
                                    platform.strict().f1() - alone.strict().f1()),
                    GainTable.percent(platform.relaxed().f1()),
                    alone == null ? "" : GainTable.percent(alone.relaxed().f1()),
                    alone == null
                            ? ""
                            : GainTable.signed(
                                    platform.relaxed().f1() - alone.relaxed().f1()),
                    Integer.toString(platform.roundsTakenPart()));
        }
        page.append("</tbody></table>\n<p>F1 in percent on each platform's own test split.</p>\n");
    }

    private static void curves(StringBuilder page, RunReport report) {
        page.append("<h2>Learning curves</h2>\n<p><span class=\"key\"></span>federated ")
                .append("<span class=\"key alone\"></span>alone. Strict F1 on the dev split, percent.</p>\n");
        for (PlatformReport platform : report.platforms()) {
            List<LinePlot.Series> lines = new ArrayList<>();
            lines.add(new LinePlot.Series("federated", "together", points(platform.devCurve())));
            if (platform.alone() != null) {
                lines.add(new LinePlot.Series(
                        "alone", "alone", points(platform.alone().devCurve())));
            }
            page.append("<figure>")
                    .append(LinePlot.svg("Dev F1 of " + platform.name(), "round", "strict F1 (%)", lines))
                    .append("<figcaption>")
                    .append(escape(platform.name()))
                    .append("</figcaption></figure>\n");
        }
    }

    private static List<double[]> points(List<PlatformReport.CurvePoint> curve) {
        return curve.stream()
                .map(point -> new double[] {point.round(), 100 * point.strictF1()})
                .toList();
    }

    private static void traffic(StringBuilder page, RunReport report) {
        page.append("<h2>What a round costs</h2>\n<table><tbody>\n");
        row(page, "shared coordinates", String.format(Locale.ROOT, "%,d", report.sharedCoordinates()));
        row(page, "bytes up per platform and round", String.format(Locale.ROOT, "%,d", report.bytesUpPerRound()));
        row(page, "bytes down per platform and round", String.format(Locale.ROOT, "%,d", report.bytesDownPerRound()));
        row(page, "seconds per round", String.format(Locale.ROOT, "%.3f", report.secondsPerRound()));
        for (Map.Entry<String, Double> phase : report.phaseMillis().entrySet()) {
            row(page, phase.getKey() + " (ms, median)", String.format(Locale.ROOT, "%.2f", phase.getValue()));
        }
        page.append("</tbody></table>\n");
    }

    private static void audit(StringBuilder page, RunReport report) {
        page.append("<h2>Audit</h2>\n<p class=\"")
                .append(report.audit().verified() ? "ok\">verified: " : "bad\">NOT verified: ")
                .append(report.audit().logs())
                .append(" logs. Repeat it with <code>fedner audit verify</code> on this folder.</p>\n");
        page.append("<p>Shared module SHA-256: <code>")
                .append(report.server().sharedModelSha256())
                .append("</code></p>\n");
        if (report.exclusions().isEmpty()) {
            page.append("<p>No platform was left out of any epoch.</p>\n");
            return;
        }
        page.append("<h2>Platforms left out</h2>\n<table><thead><tr><th scope=\"col\">platform</th>")
                .append("<th scope=\"col\">from epoch</th><th scope=\"col\">from round</th></tr></thead><tbody>\n");
        for (RunReport.Exclusion exclusion : report.exclusions()) {
            row(page, exclusion.platform(), Long.toString(exclusion.epoch()), Integer.toString(exclusion.round()));
        }
        page.append("</tbody></table>\n");
    }

    private static void row(StringBuilder page, String... cells) {
        page.append("<tr>");
        for (String cell : cells) {
            page.append("<td>").append(escape(cell)).append("</td>");
        }
        page.append("</tr>\n");
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
