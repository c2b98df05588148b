package org.fedner.aggregation.protocol;

import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock that stands still until the next thing happens. Things of one moment happen in the order they were planned. */
final class VirtualTime {

    private record Planned(long atMillis, long number, Runnable action) {}

    private final PriorityQueue<Planned> plans =
            new PriorityQueue<>(Comparator.comparingLong(Planned::atMillis).thenComparingLong(Planned::number));
    private long nowMillis;
    private long planned;

    long nowMillis() {
        return nowMillis;
    }

    void after(long millis, Runnable action) {
        plans.add(new Planned(nowMillis + millis, planned++, action));
    }

    /** Runs the next plan; false if there is none. */
    boolean step() {
        Planned next = plans.poll();
        if (next == null) {
            return false;
        }
        nowMillis = next.atMillis();
        next.action().run();
        return true;
    }
}
