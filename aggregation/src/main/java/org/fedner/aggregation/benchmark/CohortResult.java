package org.fedner.aggregation.benchmark;

import java.util.List;
import org.fedner.aggregation.masking.AggregationMode;

/**
 * How cost grows with the membership.
 *
 * @param vectorBytes of one sum
 * @param serverGrowthVectors how many such vectors more the server kept alive with the most platforms than with the fewest
 * @param points in ascending order of platforms
 */
public record CohortResult(
        AggregationMode mode, int coordinates, long vectorBytes, double serverGrowthVectors, List<CohortPoint> points) {

    static CohortResult of(AggregationMode mode, int coordinates, long vectorBytes, List<CohortPoint> points) {
        long growth =
                points.get(points.size() - 1).serverBytes() - points.get(0).serverBytes();
        return new CohortResult(mode, coordinates, vectorBytes, (double) growth / vectorBytes, List.copyOf(points));
    }
}
