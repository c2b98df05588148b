package org.fedner.node.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.crypto.expansion.Sha256;
import org.fedner.model.parameters.SharedParameters;
import org.fedner.node.job.JobTerms;

/**
 * The shared module from platforms' integers, in plain loops after docs/protocol.md ("The shared state"): none of the
 * product's addition, decoding, optimiser or exponents is in it. Ring 32, linear schedule, no clipping, one local step.
 */
final class PlainModel {
    private static final int GRADIENT = 3; // examples, clipped coordinates, loss
    private static final float KEEP_1 = 0.9f;
    private static final float TAKE_1 = (float) (1 - 0.9);
    private static final float KEEP_2 = 0.999f;
    private static final float TAKE_2 = (float) (1 - 0.999);
    private static final float GRAIN = 1e-30f;

    private final JobTerms terms;
    private final int[] sizes;
    private final int[] exponents;
    private final float[] values;
    private final float[] first;
    private final float[] second;
    private int round;

    PlainModel(JobTerms terms) {
        this.terms = terms;
        sizes = terms.network().sharedLayout().tensorSizes();
        values = SharedParameters.initial(terms.network(), terms.seed("shared module"))
                .values()
                .clone();
        first = new float[values.length];
        second = new float[values.length];
        exponents = new int[sizes.length];
        Arrays.fill(exponents, bits(terms.job().aggregation().minPlatforms()) - 12);
    }

    /** The digest that reports call {@code sharedModelSha256}. */
    String digest() {
        ByteBuffer out = ByteBuffer.allocate(Float.BYTES * values.length);
        for (float value : values) {
            out.putFloat(value);
        }
        return HexFormat.of().formatHex(Sha256.of(terms.network().sharedLayout().digest(), out.array()));
    }

    /** @param members of the epoch, whoever of them is in the sum */
    void apply(Collection<RingVector> inputs, int members) {
        long[] sum = new long[GRADIENT + values.length];
        for (RingVector input : inputs) {
            for (int j = 0; j < sum.length; j++) {
                sum[j] += input.word(j);
            }
        }
        for (long word : sum) {
            assertThat(word).as("no word wraps").isBetween((long) Integer.MIN_VALUE, (long) Integer.MAX_VALUE);
        }
        step(sum);
        moveExponents(sum, bits(members));
        round++;
    }

    private void step(long[] sum) {
        double learningRate = terms.job().training().optimizer().learningRate();
        double progress = Math.min(1.0, round / (double) (terms.job().rounds() - 1));
        double rate = learningRate * (1 - (1 - 0.05) * progress);
        double correction1 = 1 - StrictMath.pow(0.9, round + 1);
        double correction2 = Math.sqrt(1 - StrictMath.pow(0.999, round + 1));
        float scale = (float) (rate * correction2 / correction1);
        float epsilon = (float) (1e-8 * correction2);
        int j = 0;
        for (int tensor = 0; tensor < sizes.length; tensor++) {
            double factor = Math.scalb(1.0, -exponents[tensor]) / sum[0];
            for (int end = j + sizes[tensor]; j < end; j++) {
                float gradient = (float) (sum[GRADIENT + j] * factor);
                first[j] = KEEP_1 * first[j] + TAKE_1 * gradient + GRAIN - GRAIN;
                second[j] = KEEP_2 * second[j] + TAKE_2 * gradient * gradient + GRAIN - GRAIN;
                values[j] -= scale * first[j] / ((float) Math.sqrt(second[j]) + epsilon);
            }
        }
    }

    private void moveExponents(long[] sum, int capacity) {
        int[] peaks = new int[sizes.length];
        boolean anyFull = false;
        int at = GRADIENT;
        for (int tensor = 0; tensor < sizes.length; tensor++) {
            for (int end = at + sizes[tensor]; at < end; at++) {
                long magnitude = sum[at] < 0 ? -sum[at] - 1 : sum[at];
                peaks[tensor] = Math.max(peaks[tensor], Long.SIZE - Long.numberOfLeadingZeros(magnitude));
            }
            anyFull |= peaks[tensor] >= capacity;
        }
        for (int tensor = 0; tensor < sizes.length; tensor++) {
            int gap = peaks[tensor] == 0 ? 0 : capacity - 6 - peaks[tensor];
            int change = gap < 0 ? Math.max(gap, -16) : Math.min(gap / 2, 4);
            if (sum[1] != 0 && (!anyFull || peaks[tensor] >= capacity)) {
                change = Math.min(change, -8);
            }
            exponents[tensor] = Math.max(-64, Math.min(100, exponents[tensor] + change));
        }
    }

    private static int bits(int members) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(Integer.MAX_VALUE / members) - 1;
    }
}
