package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.fedner.aggregation.message.PlatformId;
import org.junit.jupiter.api.Test;

/** Mode R: whoever falls silent in whichever flight, up to what is tolerated, the survivors' sum is exact. */
@LongRun
class RecoveryTest {

    private static final int ROUNDS = 3;

    /** Every pattern up to that many platforms; with 7 it takes a minute. */
    private static final int LARGEST_EXHAUSTIVE = Integer.getInteger("fedner.recovery.exhaustive", 5);

    /** The largest membership that is sampled; setting one up of 100 takes half a minute. */
    private static final int LARGEST_SAMPLED = Integer.getInteger("fedner.recovery.sampled", 33);

    /** Memberships in which every number of drop-outs in every flight is tried; to 100 takes the better part of an hour. */
    private static final int FEWEST_COUNTED = Integer.getInteger("fedner.recovery.counted.from", 3);

    private static final int MOST_COUNTED = Integer.getInteger("fedner.recovery.counted", 12);

    /** How far a platform gets in the round before it is heard of no more. */
    enum Silence {
        NEVER,
        BEFORE_ITS_UPLOAD,
        BEFORE_ITS_ACK,
        BEFORE_ITS_ANSWER
    }

    private static final List<Silence> FLIGHTS =
            List.of(Silence.BEFORE_ITS_UPLOAD, Silence.BEFORE_ITS_ACK, Silence.BEFORE_ITS_ANSWER);

    @Test
    void withEveryoneThereNobodyIsDropped() {
        for (int n = 3; n <= 10; n++) {
            Simulation simulation =
                    new Simulation(n, ROUNDS, n).recoverable(3, 1).begin().run();
            simulation.assertFinishedInOneState();
            int members = n;
            assertThat(simulation.hospitals).allSatisfy(hospital -> {
                assertThat(hospital.sums).hasSize(ROUNDS);
                assertThat(hospital.sums)
                        .allSatisfy(sum -> assertThat(sum.contributors()).hasSize(members));
                assertThat(hospital.voids).isEmpty();
            });
            assertThat(simulation.epochs).isEqualTo(1);
        }
    }

    @Test
    void everyPatternOfToleratedDropOutsInEveryFlightLeavesTheSurvivorsSumExact() {
        for (int n = 3; n <= LARGEST_EXHAUSTIVE; n++) {
            List<List<Silence>> patterns = new ArrayList<>();
            for (int code = 0; code < Math.pow(Silence.values().length, n); code++) {
                List<Silence> pattern = pattern(code, n);
                if (dropOuts(pattern) <= tolerated(n)) {
                    patterns.add(pattern);
                }
            }
            survivorsSumsAreExact(n, patterns);
        }
    }

    @Test
    void sampledPatternsUpToAHundredPlatformsLeaveTheSurvivorsSumExact() {
        Random random = new Random(7);
        for (int n : List.of(7, 10, 33, 64, 100)) {
            if (n > LARGEST_SAMPLED) {
                break;
            }
            List<List<Silence>> patterns = new ArrayList<>();
            for (int sample = 0; sample < Math.max(1, 60 / n); sample++) {
                List<Silence> pattern = new ArrayList<>();
                for (int i = 0; i < n; i++) {
                    pattern.add(i < tolerated(n) ? Silence.values()[1 + random.nextInt(3)] : Silence.NEVER);
                }
                Collections.shuffle(pattern, random);
                patterns.add(pattern);
            }
            survivorsSumsAreExact(n, patterns);
        }
    }

    @Test
    void everyNumberOfToleratedDropOutsInEveryFlightLeavesTheSurvivorsSumExact() {
        for (int n = FEWEST_COUNTED; n <= MOST_COUNTED; n++) {
            survivorsSumsAreExact(n, everyNumber(n, new Random(n)));
        }
    }

    @Test
    void whoeverMissesSeveralRoundsIsBackInTheNextEpochAndStopsNowhere() {
        for (int moment = 80; moment < 160; moment += 7) {
            Simulation simulation =
                    new Simulation(6, 12, 3).recoverable(3, 1).begin().runFor(moment);
            Hospital victim = simulation.hospitals.get(moment % 6);
            long missed = simulation.serverState.modelRound() + 3;
            simulation.kill(victim); // its connection only: the process keeps its phase
            while (simulation.serverState.modelRound() < missed) {
                if (simulation.packets.isEmpty()) {
                    simulation.serve(simulation.phase.on(new ServerEvent.DeadlinePassed()));
                } else {
                    simulation.deliver(simulation.packets.poll());
                }
            }
            victim.isUp = true;
            simulation.reconnect(victim);
            simulation.run();
            simulation.assertFinishedInOneState();
            assertThat(simulation.epochs).isEqualTo(2);
        }
    }

    /**
     * For every flight every number from none to all that are tolerated, of random members. Where one flight loses fewer than
     * that, another loses the rest, so that each round loses as many as it may.
     */
    private static List<List<Silence>> everyNumber(int n, Random random) {
        Set<List<Object>> covered = new HashSet<>();
        List<List<Silence>> patterns = new ArrayList<>();
        for (int flight = 0; flight < FLIGHTS.size(); flight++) {
            for (int fewer = 0; fewer <= (tolerated(n) + 1) / 2; fewer++) {
                Silence one = FLIGHTS.get(flight);
                Silence other = FLIGHTS.get((flight + 1) % FLIGHTS.size());
                int more = tolerated(n) - fewer;
                List<Silence> pattern = new ArrayList<>(Collections.nCopies(fewer, one));
                pattern.addAll(Collections.nCopies(more, other));
                pattern.addAll(Collections.nCopies(n - tolerated(n), Silence.NEVER));
                Collections.shuffle(pattern, random);
                patterns.add(pattern);
                covered.add(List.of(one, fewer));
                covered.add(List.of(other, more));
            }
        }
        assertThat(covered).hasSize(FLIGHTS.size() * (tolerated(n) + 1));
        return patterns;
    }

    private static int tolerated(int n) {
        return Simulation.recoverableParameters(3, 1).toleratedDropouts(n);
    }

    private static long dropOuts(List<Silence> pattern) {
        return pattern.stream().filter(silence -> silence != Silence.NEVER).count();
    }

    private static List<Silence> pattern(int code, int n) {
        List<Silence> pattern = new ArrayList<>();
        for (int i = 0, rest = code; i < n; i++, rest /= Silence.values().length) {
            pattern.add(Silence.values()[rest % Silence.values().length]);
        }
        return pattern;
    }

    /** A round for each pattern, in one epoch and without a void; everyone, drop-outs too, ends in one state. */
    static void survivorsSumsAreExact(int n, List<List<Silence>> patterns) {
        Simulation simulation = new Simulation(n, patterns.size(), 1 + n).recoverable(3, 1);
        SilencedMembers silenced = new SilencedMembers(simulation, patterns);
        simulation.begin();
        silenced.run();
        simulation.assertFinishedInOneState();
        assertThat(simulation.epochs).isEqualTo(1);
        for (Hospital hospital : simulation.hospitals) {
            assertThat(hospital.voids).isEmpty();
            assertThat(hospital.sums).hasSize(patterns.size());
        }
        for (int round = 0; round < patterns.size(); round++) {
            List<PlatformId> survivors = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                if (patterns.get(round).get(i) != Silence.BEFORE_ITS_UPLOAD) {
                    survivors.add(simulation.hospitals.get(i).id);
                }
            }
            assertThat(simulation.hospitals.get(0).sums.get(round).contributors())
                    .as("%s", patterns.get(round))
                    .isEqualTo(survivors);
        }
    }
}
