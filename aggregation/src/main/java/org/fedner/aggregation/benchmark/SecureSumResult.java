package org.fedner.aggregation.benchmark;

/**
 * Medians of one platform's work for one round: processor time of one thread, so that what else the machine does is left
 * out; for two threads, time that passes.
 *
 * @param neighbours of one member on the mask graph of so many platforms, if a third of them collude
 * @param keystreamProbeGBps AES-256-CTR keystream alone, in the chunks masking uses, in the same process
 * @param maskGBps mask bytes produced and added, one word a coordinate and neighbour, over the time of expansion
 *     and addition; deriving the seeds, which does not grow with the vector, is in {@code maskMillis} only
 * @param maskTwoThreadsGBps the same with two threads; needs two cores that are free
 * @param encodeMillis floats to ring words
 * @param maskMillis derivation of the round's pairwise secrets, expansion and addition
 * @param tagMillis tag of the platform's own input
 * @param verifyMillis check of the sum
 * @param decodeMillis sum to mean gradient
 * @param totalMillis sum of the medians: robust where another process takes the core in between
 * @param recoveringMillis all that mode R adds: dealing, self mask, opening, tags, signatures made and checked
 * @param recoveringShare of what mode F takes, which is the total in mode F
 * @param mode {@code one-flight}, or {@code recovering}: then the total includes what mode R adds, and neighbours are mode R's
 * @param dropouts platforms that fell silent in a round of mode R
 * @param serverRecoveryMillis the server's work once the answers are there; 0 in mode F
 * @param checksum of everything computed, so that nothing can be left out by the compiler
 */
public record SecureSumResult(
        int neighbours,
        double keystreamProbeGBps,
        double maskGBps,
        double maskTwoThreadsGBps,
        double encodeMillis,
        double maskMillis,
        double tagMillis,
        double verifyMillis,
        double decodeMillis,
        double totalMillis,
        double recoveringMillis,
        double recoveringShare,
        String mode,
        int dropouts,
        double serverRecoveryMillis,
        long checksum) {}
