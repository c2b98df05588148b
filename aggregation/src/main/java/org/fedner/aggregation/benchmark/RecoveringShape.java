package org.fedner.aggregation.benchmark;

import org.fedner.aggregation.masking.AggregationMode;
import org.fedner.aggregation.masking.GraphParameters;

/**
 * How many of everything a round of mode R has for one platform.
 *
 * @param platforms n
 * @param neighbours with whom it masks, exchanges shares and has keys
 * @param holders of shares of each secret: on a complete graph the dealer too
 * @param shareThreshold shares that give a secret
 * @param signers of a quorum
 * @param signersByName those of them, on the average, whose signatures a platform checks, because they share no key
 */
record RecoveringShape(int platforms, int neighbours, int holders, int shareThreshold, int signers, int signersByName) {

    /** So many that enough can sign, and, if they stand evenly around the ring, everyone keeps enough neighbours. */
    int mostDropouts() {
        long byNeighbours = (long) (holders - shareThreshold) * platforms / Math.max(1, holders + 1);
        return (int) Math.min(platforms - signers, holders == platforms ? platforms - signers : byNeighbours);
    }

    static RecoveringShape of(int platforms, int colluders) {
        GraphParameters graph = GraphParameters.of(AggregationMode.RECOVERABLE, platforms, colluders);
        int assumed = GraphParameters.assumedColluders(AggregationMode.RECOVERABLE, platforms, colluders);
        int signers = (platforms + assumed) / 2 + 1;
        boolean isComplete = graph.isComplete();
        int strangers = platforms - 1 - graph.degree();
        return new RecoveringShape(
                platforms,
                graph.degree(),
                isComplete ? platforms : graph.degree(),
                isComplete ? graph.threshold() + 1 : graph.threshold(),
                signers,
                (int) ((long) signers * strangers / (platforms - 1)));
    }
}
