package org.fedner.model.network;

/**
 * What the parts of one gradient took, in nanoseconds, and of how much text.
 *
 * @param load parameters taken over, if they are new
 * @param forward up to the emission scores
 * @param crf loss and its gradient
 * @param backward from there down to the words
 * @param weights gradients of the parameters, from what was led back
 * @param tokens of the batch
 */
public record GradientTimes(long load, long forward, long crf, long backward, long weights, int tokens) {
    /** Of no gradient. */
    public static final GradientTimes NONE = new GradientTimes(0, 0, 0, 0, 0, 0);

    /** Of both. */
    public GradientTimes plus(GradientTimes other) {
        return new GradientTimes(
                load + other.load,
                forward + other.forward,
                crf + other.crf,
                backward + other.backward,
                weights + other.weights,
                tokens + other.tokens);
    }
}
