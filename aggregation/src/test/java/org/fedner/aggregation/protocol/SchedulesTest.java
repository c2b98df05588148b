package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.fedner.aggregation.masking.AggregationMode.ONE_FLIGHT;
import static org.fedner.aggregation.masking.AggregationMode.RECOVERABLE;

import java.util.Arrays;
import java.util.List;
import org.fedner.aggregation.masking.AggregationMode;
import org.junit.jupiter.api.Test;

/**
 * Whole federations under drawn schedules of faults and lies. A normal build runs a slice; {@code -Dfedner.schedules=1000} that
 * many of each kind. A schedule that fails is made as small as it goes and printed with its seed;
 * {@code -Dfedner.schedule.seed=N} begins there.
 */
class SchedulesTest {

    private static final int SCHEDULES = Integer.getInteger("fedner.schedules", 3);
    private static final int MOST = SCHEDULES > 20 ? 14 : 7;
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

    /** A drawn graph, whose set-up takes seconds: one in twenty schedules, and none in a normal build. */
    @Test
    void largeMembershipsUnderAllOfItBreakNoRule() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SCHEDULES / 20; seed++) {
            int platforms = 65 + (int) (seed * seed * 31 % (seed % 8 == 0 ? 136 : 30));
            Schedule drawn = Schedule.drawn(AggregationMode.ONE_FLIGHT, seed, platforms, List.of(Fault.Kind.values()));
            Schedule schedule = new Schedule(
                    drawn.mode(),
                    seed,
                    platforms,
                    Math.min(drawn.colluders(), platforms / 5),
                    drawn.rounds(),
                    drawn.faults());
            new FaultedRun(schedule).run();
        }
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
