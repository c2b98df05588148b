package org.fedner.audit.event;

/**
 * The machine's clock went back. Written by the log itself, so that times never decrease silently.
 *
 * @param offsetMillis this leaf's time minus the one before; negative
 */
public record ClockStep(long offsetMillis) implements Event {
    public ClockStep {
        if (offsetMillis >= 0 || offsetMillis < -JsonValue.MAX_INTEGER) {
            throw new IllegalArgumentException("a clock step goes back: " + offsetMillis + " ms");
        }
    }
}
