package org.fedner.aggregation.benchmark;

/**
 * What one membership took. Times are processor time.
 *
 * @param platforms members of the first epoch
 * @param neighbours of each on its mask graph
 * @param setUpMillis of one platform for one epoch, mean
 * @param serverSetUpMillis of the server for one epoch
 * @param roundMillis of one platform for one training round, mean: tag, mask, encode the message, check and verify the sum
 * @param serverRoundMillis of the server for one training round
 * @param dropouts platforms that fell silent in a round
 * @param outcome of that round
 * @param epochs begun
 * @param sums verified by every member that was there, and equal to the sum in the clear
 * @param serverBytes that the server alone keeps alive when it has all uploads of a round but one
 * @param bookkeepingBytes of these all that is no vector: roster, keys, heads of uploads, in mode R dealt shares
 * @param linksMegabytes that the server relayed to set up the first epoch
 */
public record CohortPoint(
        int platforms,
        int neighbours,
        double setUpMillis,
        double serverSetUpMillis,
        double roundMillis,
        double serverRoundMillis,
        int dropouts,
        Outcome outcome,
        int epochs,
        int sums,
        long serverBytes,
        long bookkeepingBytes,
        double linksMegabytes) {

    /** What became of the round in which platforms fell silent. */
    public enum Outcome {
        /** Mode F: nothing was revealed; the rest went on in a new epoch. */
        VOID,
        /** Mode R: the survivors' sum. */
        RECOVERED
    }
}
