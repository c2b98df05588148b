package org.fedner.aggregation.encoding;

import java.util.List;

/**
 * The public counts of a round, over all members.
 *
 * @param examples sentences whose gradients were summed, at least 1
 * @param saturated coordinates that some platform had to clip
 * @param metrics summed metrics, in the order they were encoded
 */
public record SumCounts(long examples, long saturated, List<Long> metrics) {

    public SumCounts {
        metrics = List.copyOf(metrics);
    }
}
