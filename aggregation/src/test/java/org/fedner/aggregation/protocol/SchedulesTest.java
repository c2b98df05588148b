package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.fedner.aggregation.masking.AggregationMode.ONE_FLIGHT;
import static org.fedner.aggregation.masking.AggregationMode.RECOVERABLE;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.fedner.aggregation.masking.AggregationMode;
import org.junit.jupiter.api.Test;

/**
 * Whole federations under drawn schedules of faults and lies. A normal build runs a slice; {@code -Dfedner.schedules=1000} that
 * many of each kind with 3 to 14 platforms, {@code -Dfedner.schedules.large=300} that many with 65 to 200. A schedule that fails
 * is made as small as it goes and printed with its seed; {@code -Dfedner.schedule.seed=N} begins there.
 */
@LongRun
class SchedulesTest {

    private static final int SCHEDULES = Integer.getInteger("fedner.schedules", 3);
    private static final int MOST = SCHEDULES > 20 ? 14 : 7;

    /** Setting up a drawn graph takes seconds: one in twenty schedules, and none in a normal build. */
    private static final int LARGE_SCHEDULES = Integer.getInteger("fedner.schedules.large", SCHEDULES / 20);

    private static final int FEWEST_OF_LARGE = 65;
    private static final int MOST_OF_LARGE = 200;
    private static final long FIRST_SEED = Long.getLong("fedner.schedule.seed", 1);

    @Test
    void networksThatLoseDelayRepeatReorderCorruptAndPartBreakNoRule() {
        runAll(ONE_FLIGHT, kinds(Fault.By.NETWORK), 3, MOST);
    }

    @Test
    void aLyingServerWithCollusionOfUpToAllButTwoBreaksNoRule() {
        runAll(ONE_FLIGHT, kinds(Fault.By.SERVER), 3, MOST);
    }

    @Test
    void lyingPlatformsBreakNoRule() {
        runAll(ONE_FLIGHT, kinds(Fault.By.PLATFORM), 4, MOST);
    }

    @Test
    void allOfItAtOnceBreaksNoRule() {
        runAll(ONE_FLIGHT, List.of(Fault.Kind.values()), 3, MOST);
    }

    @Test
    void inModeRNetworksAndLyingPlatformsBreakNoRule() {
        runAll(RECOVERABLE, kinds(Fault.By.NETWORK, Fault.By.PLATFORM), 3, MOST);
    }

    @Test
    void inModeRALyingServerWithTheAssumedColludersBreaksNoRule() {
        runAll(RECOVERABLE, kinds(Fault.By.SERVER), 3, MOST);
    }

    @Test
    void inModeRAllOfItAtOnceBreaksNoRule() {
        runAll(RECOVERABLE, List.of(Fault.Kind.values()), 3, MOST);
    }

    @Test
    void twoListsOfSurvivorsForOneRoundGiveNoSecretTwice() {
        Fault lists = new Fault(Fault.Kind.OTHER_SURVIVORS, 0, 60_000, 0b0011010);
        for (long seed = 1; seed <= 3; seed++) {
            new FaultedRun(new Schedule(RECOVERABLE, seed, 7, 1, 2, List.of(lists))).run();
        }
    }

    @Test
    void largeMembershipsUnderAllOfItBreakNoRule() {
        runLarge(ONE_FLIGHT, List.of(Fault.Kind.values()));
    }

    @Test
    void largeMembershipsBeforeALyingServerBreakNoRule() {
        runLarge(ONE_FLIGHT, kinds(Fault.By.SERVER));
    }

    @Test
    void inModeRLargeMembershipsBeforeALyingServerBreakNoRule() {
        runLarge(RECOVERABLE, kinds(Fault.By.SERVER));
    }

    @Test
    void withoutFaultsEveryRunFinishes() {
        for (AggregationMode mode : AggregationMode.values()) {
            for (int platforms = 3; platforms < 8; platforms++) {
                FaultedRun run = new FaultedRun(new Schedule(mode, 7, platforms, 0, 3, List.of())).run();
                assertThat(run.hospitals).allMatch(hospital -> hospital.isFinished);
                assertThat(run.sumsVerified()).isEqualTo(3 * platforms);
            }
        }
    }

    private static List<Fault.Kind> kinds(Fault.By... by) {
        return Arrays.stream(Fault.Kind.values())
                .filter(kind -> List.of(by).contains(kind.by()))
                .toList();
    }

    /** With a drawn graph in mode F: as many collude as it is drawn for, at most. */
    private static void runLarge(AggregationMode mode, List<Fault.Kind> kinds) {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + LARGE_SCHEDULES; seed++) {
            int platforms = sizeOfLarge(seed);
            Schedule drawn = Schedule.drawn(mode, seed, platforms, kinds);
            Schedule schedule = new Schedule(
                    mode, seed, platforms, Math.min(drawn.colluders(), platforms / 5), drawn.rounds(), drawn.faults());
            try {
                new FaultedRun(schedule).run();
            } catch (AssertionError | RuntimeException e) {
                fail("%s%n%s".formatted(e, schedule), e);
            }
        }
    }

    /** Small ones are likelier; the cost of a schedule grows with the square. */
    private static int sizeOfLarge(long seed) {
        double part = new SplittableRandom(seed).nextDouble();
        return FEWEST_OF_LARGE + (int) (part * part * (MOST_OF_LARGE - FEWEST_OF_LARGE + 1));
    }

    private static void runAll(AggregationMode mode, List<Fault.Kind> kinds, int fewest, int most) {
        int verified = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SCHEDULES; seed++) {
            int platforms = fewest + (int) (seed * seed % (most - fewest + 1));
            Schedule schedule = Schedule.drawn(mode, seed, platforms, kinds);
            try {
                verified += new FaultedRun(schedule).run().sumsVerified();
            } catch (AssertionError | RuntimeException e) {
                fail("%s%nminimal: %s".formatted(e, smallest(schedule)), e);
            }
        }
        assertThat(verified).as("sums verified in all schedules").isGreaterThan(SCHEDULES);
    }

    /** Leaves out faults one at a time as long as some rule still breaks. */
    private static Schedule smallest(Schedule schedule) {
        for (int i = 0; i < schedule.faults().size(); i++) {
            Schedule fewer = schedule.without(i);
            try {
                new FaultedRun(fewer).run();
            } catch (AssertionError | RuntimeException e) {
                return smallest(fewer);
            }
        }
        return schedule;
    }
}
