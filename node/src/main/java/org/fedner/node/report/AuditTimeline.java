package org.fedner.node.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fedner.audit.event.CheckpointWitnessed;
import org.fedner.audit.event.EgressBlock;
import org.fedner.audit.event.ErrorEvent;
import org.fedner.audit.event.Event;
import org.fedner.audit.event.JobReject;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.LogClose;
import org.fedner.audit.event.LogOpen;
import org.fedner.audit.event.LogRecover;
import org.fedner.audit.event.MemberExcluded;
import org.fedner.audit.event.RoundClose;
import org.fedner.audit.event.RoundRollback;

/** When what happened, a lane for each log: rounds, voids, trouble, starts and ends, and what others cosigned. */
public final class AuditTimeline {
    private static final int WIDTH = 1000;
    private static final int LEFT = 170;
    private static final int LEGEND_LINE = 22;
    private static final int LANE = 34;

    private enum Mark {
        SESSION("session", "start or end"),
        VERIFIED("verified", "verified round"),
        VOID("void", "void round, excluded member"),
        TROUBLE("trouble", "error, blocked, refused"),
        WITNESSED("witnessed", "cosigned by others");

        private final String style;
        private final String meaning;

        Mark(String style, String meaning) {
            this.style = style;
            this.meaning = meaning;
        }
    }

    private record At(Instant time, Mark mark, String what) {}

    private final Map<String, List<At>> lanes = new LinkedHashMap<>();

    /** Takes note of a leaf, of any log; logs keep the order in which they first come. */
    public void add(Leaf leaf) {
        List<At> lane = lanes.computeIfAbsent(leaf.log().name(), any -> new ArrayList<>());
        Event event = leaf.event();
        if (event instanceof RoundClose close) {
            boolean verified = close.outcome() == RoundClose.Outcome.VERIFIED;
            lane.add(new At(
                    leaf.ts(),
                    verified ? Mark.VERIFIED : Mark.VOID,
                    "epoch %d round %d: %s"
                            .formatted(
                                    close.epoch(),
                                    close.round(),
                                    close.outcome().name().toLowerCase(Locale.ROOT))));
        } else if (event instanceof RoundRollback back) {
            lane.add(new At(
                    leaf.ts(),
                    Mark.VOID,
                    "epoch %d: %d verified rounds undone, back to round %d"
                            .formatted(back.epoch(), back.rounds(), back.modelRound())));
        } else if (event instanceof MemberExcluded excluded) {
            lane.add(new At(leaf.ts(), Mark.VOID, "member excluded in round %d".formatted(excluded.round())));
        } else if (event instanceof EgressBlock || event instanceof ErrorEvent || event instanceof JobReject) {
            lane.add(new At(leaf.ts(), Mark.TROUBLE, "entry %d".formatted(leaf.seq())));
        } else if (event instanceof LogOpen || event instanceof LogClose || event instanceof LogRecover) {
            lane.add(new At(leaf.ts(), Mark.SESSION, "entry %d".formatted(leaf.seq())));
        } else if (event instanceof CheckpointWitnessed witnessed
                && witnessed.origin().equals(leaf.log())) {
            lane.add(new At(
                    leaf.ts(),
                    Mark.WITNESSED,
                    "%d cosignatures on %d entries"
                            .formatted(witnessed.cosignatures().size(), witnessed.size())));
        }
    }

    /** The lanes; every mark has a title that says what it is. */
    String svg() {
        List<At> all = lanes.values().stream().flatMap(List::stream).toList();
        if (all.isEmpty()) {
            return "<p class=\"note\">No events.</p>\n";
        }
        Instant first = all.stream().map(At::time).min(Instant::compareTo).orElseThrow();
        Instant last = all.stream().map(At::time).max(Instant::compareTo).orElseThrow();
        double span = Math.max(1, Duration.between(first, last).toMillis());
        int height = LANE * lanes.size() + 46 + LEGEND_LINE * legendLines();
        StringBuilder svg = new StringBuilder()
                .append("<svg viewBox=\"0 0 ")
                .append(WIDTH)
                .append(' ')
                .append(height)
                .append("\" role=\"img\" aria-label=\"Timeline of the logs\">\n");
        int lane = 0;
        for (Map.Entry<String, List<At>> log : lanes.entrySet()) {
            int y = LANE * lane++ + 20;
            String name = log.getKey().substring(log.getKey().lastIndexOf('/') + 1);
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"0\" y=\"%d\">%s</text><line class=\"lane\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>%n",
                    y + 4,
                    Html.escape(name),
                    LEFT,
                    WIDTH - 10,
                    y,
                    y));
            for (At at : log.getValue()) {
                double x = LEFT
                        + 8
                        + (WIDTH - LEFT - 26)
                                * Duration.between(first, at.time()).toMillis()
                                / span;
                svg.append(mark(at, x, y));
            }
        }
        int y = LANE * lanes.size() + 24;
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\">%s</text><text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n",
                LEFT,
                y,
                first,
                WIDTH - 10,
                y,
                last));
        return svg.append(legend(y + 26)).append("</svg>\n").toString();
    }

    private static String mark(At at, double x, int y) {
        String shape = at.mark() == Mark.SESSION
                ? String.format(
                        Locale.ROOT, "<rect class=\"session\" x=\"%.1f\" y=\"%d\" width=\"3\" height=\"18\">", x, y - 9)
                : String.format(
                        Locale.ROOT,
                        "<circle class=\"%s\" cx=\"%.1f\" cy=\"%d\" r=\"%d\">",
                        at.mark().style,
                        x,
                        at.mark() == Mark.WITNESSED ? y - 9 : y,
                        at.mark() == Mark.WITNESSED ? 3 : 5);
        String end = at.mark() == Mark.SESSION ? "</rect>" : "</circle>";
        return shape + "<title>" + at.time() + " " + Html.escape(at.what()) + "</title>" + end + "\n";
    }

    private static String legend(int y) {
        StringBuilder legend = new StringBuilder();
        int x = LEFT;
        int line = y;
        for (Mark mark : Mark.values()) {
            if (x + room(mark) > WIDTH) {
                x = LEFT;
                line += LEGEND_LINE;
            }
            int middle = mark == Mark.WITNESSED ? line + 5 : line - 4;
            legend.append("<g class=\"key\">")
                    .append(mark(new At(Instant.EPOCH, mark, mark.meaning), x + 4, middle))
                    .append(String.format(
                            Locale.ROOT, "<text x=\"%d\" y=\"%d\">%s</text></g>%n", x + 16, line, mark.meaning));
            x += room(mark);
        }
        return legend.toString();
    }

    /** A key's width; letters of 13 pixels are at most so wide on average. */
    private static int room(Mark mark) {
        return 32 + 8 * mark.meaning.length();
    }

    private static int legendLines() {
        int lines = 1;
        int x = LEFT;
        for (Mark mark : Mark.values()) {
            if (x + room(mark) > WIDTH) {
                x = LEFT;
                lines++;
            }
            x += room(mark);
        }
        return lines;
    }
}
