package org.fedner.model.parameters;

/**
 * What becomes of a mean gradient: clipped to a norm, then one step of {@link Adam} with decoupled weight decay (AdamW,
 * Loshchilov and Hutter 2019). The same bits on every machine.
 *
 * <p>A norm is taken over all coordinates of one module in double precision, in their order. Weight decay pulls tensors of two
 * dimensions or more towards zero, by rate times {@code weightDecay} of themselves before the step; biases, start scores and
 * other vectors are left alone.
 *
 * @param rates of each round
 * @param clipNorm largest L2 norm of a module's mean gradient; infinite for none
 * @param weightDecay 0 for none
 */
public record UpdateRule(LearningRateSchedule rates, double clipNorm, double weightDecay) {
    public UpdateRule {
        if (!(clipNorm > 0) || !(weightDecay >= 0) || Double.isInfinite(weightDecay)) {
            throw new IllegalArgumentException("clip norm %s, weight decay %s".formatted(clipNorm, weightDecay));
        }
    }

    /** Neither clipping nor weight decay. */
    public static UpdateRule of(LearningRateSchedule rates) {
        return new UpdateRule(rates, Double.POSITIVE_INFINITY, 0);
    }

    /** The same rule over another number of rounds. */
    public UpdateRule over(long rounds) {
        return new UpdateRule(rates.over(rounds), clipNorm, weightDecay);
    }

    /** One step of a module without a table by rows, in place; {@code gradient} is clipped in place too. */
    public void step(ParameterLayout layout, float[] values, Adam adam, float[] gradient, long round) {
        double rate = rates.rate(round);
        clip(gradient, RowGradient.none());
        decay(layout, values, rate);
        adam.step(values, gradient, rate);
    }

    /** Scales both parts by one factor so that their common norm is at most {@code clipNorm}. */
    void clip(float[] gradient, RowGradient rows) {
        if (Double.isInfinite(clipNorm)) {
            return;
        }
        double norm = Math.sqrt(squares(gradient, gradient.length) + squares(rows.values(), rows.size()));
        if (norm > clipNorm) {
            float scale = (float) (clipNorm / norm);
            scale(gradient, gradient.length, scale);
            scale(rows.values(), rows.size(), scale);
        }
    }

    /** What weight decay at this rate takes off the dense tensors. */
    void decay(ParameterLayout layout, float[] values, double rate) {
        if (weightDecay == 0) {
            return;
        }
        float kept = kept(rate);
        int offset = 0;
        for (TensorSpec tensor : layout.tensors()) {
            if (tensor.shape().size() > 1) {
                for (int i = offset; i < offset + tensor.size(); i++) {
                    values[i] *= kept;
                }
            }
            offset += tensor.size();
        }
    }

    /** The same of a table by rows: rows that nobody trained are zero and stay so. */
    void decay(RowValues rows, double rate) {
        if (weightDecay > 0) {
            scale(rows.values(), rows.kept() * rows.width(), kept(rate));
        }
    }

    private float kept(double rate) {
        return (float) (1 - rate * weightDecay);
    }

    private static double squares(float[] values, int size) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += (double) values[i] * values[i];
        }
        return sum;
    }

    private static void scale(float[] values, int size, float factor) {
        for (int i = 0; i < size; i++) {
            values[i] *= factor;
        }
    }
}
