package org.fedner.node.platform;

import java.util.concurrent.TimeUnit;

/**
 * Lets every step of a private mode take as long as the longest so far, a tenth more at a time: how long the work took would
 * tell how many units were drawn. What is left to see is when a step was longer than all before it.
 */
final class Pace {
    private static final double STRIDE = 1.1;
    private static final long SHORTEST_NANOS = 1_000_000;

    private long nanos = SHORTEST_NANOS;

    /** Returns at the step's full length after its beginning, as {@link System#nanoTime} said it. */
    void keep(long started) {
        long worked = System.nanoTime() - started;
        try {
            TimeUnit.NANOSECONDS.sleep(length(worked) - worked);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the loop sees it at its next wait
        }
    }

    /** How long a step is to take whose work took so long. */
    long length(long worked) {
        while (nanos < worked) {
            nanos = (long) (nanos * STRIDE);
        }
        return nanos;
    }
}
