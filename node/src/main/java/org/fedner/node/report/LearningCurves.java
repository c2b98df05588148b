package org.fedner.node.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.fedner.node.report.PlatformReport.CurvePoint;

/** A platform's scores and losses from pass to pass: two plots, and the numbers for who cannot see them or wants to copy them. */
final class LearningCurves {
    /** What stands above them. */
    static final String NOTE =
            "Strict F1 on the dev split after each pass, and the negative log-likelihood of one sentence's tags:"
                    + " on the training batches of the pass, with dropout, and on the dev split, without. Training alone is drawn so that"
                    + " equal passes over the data stand at one place.";

    private LearningCurves() {}

    static void append(StringBuilder page, PlatformReport platform) {
        List<LinePlot.Series> scores = new ArrayList<>(List.of(
                new LinePlot.Series("federated", "together", line(platform.devCurve(), p -> 100 * p.strictF1()))));
        if (platform.alone() != null) {
            scores.add(
                    new LinePlot.Series("alone", "alone", line(platform.alone().devCurve(), p -> 100 * p.strictF1())));
        }
        List<LinePlot.Series> losses = List.of(
                new LinePlot.Series("dev", "together", line(platform.devCurve(), CurvePoint::devLoss)),
                new LinePlot.Series("training", "alone", line(platform.devCurve(), CurvePoint::trainLoss)));
        page.append("<figure><figcaption>")
                .append(Html.escape(platform.name()))
                .append("</figcaption>")
                .append(LinePlot.svg(
                        "Learning curve of " + platform.name(),
                        "The numbers follow below the plots.",
                        "round",
                        "strict F1 on dev (%)",
                        scores));
        if (losses.stream().anyMatch(line -> !line.points().isEmpty())) {
            page.append(LinePlot.fromZero(
                    "Losses of " + platform.name(),
                    "The numbers follow below the plots.",
                    "round",
                    "loss of a sentence",
                    losses));
        }
        numbers(page, platform);
        page.append("</figure>\n");
    }

    private static List<double[]> line(List<CurvePoint> curve, Function<CurvePoint, Double> value) {
        return curve.stream()
                .filter(point -> value.apply(point) != null)
                .map(point -> new double[] {point.round(), value.apply(point)})
                .toList();
    }

    private static void numbers(StringBuilder page, PlatformReport platform) {
        page.append("<details><summary>numbers</summary><table>")
                .append(Html.heads(List.of("round"), List.of("strict F1", "training loss", "dev loss")));
        for (CurvePoint point : platform.devCurve()) {
            Html.row(
                    page,
                    Html.count(point.round()),
                    GainTable.percent(point.strictF1()),
                    loss(point.trainLoss()),
                    loss(point.devLoss()));
        }
        page.append("</tbody></table></details>");
    }

    private static String loss(Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%.3f", value);
    }
}
