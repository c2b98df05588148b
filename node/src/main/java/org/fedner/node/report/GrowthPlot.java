package org.fedner.node.report;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.fedner.aggregation.benchmark.CohortPoint;
import org.fedner.aggregation.benchmark.CohortResult;

/**
 * Time against membership, both logarithmic, as an SVG file of its own: no script, no font, no outside reference. A cost in
 * proportion to the members is a line at 45 degrees.
 */
public final class GrowthPlot {

    private static final int LEFT = 70;
    private static final int TOP = 20;
    private static final int DECADE = 130;
    private static final int RIGHT = 190;
    private static final int BOTTOM = 50;

    /** One curve. */
    private record Curve(String name, String colour, String dashes, ToDoubleFunction<CohortPoint> millis) {}

    private static final List<Curve> CURVES = List.of(
            new Curve("set-up, one platform", "#1b6ca8", "none", CohortPoint::setUpMillis),
            new Curve("round, one platform", "#c2571a", "6 3", CohortPoint::roundMillis),
            new Curve("round, server", "#4a7a2c", "2 3", CohortPoint::serverRoundMillis));

    private GrowthPlot() {}

    /** The plot. */
    public static String svg(CohortResult result) {
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        double members = 0;
        for (CohortPoint point : result.points()) {
            members = Math.max(members, point.platforms());
            for (Curve curve : CURVES) {
                least = Math.min(least, curve.millis().applyAsDouble(point));
                most = Math.max(most, curve.millis().applyAsDouble(point));
            }
        }
        Scale scale = new Scale(
                (int) Math.ceil(Math.log10(members)), (int) Math.floor(Math.log10(Math.max(least, 1e-3))), (int)
                        Math.ceil(Math.log10(Math.max(most, 1e-2))));
        StringBuilder svg = new StringBuilder();
        append(
                svg,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                        + " font-family=\"sans-serif\" font-size=\"13\" role=\"img\">%n",
                scale.width(),
                scale.height(),
                scale.width(),
                scale.height());
        append(svg, "<title>Processor time by membership, vectors of %d coordinates</title>%n", result.coordinates());
        append(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n");
        axes(svg, scale);
        double labelled = Double.NEGATIVE_INFINITY;
        List<Curve> byHeight = CURVES.stream()
                .sorted((a, b) -> Double.compare(scale.y(last(result, a)), scale.y(last(result, b))))
                .toList();
        for (Curve curve : byHeight) {
            labelled = Math.max(scale.y(last(result, curve)) + 4, labelled + 17);
            curve(svg, scale, curve, result.points(), labelled);
        }
        return svg.append("</svg>\n").toString();
    }

    private static double last(CohortResult result, Curve curve) {
        return curve.millis().applyAsDouble(result.points().get(result.points().size() - 1));
    }

    private static void axes(StringBuilder svg, Scale scale) {
        for (int decade = 1; decade <= scale.mostMembers(); decade++) {
            double x = scale.x(Math.pow(10, decade));
            line(svg, x, scale.y(Math.pow(10, scale.least())), x, TOP);
            append(
                    svg,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.0f</text>%n",
                    x,
                    scale.height() - BOTTOM + 20,
                    Math.pow(10, decade));
        }
        for (int decade = scale.least(); decade <= scale.most(); decade++) {
            double y = scale.y(Math.pow(10, decade));
            line(svg, LEFT, y, scale.width() - RIGHT, y);
            append(
                    svg,
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s ms</text>%n",
                    LEFT - 8,
                    y + 4,
                    decade < 0 ? String.valueOf(Math.pow(10, decade)) : String.format("%.0f", Math.pow(10, decade)));
        }
        append(
                svg,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">platforms</text>%n",
                (LEFT + scale.width() - RIGHT) / 2,
                scale.height() - 10);
    }

    private static void line(StringBuilder svg, double x1, double y1, double x2, double y2) {
        append(svg, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#d8d8d8\"/>%n", x1, y1, x2, y2);
    }

    private static void curve(StringBuilder svg, Scale scale, Curve curve, List<CohortPoint> points, double labelAt) {
        append(
                svg,
                "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" stroke-dasharray=\"%s\" points=\"",
                curve.colour(),
                curve.dashes());
        for (CohortPoint point : points) {
            append(
                    svg,
                    "%.1f,%.1f ",
                    scale.x(point.platforms()),
                    scale.y(curve.millis().applyAsDouble(point)));
        }
        append(svg, "\"/>%n");
        append(
                svg,
                "<text x=\"%d\" y=\"%.1f\" fill=\"%s\">%s</text>%n",
                scale.width() - RIGHT + 8,
                labelAt,
                curve.colour(),
                Html.escape(curve.name()));
    }

    private static void append(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }

    /** Decades: members from 10 to 10^mostMembers, milliseconds from 10^least to 10^most. */
    private record Scale(int mostMembers, int least, int most) {
        int width() {
            return LEFT + DECADE * Math.max(1, mostMembers - 1) + RIGHT;
        }

        int height() {
            return TOP + DECADE * (most - least) / 2 + BOTTOM;
        }

        double x(double members) {
            return LEFT + DECADE * (Math.log10(members) - 1);
        }

        double y(double millis) {
            return height() - BOTTOM - DECADE / 2.0 * (Math.log10(Math.max(millis, 1e-3)) - least);
        }
    }
}
