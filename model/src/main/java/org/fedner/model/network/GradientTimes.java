package org.fedner.model.network;

/**
 * What the parts of one gradient took, in nanoseconds, and of how much text.
 *
 * @param batch the batch's tensors and its dropout, in Java
 * @param forward run up to the emission scores
 * @param crf loss and its gradient
 * @param backward run from there
 * @param fetch gradients copied into their arrays
 * @param tokens of the batch
 * @param places of the batch: tokens and padding
 */
public record GradientTimes(long batch, long forward, long crf, long backward, long fetch, int tokens, int places) {
    /** Of no gradient. */
    public static final GradientTimes NONE = new GradientTimes(0, 0, 0, 0, 0, 0, 0);

    /** Of both. */
    public GradientTimes plus(GradientTimes other) {
        return new GradientTimes(
                batch + other.batch,
                forward + other.forward,
                crf + other.crf,
                backward + other.backward,
                fetch + other.fetch,
                tokens + other.tokens,
                places + other.places);
    }
}
