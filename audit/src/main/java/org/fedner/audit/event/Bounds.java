package org.fedner.audit.event;

/** Bounds of the integers in events. */
final class Bounds {

    private Bounds() {}

    static void requireCount(String name, long value) {
        if (value < 0 || value > JsonValue.MAX_INTEGER) {
            throw new IllegalArgumentException(name + " outside 0 .. 2^53 - 1: " + value);
        }
    }

    static void requireRound(long epoch, long round, long attempt) {
        requireCount("epoch", epoch);
        requireCount("round", round);
        requireCount("attempt", attempt);
    }
}
