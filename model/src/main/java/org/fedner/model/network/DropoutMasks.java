package org.fedner.model.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.WordInput;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;

/**
 * Dropout of one batch at its places (Srivastava et al. 2014, inverted) and of hashed word forms, drawn in Java from one seed: the same on
 * every machine and faster than TensorFlow's generator. SplitMix64 gives four numbers of 16 bits a step, so the
 * probability is met to 2^-17.
 */
final class DropoutMasks implements AutoCloseable {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final List<TFloat32> masks = new ArrayList<>();
    private final TFloat32 formKept;
    /** 1, or 0 where a distinct word's form is dropped. */
    final float[] formsKept;

    private long state;

    DropoutMasks(NetworkSpec spec, Batch batch, Dropout dropout) {
        state = dropout.seed();
        int sentences = batch.lengths.length;
        float kept = (float) (1 / (1 - spec.dropout()));
        int belowLstm = spec.dropoutWidths().size() - spec.lstmUnits().size() - 1;
        for (int width : spec.dropoutWidths()) {
            boolean isOfLstm = !spec.lstmUnits().isEmpty() && masks.size() >= belowLstm;
            float[] mask = dropout.bySentence() && isOfLstm
                    ? repeated(draw(sentences * width, spec.dropout(), kept), batch.steps)
                    : draw(batch.steps * sentences * width, spec.dropout(), kept);
            if (masks.isEmpty()) {
                clearPadding(mask, batch, width);
            }
            masks.add(Batch.tensor(mask, batch.steps, sentences, width));
        }
        double formRate =
                spec.words().hashed().map(WordInput.Hashed::formDropout).orElse(0.0);
        // Not inverted: a dropped form stands for an unknown word, it does not thin out the known ones.
        formsKept = draw(batch.distinctWords(), formRate, 1f);
        formKept = Batch.tensor(formsKept, batch.distinctWords(), 1);
    }

    /** Of each place of dropout, from the words up: {@code [steps][batch][width]}. */
    List<TFloat32> layers() {
        return masks;
    }

    void feed(Session.Runner runner, NetworkInputs inputs) {
        for (int i = 0; i < masks.size(); i++) {
            runner.feed(inputs.dropouts.get(i), masks.get(i));
        }
        runner.feed(inputs.formKept, formKept);
    }

    private float[] draw(int size, double rate, float kept) {
        int threshold = (int) Math.round(rate * 65536);
        int keptBits = Float.floatToRawIntBits(kept);
        float[] mask = new float[size];
        long s = state;
        for (int i = 0; i < size; i += 4) {
            s += GOLDEN_GAMMA;
            long z = (s ^ (s >>> 30)) * 0xBF58476D1CE4E5B9L;
            z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
            z ^= z >>> 31;
            int end = Math.min(4, size - i);
            for (int j = 0; j < end; j++) {
                int dropped =
                        ((int) (z & 0xFFFF) - threshold) >> 31; // all ones below the threshold; no branch to guess
                mask[i + j] = Float.intBitsToFloat(keptBits & ~dropped);
                z >>>= 16;
            }
        }
        state = s;
        return mask;
    }

    private static float[] repeated(float[] ofOneStep, int steps) {
        float[] mask = new float[steps * ofOneStep.length];
        for (int t = 0; t < steps; t++) {
            System.arraycopy(ofOneStep, 0, mask, t * ofOneStep.length, ofOneStep.length);
        }
        return mask;
    }

    private static void clearPadding(float[] mask, Batch batch, int width) {
        int sentences = batch.lengths.length;
        for (int t = 0; t < batch.steps; t++) {
            for (int b = 0; b < sentences; b++) {
                if (t >= batch.lengths[b]) {
                    int from = (t * sentences + b) * width;
                    Arrays.fill(mask, from, from + width, 0f);
                }
            }
        }
    }

    @Override
    public void close() {
        masks.forEach(TFloat32::close);
        formKept.close();
    }
}
