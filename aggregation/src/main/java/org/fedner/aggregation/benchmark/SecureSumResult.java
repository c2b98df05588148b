package org.fedner.aggregation.benchmark;

/**
 * Medians of one platform's work for one round.
 *
 * @param keystreamProbeGBps AES-256-CTR keystream alone, in the chunks masking uses, in the same process
 * @param maskGBps mask bytes produced and added, one word a coordinate and neighbour, over the time of masking
 * @param encodeMillis floats to ring words
 * @param maskMillis derivation of the round's pairwise secrets, expansion and addition
 * @param tagMillis tag of the platform's own input
 * @param verifyMillis check of the sum
 * @param decodeMillis sum to mean gradient
 * @param totalMillis sum of the five medians: robust where another process takes the core in between
 * @param checksum of everything computed, so that nothing can be left out by the compiler
 */
public record SecureSumResult(
        double keystreamProbeGBps,
        double maskGBps,
        double encodeMillis,
        double maskMillis,
        double tagMillis,
        double verifyMillis,
        double decodeMillis,
        double totalMillis,
        long checksum) {}
