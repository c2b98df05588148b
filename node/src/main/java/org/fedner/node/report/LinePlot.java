package org.fedner.node.report;

import java.util.List;
import java.util.Locale;

/** A small line plot as inline SVG: no script, no font, no outside reference; colours follow the page's style sheet. */
final class LinePlot {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 280;
    private static final int LEFT = 56;
    private static final int RIGHT = 16;
    private static final int TOP = 16;
    private static final int BOTTOM = 44;
    private static final int TICKS = 5;

    private LinePlot() {}

    /** One line: points in ascending order of x, a style class and a name for the legend. */
    record Series(String name, String style, List<double[]> points) {}

    static String svg(String title, String xLabel, String yLabel, List<Series> series) {
        double xMost = 1;
        double yLeast = Double.POSITIVE_INFINITY;
        double yMost = Double.NEGATIVE_INFINITY;
        for (Series line : series) {
            for (double[] point : line.points()) {
                xMost = Math.max(xMost, point[0]);
                yLeast = Math.min(yLeast, point[1]);
                yMost = Math.max(yMost, point[1]);
            }
        }
        if (yLeast > yMost) {
            return "<p>No points yet.</p>";
        }
        double margin = Math.max(0.02, 0.08 * (yMost - yLeast));
        Scale scale = new Scale(xMost, yLeast - margin, yMost + margin);
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
                WIDTH,
                HEIGHT,
                HtmlReport.escape(title)));
        axes(svg, scale, xLabel, yLabel);
        for (Series line : series) {
            line(svg, scale, line);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void axes(StringBuilder svg, Scale scale, String xLabel, String yLabel) {
        for (int tick = 0; tick <= TICKS; tick++) {
            double y = scale.yLeast + (scale.yMost - scale.yLeast) * tick / TICKS;
            double x = scale.xMost * tick / TICKS;
            svg.append(String.format(
                    Locale.ROOT,
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                            + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.1f</text>"
                            + "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.0f</text>%n",
                    LEFT,
                    WIDTH - RIGHT,
                    scale.y(y),
                    scale.y(y),
                    LEFT - 6,
                    scale.y(y) + 4,
                    y,
                    scale.x(x),
                    HEIGHT - BOTTOM + 18,
                    x));
        }
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>"
                        + "<text transform=\"translate(14 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>%n",
                (LEFT + WIDTH - RIGHT) / 2,
                HEIGHT - 6,
                HtmlReport.escape(xLabel),
                (TOP + HEIGHT - BOTTOM) / 2,
                HtmlReport.escape(yLabel)));
    }

    private static void line(StringBuilder svg, Scale scale, Series line) {
        svg.append("<polyline class=\"").append(line.style()).append("\" points=\"");
        for (double[] point : line.points()) {
            svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", scale.x(point[0]), scale.y(point[1])));
        }
        svg.append("\"><title>").append(HtmlReport.escape(line.name())).append("</title></polyline>\n");
    }

    private record Scale(double xMost, double yLeast, double yMost) {
        double x(double value) {
            return LEFT + (WIDTH - LEFT - RIGHT) * value / xMost;
        }

        double y(double value) {
            return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - yLeast) / (yMost - yLeast);
        }
    }
}
