package org.fedner.node.report;

import java.util.List;
import java.util.Locale;

/**
 * A small line plot of percentages or losses as inline SVG: no script, no font, no outside reference; colours follow the page's style
 * sheet. Lines are told apart by dashes and by their labels as well as by colour.
 */
final class LinePlot {
    private static final int WIDTH = 520;
    private static final int HEIGHT = 280;
    private static final int LEFT = 52;
    private static final int RIGHT = 92;
    private static final int TOP = 16;
    private static final int BOTTOM = 44;
    private static final int MOST_TICKS = 6;
    private static final int LABEL_GAP = 15;
    private static final double[] STEPS = {1, 2, 5, 10, 20, 25, 50, 100};
    private static final double[] DIGITS = {1, 2, 2.5, 5, 10};

    private LinePlot() {}

    /** One line: points in ascending order of x, a style class, and a name that stands at its end. */
    record Series(String name, String style, List<double[]> points) {
        private double last() {
            return points.get(points.size() - 1)[1];
        }
    }

    /**
     * Where the upright axis begins and ends.
     *
     * @param step between two grid lines
     * @param decimals of their numbers
     */
    private record Axis(double least, double most, double step, int decimals) {}

    /** Percentages; {@code description} says in a sentence what the plot shows, for readers who do not see it. */
    static String svg(String title, String description, String xLabel, String yLabel, List<Series> series) {
        double least = 100;
        for (Series line : series) {
            for (double[] point : line.points()) {
                least = Math.min(least, point[1]);
            }
        }
        double step = step(100 - least);
        return svg(title, description, xLabel, yLabel, series, new Axis(step * Math.floor(least / step), 100, step, 0));
    }

    /** Numbers from zero up, such as losses. */
    static String fromZero(String title, String description, String xLabel, String yLabel, List<Series> series) {
        double most = 1e-9;
        for (Series line : series) {
            for (double[] point : line.points()) {
                most = Math.max(most, point[1]);
            }
        }
        double power = Math.pow(10, Math.floor(Math.log10(most / MOST_TICKS)));
        double step = DIGITS[DIGITS.length - 1] * power;
        for (int i = DIGITS.length - 1; i >= 0 && most <= MOST_TICKS * DIGITS[i] * power; i--) {
            step = DIGITS[i] * power;
        }
        int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step)) + (step / power == 2.5 ? 1 : 0));
        return svg(
                title, description, xLabel, yLabel, series, new Axis(0, step * Math.ceil(most / step), step, decimals));
    }

    private static String svg(
            String title, String description, String xLabel, String yLabel, List<Series> series, Axis axis) {
        List<Series> drawn =
                series.stream().filter(line -> !line.points().isEmpty()).toList();
        if (drawn.isEmpty()) {
            return "<p>No points yet.</p>";
        }
        double xMost = 1;
        for (Series line : drawn) {
            for (double[] point : line.points()) {
                xMost = Math.max(xMost, point[0]);
            }
        }
        Scale scale = new Scale(xMost, axis);
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s. %s\">%n",
                WIDTH,
                HEIGHT,
                Html.escape(title),
                Html.escape(description)));
        axes(svg, scale, xLabel, yLabel);
        double labelled = Double.POSITIVE_INFINITY;
        for (Series line : drawn) {
            labelled = label(svg, scale, line, labelled);
            line(svg, scale, line);
        }
        return svg.append("</svg>\n").toString();
    }

    private static double step(double span) {
        for (double step : STEPS) {
            if (span / step <= MOST_TICKS) {
                return step;
            }
        }
        return STEPS[STEPS.length - 1];
    }

    private static void axes(StringBuilder svg, Scale scale, String xLabel, String yLabel) {
        Axis axis = scale.axis();
        long lines = Math.round((axis.most() - axis.least()) / axis.step());
        for (int i = 0; i <= lines && lines <= 100; i++) {
            double y = axis.least() + i * axis.step();
            svg.append(String.format(
                    Locale.ROOT,
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                            + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n",
                    LEFT,
                    WIDTH - RIGHT,
                    scale.y(y),
                    scale.y(y),
                    LEFT - 8,
                    scale.y(y) + 4,
                    String.format(Locale.ROOT, "%." + axis.decimals() + "f", y)));
        }
        double xStep = Math.pow(10, Math.floor(Math.log10(scale.xMost)));
        if (scale.xMost / xStep < 3) {
            xStep /= xStep < 10 ? 1 : 2;
        }
        for (double x = 0; x <= scale.xMost; x += xStep) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.0f</text>%n",
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
                Html.escape(xLabel),
                (TOP + HEIGHT - BOTTOM) / 2,
                Html.escape(yLabel)));
    }

    /** Writes a line's name at its end, clear of the label above or below, and returns where it stands. */
    private static double label(StringBuilder svg, Scale scale, Series line, double other) {
        double y = scale.y(line.last()) + 4;
        if (Math.abs(y - other) < LABEL_GAP) {
            y = y < other ? other - LABEL_GAP : other + LABEL_GAP;
        }
        svg.append(String.format(
                Locale.ROOT,
                "<text class=\"%s\" x=\"%d\" y=\"%.1f\">%s</text>%n",
                line.style(),
                WIDTH - RIGHT + 8,
                y,
                Html.escape(line.name())));
        return y;
    }

    private static void line(StringBuilder svg, Scale scale, Series line) {
        svg.append("<polyline class=\"").append(line.style()).append("\" points=\"");
        for (double[] point : line.points()) {
            svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", scale.x(point[0]), scale.y(point[1])));
        }
        svg.append("\"><title>").append(Html.escape(line.name())).append("</title></polyline>\n");
    }

    private record Scale(double xMost, Axis axis) {
        double x(double value) {
            return LEFT + (WIDTH - LEFT - RIGHT) * value / xMost;
        }

        double y(double value) {
            return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - axis.least()) / (axis.most() - axis.least());
        }
    }
}
