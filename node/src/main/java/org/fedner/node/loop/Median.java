package org.fedner.node.loop;

import java.util.Arrays;

/** The median of many numbers, kept in one growing array. */
public final class Median {
    private double[] values = new double[1024];
    private int count;

    /** Adds one number. */
    public void add(double value) {
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
        }
        values[count++] = value;
    }

    /** Adds the milliseconds since {@code startNanos}. */
    public void addMillisSince(long startNanos) {
        add((System.nanoTime() - startNanos) / 1e6);
    }

    /** The upper median; 0 when there is nothing. */
    public double value() {
        double[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        return count == 0 ? 0 : sorted[count / 2];
    }
}
