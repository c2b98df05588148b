package org.fedner.aggregation.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.fedner.aggregation.benchmark.CohortPoint.Outcome;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.masking.AggregationMode;
import org.fedner.aggregation.masking.GraphParameters;
import org.fedner.aggregation.protocol.EpochParameters;

/**
 * Whole federations of growing size in one process: set up, rounds, and a round in which some platforms fall silent.
 *
 * <p>Every sum is compared with the inputs' in the clear, by every platform; a difference is an exception.
 */
public final class CohortBenchmark {

    /** The smallest memberships; the one asked for comes last. */
    private static final List<Integer> SIZES = List.of(10, 30, 100, 300);

    /** The sum, and the last RESULT as message and as bytes. */
    private static final int VECTORS_OF_SERVER = 3;

    private static final int WARM_UP_COORDINATES = 10_000;
    private static final double NANOS_PER_MILLI = 1e6;

    private CohortBenchmark() {}

    /**
     * @param platforms members of the largest cohort, at least 10
     * @param coordinates of each input
     * @param dropouts share of the members that fall silent in one round, at least one of them
     * @param progress hears of each membership as it is done
     */
    public static CohortResult run(
            AggregationMode mode, int platforms, int coordinates, double dropouts, Consumer<CohortPoint> progress) {
        int most = EpochParameters.LARGEST_MEMBERSHIP;
        if (platforms < SIZES.get(0) || platforms > most || coordinates < 1 || !(dropouts >= 0 && dropouts <= 0.5)) {
            throw new IllegalArgumentException("%d platforms, %d to %d; %d coordinates; %s of them silent"
                    .formatted(platforms, SIZES.get(0), most, coordinates, dropouts));
        }
        SortedSet<Integer> sizes = new TreeSet<>(List.of(platforms));
        SIZES.stream().filter(size -> size < platforms).forEach(sizes::add);
        measure(
                mode,
                SIZES.get(1),
                WARM_UP_COORDINATES,
                dropouts); // compiled by then, so that small ones are not the slow ones
        List<CohortPoint> points = new ArrayList<>();
        for (int size : sizes) {
            CohortPoint point = measure(mode, size, coordinates, dropouts);
            points.add(point);
            progress.accept(point);
        }
        return CohortResult.of(mode, coordinates, vectorBytes(coordinates), points);
    }

    private static long vectorBytes(int coordinates) {
        return (long) Ring.Z32.wordBytes() * coordinates;
    }

    private static CohortPoint measure(AggregationMode mode, int size, int coordinates, double share) {
        Cohort cohort = new Cohort(mode, size, coordinates);
        cohort.setUp();
        double setUp = millis(cohort.takePlatformNanos()) / size;
        double serverSetUp = millis(cohort.takeServerNanos());
        double links = cohort.linkMegabytes();
        cohort.round(); // the sizes
        cohort.round();
        cohort.takePlatformNanos();
        cohort.takeServerNanos();
        cohort.round(); // checks the last sum, and makes the next upload
        double round = millis(cohort.takePlatformNanos()) / size;
        double serverRound = millis(cohort.takeServerNanos());

        int dropouts = Math.max(1, (int) Math.round(size * share));
        cohort.silence(dropouts);
        Cohort.Decision decision = cohort.round();
        cohort.settle();
        cohort.setUp();
        cohort.round();
        cohort.round();
        long serverBytes = cohort.retireServer();
        long vectors = VECTORS_OF_SERVER * vectorBytes(coordinates);
        return new CohortPoint(
                size,
                GraphParameters.of(mode, size, Cohort.COLLUDERS).degree(),
                setUp,
                serverSetUp,
                round,
                serverRound,
                dropouts,
                decision == Cohort.Decision.SUM ? Outcome.RECOVERED : Outcome.VOID,
                cohort.epochs(),
                cohort.sums(),
                serverBytes,
                serverBytes - vectors,
                links);
    }

    private static double millis(long nanos) {
        return nanos / NANOS_PER_MILLI;
    }
}
