package org.fedner.node.e2e;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** Four panels over the minutes of a run, one line for each process; no script, no font, no outside reference. */
final class EndurancePlot {
    private static final int WIDTH = 420;
    private static final int HEIGHT = 200;
    private static final int LEFT = 60;
    private static final int TOP = 30;
    private static final int RIGHT = 70;
    private static final int BOTTOM = 34;
    private static final List<String> COLOURS = List.of("#1b6ca8", "#c2571a", "#4a7a2c", "#7a3b8f");
    private static final List<String> DASHES = List.of("none", "6 3", "2 3", "8 2 2 2");

    private record Panel(String title, ToDoubleFunction<ProcessSample> value) {}

    private static final List<Panel> PANELS = List.of(
            new Panel("live Java heap, MiB", sample -> sample.heapKib() / 1024.0),
            new Panel("resident memory, MiB", sample -> sample.residentKib() / 1024.0),
            new Panel("open files and sockets", ProcessSample::handles),
            new Panel("threads", ProcessSample::threads));

    private EndurancePlot() {}

    static String svg(List<ProcessSample> samples) {
        StringBuilder svg = new StringBuilder();
        add(
                svg,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                        + " font-family=\"sans-serif\" font-size=\"12\" role=\"img\">%n",
                2 * WIDTH,
                2 * HEIGHT,
                2 * WIDTH,
                2 * HEIGHT);
        add(svg, "<title>Heap, memory, handles and threads of every process over a long run</title>%n");
        add(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n");
        for (int i = 0; i < PANELS.size(); i++) {
            add(svg, "<g transform=\"translate(%d %d)\">%n", i % 2 * WIDTH, i / 2 * HEIGHT);
            panel(svg, PANELS.get(i), samples);
            add(svg, "</g>%n");
        }
        return svg.append("</svg>\n").toString();
    }

    private static void panel(StringBuilder svg, Panel panel, List<ProcessSample> samples) {
        double most = 1.15 * samples.stream().mapToDouble(panel.value()).max().orElse(1);
        double last = Math.max(
                1, samples.stream().mapToLong(ProcessSample::seconds).max().orElse(1));
        add(svg, "<text x=\"%d\" y=\"18\">%s</text>%n", LEFT, panel.title());
        for (int i = 0; i <= 4; i++) {
            double y = y(most * i / 4, most);
            add(
                    svg,
                    "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#d8d8d8\"/>%n",
                    LEFT,
                    y,
                    WIDTH - RIGHT,
                    y);
            add(svg, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.0f</text>%n", LEFT - 6, y + 4, most * i / 4);
            double x = x(last * i / 4, last);
            add(
                    svg,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.1f%s</text>%n",
                    x,
                    HEIGHT - BOTTOM + 16,
                    last * i / 240,
                    i == 4 ? " min" : "");
        }
        Set<String> parties = new LinkedHashSet<>();
        samples.forEach(sample -> parties.add(sample.party()));
        List<Double> labels = new ArrayList<>();
        int number = 0;
        for (String party : parties) {
            List<ProcessSample> of = samples.stream()
                    .filter(sample -> sample.party().equals(party))
                    .toList();
            String colour = COLOURS.get(number % COLOURS.size());
            add(
                    svg,
                    "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\" stroke-dasharray=\"%s\" points=\"",
                    colour,
                    DASHES.get(number % DASHES.size()));
            for (ProcessSample sample : of) {
                add(
                        svg,
                        "%.1f,%.1f ",
                        x(sample.seconds(), last),
                        y(panel.value().applyAsDouble(sample), most));
            }
            add(svg, "\"/>%n");
            double at = y(panel.value().applyAsDouble(of.get(of.size() - 1)), most) + 4;
            while (isTaken(labels, at)) {
                at += 7;
            }
            labels.add(at);
            add(svg, "<text x=\"%d\" y=\"%.1f\" fill=\"%s\">%s</text>%n", WIDTH - RIGHT + 5, at, colour, party);
            number++;
        }
    }

    private static boolean isTaken(List<Double> labels, double at) {
        return labels.stream().anyMatch(label -> Math.abs(label - at) < 13);
    }

    private static double x(double seconds, double last) {
        return LEFT + (WIDTH - LEFT - RIGHT) * seconds / last;
    }

    private static double y(double value, double most) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / most;
    }

    private static void add(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
