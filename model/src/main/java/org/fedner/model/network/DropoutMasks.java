package org.fedner.model.network;

import java.util.ArrayList;
import java.util.List;
import org.fedner.model.layers.Elementwise;
import org.fedner.model.layers.Packing;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.WordInput;

/**
 * Dropout of one batch at its places (Srivastava et al. 2014, inverted) and of hashed word forms, drawn in Java from one seed:
 * the same on every machine. Numbers of 16 bits, whose bits SplitMix64 gives, are compared with a threshold, so the probability is
 * met to 2^-17.
 */
final class DropoutMasks {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final int NUMBER_BITS = 16;

    private final NetworkSpec spec;
    private final List<float[]> layers = new ArrayList<>();
    private float[] formsKept = new float[0];
    private long state;

    DropoutMasks(NetworkSpec spec) {
        this.spec = spec;
        spec.dropoutWidths().forEach(width -> layers.add(new float[0]));
    }

    /** Draws the masks of one batch; they are valid until the next one's. */
    void draw(Packing packing, int distinctWords, Dropout dropout) {
        state = dropout.seed();
        float kept = (float) (1 / (1 - spec.dropout()));
        int belowLstm = layers.size() - spec.lstmUnits().size() - 1;
        for (int i = 0; i < layers.size(); i++) {
            int width = spec.dropoutWidths().get(i);
            boolean isOfLstm = !spec.lstmUnits().isEmpty() && i >= belowLstm;
            float[] mask = Elementwise.room(layers.get(i), packing.places() * width);
            layers.set(i, mask);
            if (dropout.bySentence() && isOfLstm) {
                float[] ofSequences = new float[packing.sequences() * width];
                draw(ofSequences, ofSequences.length, spec.dropout(), kept);
                repeat(ofSequences, packing, width, mask);
            } else {
                draw(mask, packing.places() * width, spec.dropout(), kept);
            }
        }
        double formRate =
                spec.words().hashed().map(WordInput.Hashed::formDropout).orElse(0.0);
        // Not inverted: a dropped form stands for an unknown word, it does not thin out the known ones.
        formsKept = Elementwise.room(formsKept, distinctWords);
        draw(formsKept, distinctWords, formRate, 1f);
    }

    /** 1, or 0 where a distinct word's form is dropped. */
    float[] formsKept() {
        return formsKept;
    }

    /** Of each place of dropout, from the words up: {@code [places][width]}, 0 or 1 / (1 - p); the arrays may be longer. */
    List<float[]> layers() {
        return layers;
    }

    private void draw(float[] mask, int size, double rate, float kept) {
        int threshold = (int) Math.round(rate * (1 << NUMBER_BITS));
        float[][] octets = octets(kept);
        for (int i = 0; i < size; ) {
            long dropped = below(threshold);
            for (int j = 0; j < Long.BYTES && i < size; j++, i += Byte.SIZE) {
                System.arraycopy(octets[(int) dropped & 0xFF], 0, mask, i, Math.min(Byte.SIZE, size - i));
                dropped >>>= Byte.SIZE;
            }
        }
    }

    /** Which of 64 drawn numbers are below the threshold: compared bit by bit from the last that matters, all at once. */
    private long below(int threshold) {
        long below = 0;
        for (int bit = Integer.numberOfTrailingZeros(threshold); bit < NUMBER_BITS; bit++) {
            long ofNumbers = next();
            below = (threshold >>> bit & 1) == 1 ? below | ~ofNumbers : below & ~ofNumbers;
        }
        return below;
    }

    private long next() {
        state += GOLDEN_GAMMA;
        long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** For each byte the eight factors it stands for: 0 for a bit that is set. */
    private static float[][] octets(float kept) {
        float[][] octets = new float[1 << Byte.SIZE][Byte.SIZE];
        for (int b = 0; b < octets.length; b++) {
            for (int j = 0; j < Byte.SIZE; j++) {
                octets[b][j] = (b >>> j & 1) == 1 ? 0 : kept;
            }
        }
        return octets;
    }

    private static void repeat(float[] ofSequences, Packing packing, int width, float[] mask) {
        for (int s = 0; s < packing.sequences(); s++) {
            for (int t = 0; t < packing.length(s); t++) {
                System.arraycopy(ofSequences, s * width, mask, packing.place(s, t) * width, width);
            }
        }
    }
}
