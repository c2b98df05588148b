package org.fedner.model.network;

/**
 * What the parts of one gradient took, in nanoseconds.
 *
 * @param batch the batch's tensors and its dropout, in Java
 * @param forward run up to the emission scores
 * @param crf loss and its gradient
 * @param backward run from there
 * @param fetch gradients copied into their arrays
 */
public record GradientTimes(long batch, long forward, long crf, long backward, long fetch) {
    static final GradientTimes NONE = new GradientTimes(0, 0, 0, 0, 0);
}
