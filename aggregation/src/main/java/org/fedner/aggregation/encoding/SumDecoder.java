package org.fedner.aggregation.encoding;

import java.util.ArrayList;
import java.util.List;

/** Decodes a verified sum: every party comes to the same bits. */
public final class SumDecoder {

    private final InputLayout layout;

    public SumDecoder(InputLayout layout) {
        this.layout = layout;
    }

    /**
     * Overwrites {@code mean} with the gradient's mean over all examples of the round: sum 2^-e / examples.
     *
     * <p>Computed in double precision as {@code sum * (2^-e / examples)}, then rounded to float32: two roundings, three for
     * a word beyond 2^53, the same everywhere.
     *
     * @param mean of {@code layout.coordinates()} floats
     * @return the sum's counts
     * @throws ImplausibleSumException if the number of examples is not positive, or a count negative
     */
    public SumCounts decode(RingVector verifiedSum, Exponents exponents, float[] mean) throws ImplausibleSumException {
        exponents.requireTensors(layout);
        if (mean.length != layout.coordinates()) {
            throw new IllegalArgumentException(
                    "%d floats for a mean of %d coordinates".formatted(mean.length, layout.coordinates()));
        }
        SumCounts counts = counts(verifiedSum);
        int from = 0;
        for (int tensor = 0; tensor < exponents.tensors(); tensor++) {
            int to = from + layout.tensorSizes().get(tensor);
            double factor = exponents.step(tensor) / counts.examples();
            if (verifiedSum instanceof Ring32Vector narrow) {
                scale(narrow.words(), layout.gradientOffset(), from, to, factor, mean);
            } else {
                scale(((Ring64Vector) verifiedSum).words(), layout.gradientOffset(), from, to, factor, mean);
            }
            from = to;
        }
        return counts;
    }

    /**
     * The same of a sum with noise: times a public scale, whatever was drawn. Such a sum has no counts.
     *
     * @throws ImplausibleSumException if it has some; {@code mean} is as it was then
     */
    public SumCounts decodeNoised(RingVector verifiedSum, double scale, float[] mean) throws ImplausibleSumException {
        layout.requireSize(verifiedSum);
        for (int i = 0; i < layout.gradientOffset(); i++) {
            if (verifiedSum.word(i) != 0) {
                throw new ImplausibleSumException("a count of %d in a sum with noise".formatted(verifiedSum.word(i)));
            }
        }
        scale(((Ring64Vector) verifiedSum).words(), layout.gradientOffset(), 0, layout.coordinates(), scale, mean);
        return new SumCounts(0, 0, List.of());
    }

    /** The counts at the head of a sum. */
    public SumCounts counts(RingVector verifiedSum) throws ImplausibleSumException {
        layout.requireSize(verifiedSum);
        long examples = verifiedSum.word(InputLayout.EXAMPLES);
        long saturated = verifiedSum.word(InputLayout.SATURATED);
        if (examples < 1 || saturated < 0) {
            throw new ImplausibleSumException(
                    "a round of %d examples and %d saturated coordinates".formatted(examples, saturated));
        }
        List<Long> metrics = new ArrayList<>(layout.metrics());
        for (int i = 0; i < layout.metrics(); i++) {
            metrics.add(verifiedSum.word(InputLayout.FIRST_METRIC + i));
        }
        return new SumCounts(examples, saturated, metrics);
    }

    private static void scale(int[] words, int offset, int from, int to, double factor, float[] mean) {
        for (int j = from; j < to; j++) {
            mean[j] = (float) (words[offset + j] * factor);
        }
    }

    private static void scale(long[] words, int offset, int from, int to, double factor, float[] mean) {
        for (int j = from; j < to; j++) {
            mean[j] = (float) (words[offset + j] * factor);
        }
    }
}
