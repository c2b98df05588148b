package org.fedner.node.page;

import java.util.ArrayList;
import java.util.List;

/** A value by round, thinned so that it never has more than some hundreds of points: the last one is always among them. */
final class Curve {
    private static final int MOST_POINTS = 400;

    private final List<RunView.Point> kept = new ArrayList<>();
    private long stride = 1;
    private RunView.Point last = new RunView.Point(0, Double.NaN);

    void add(long round, double value) {
        if (!Double.isFinite(value)) {
            return;
        }
        last = new RunView.Point(round, value);
        if (kept.isEmpty() || round >= kept.get(kept.size() - 1).round() + stride) {
            kept.add(last);
        }
        if (kept.size() > MOST_POINTS) {
            stride *= 2;
            List<RunView.Point> all = List.copyOf(kept);
            kept.clear();
            for (int i = 0; i < all.size(); i += 2) {
                kept.add(all.get(i));
            }
        }
    }

    List<RunView.Point> points() {
        List<RunView.Point> points = new ArrayList<>(kept);
        if (!kept.isEmpty() && !kept.get(kept.size() - 1).equals(last)) {
            points.add(last);
        }
        return points;
    }
}
