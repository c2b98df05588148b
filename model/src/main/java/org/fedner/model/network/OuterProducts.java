package org.fedner.model.network;

import java.util.Arrays;

/** Sums of outer products over places, row by row: each row's sum stays in the fastest memory while it is formed. */
final class OuterProducts {
    private static final int STRIDE = 4;

    private OuterProducts() {}

    /**
     * Overwrites {@code target[i * out + j]} with the sum over places of {@code x[place][i] * d[place][j]}.
     *
     * @param x {@code [places][in]}
     * @param d {@code [places][out]}
     */
    static void write(float[][] x, int in, float[][] d, int out, float[] target) {
        float[] row = new float[out];
        for (int i = 0; i < in; i++) {
            Arrays.fill(row, 0f);
            int p = 0;
            for (; p + STRIDE <= x.length; p += STRIDE) {
                add(row, d[p], d[p + 1], d[p + 2], d[p + 3], x[p][i], x[p + 1][i], x[p + 2][i], x[p + 3][i]);
            }
            for (; p < x.length; p++) {
                add(row, d[p], x[p][i]);
            }
            System.arraycopy(row, 0, target, i * out, out);
        }
    }

    private static void add(float[] row, float[] d, float x) {
        for (int j = 0; j < row.length; j++) {
            row[j] += x * d[j];
        }
    }

    /** Four at a time; whole arrays from their first number on: only so does the compiler turn it into vector instructions. */
    private static void add(
            float[] row, float[] d0, float[] d1, float[] d2, float[] d3, float x0, float x1, float x2, float x3) {
        for (int j = 0; j < row.length; j++) {
            row[j] += x0 * d0[j] + x1 * d1[j] + x2 * d2[j] + x3 * d3[j];
        }
    }
}
