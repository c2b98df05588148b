package org.fedner.node.transport;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses between attempts: they double from {@code first} to {@code longest}, and each is drawn evenly from its upper half,
 * so that a hundred platforms do not return in the same instant after the server restarts.
 */
public record Backoff(Duration first, Duration longest) {
    /** Half a second, doubling to 30 s. */
    public static final Backoff DEFAULT = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

    private static final int MOST_DOUBLINGS = 30;

    public Backoff {
        if (first.toMillis() < 1 || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("a back-off begins at a millisecond or more and does not shrink");
        }
    }

    /** The pause after {@code failures} failures in a row, 1 and up. */
    public Duration pause(int failures, RandomGenerator random) {
        long doubled = first.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS);
        long most = doubled < first.toMillis() ? longest.toMillis() : Math.min(doubled, longest.toMillis());
        return Duration.ofMillis(most - (long) (random.nextDouble() * most / 2));
    }
}
