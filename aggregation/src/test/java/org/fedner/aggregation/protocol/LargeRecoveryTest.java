package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.fedner.aggregation.message.Abort;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Ack;
import org.fedner.aggregation.message.Call;
import org.fedner.aggregation.message.Message;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Shares;
import org.fedner.aggregation.message.Survivors;
import org.fedner.aggregation.message.Upload;
import org.junit.jupiter.api.Test;

/** Mode R on drawn graphs: above 128 members, shares go to neighbours only, and everyone keeps the neighbour rule. */
@LongRun
class LargeRecoveryTest extends LyingServerCase {

    private static final int SMALLEST = 129;
    private static final int DEGREE = 64;
    private static final int EXACT = 1; // rounds of the long story
    private static final int VOID = 2;
    private static final int EXACT_AGAIN = 3;
    private static final int LIES = 4;

    /** Memberships of 130, 165 and 200, so many rounds each with drop-outs of its own; minutes, so not in a normal build. */
    private static final int ROUNDS_EACH = Integer.getInteger("fedner.schedules", 0) / 50;

    @Test
    void whoeverFallsSilentInWhicheverFlightTheSurvivorsSumIsExact() {
        for (int n = 130; n <= 200 && ROUNDS_EACH > 0; n += 35) {
            Random random = new Random(n);
            List<List<RecoveryTest.Silence>> patterns = new ArrayList<>();
            for (int round = 0; round < ROUNDS_EACH; round++) {
                patterns.add(silences(n, random));
            }
            RecoveryTest.survivorsSumsAreExact(n, patterns);
        }
    }

    /**
     * One epoch of 129 members, because setting one up takes seconds. Round 1 and 3: six members fall silent in whatever
     * flights, and the sum is exact. Round 2: so many of one member's neighbours do that its mask could not be taken off, and
     * the round is void. Round 4: one member is called without enough of its neighbours and gives no input; another hears of
     * a list without enough of its own, and signs nothing.
     */
    @Test
    void sharesGoToNeighboursAndNobodyActsWithoutEnoughOfThem() {
        Simulation simulation = new Simulation(SMALLEST, 4, 7).recoverable(3, 1);
        Random random = new Random(5);
        List<RecoveryTest.Silence> nobody = Collections.nCopies(SMALLEST, RecoveryTest.Silence.NEVER);
        SilencedMembers silenced = new SilencedMembers(
                simulation, List.of(silences(SMALLEST, random), nobody, silences(SMALLEST, random), nobody));
        Hospital uncalled = simulation.hospitals.get(0);
        Hospital unsigning = simulation.hospitals.get(1);
        simulation.mouth =
                outgoing -> roundOf(simulation) == LIES ? lied(simulation, outgoing, uncalled, unsigning) : outgoing;
        simulation.begin();
        while (unsigning.stopped.isEmpty()) {
            Simulation.Packet packet = simulation.packets.poll();
            if (packet == null) {
                simulation.serve(simulation.phase.on(new ServerEvent.DeadlinePassed()));
                continue;
            }
            Message message = parsed(packet).message();
            boolean isLost = silenced.isLost(packet)
                    || message instanceof Abort
                    || message instanceof Upload
                            && roundOf(simulation) == VOID
                            && tooMany(uncalled).contains(packet.platform());
            if (message instanceof Shares shares) {
                assertThat(shares.sealed()).hasSize(DEGREE);
            }
            assertThat(message instanceof Ack && packet.platform().equals(unsigning.id) && roundOf(simulation) == LIES)
                    .isFalse();
            if (!isLost) {
                simulation.deliver(packet);
            }
        }
        assertThat(unsigning.stopped).containsExactly(AbortReason.SURVIVORS_REFUSED);
        assertThat(uncalled.stopped).containsExactly(AbortReason.SURVIVORS_REFUSED);
        assertThat(unsigning.sums).extracting(PlatformNotice.SumVerified::round).containsExactly(1L, 3L);
        assertThat(unsigning.sums).allSatisfy(sum -> assertThat(sum.contributors())
                .hasSizeBetween(SMALLEST - SMALLEST / 20, SMALLEST - 1));
        assertThat(unsigning.voids)
                .extracting(PlatformNotice.RoundVoided::round)
                .containsExactly(2L, 4L);
        assertThat(simulation.epochs).isEqualTo(1);
        simulation.hospitals.stream().skip(2).forEach(hospital -> assertThat(hospital.stopped)
                .isEmpty());
    }

    private Outgoing lied(Simulation simulation, Outgoing outgoing, Hospital uncalled, Hospital unsigning) {
        Message truth = outgoing.message().message();
        if (truth instanceof Call call && outgoing.to().equals(uncalled.id)) {
            return new Outgoing(
                    outgoing.to(),
                    resigned(
                            simulation,
                            new Call(
                                    call.epoch(),
                                    call.round(),
                                    call.state(),
                                    call.layout(),
                                    call.deadlineMillis(),
                                    without(call.participants(), tooMany(uncalled)))));
        } else if (truth instanceof Survivors told && outgoing.to().equals(unsigning.id)) {
            return new Outgoing(
                    outgoing.to(),
                    resigned(
                            simulation,
                            new Survivors(
                                    told.context(), without(told.survivors(), tooMany(unsigning)), told.sealed())));
        }
        return outgoing;
    }

    private static long roundOf(Simulation simulation) {
        return simulation.phase instanceof RecoverablePhase called
                ? called.round().at().round()
                : 0;
    }

    /** One member in twenty falls silent, each in a flight of its own. */
    private static List<RecoveryTest.Silence> silences(int n, Random random) {
        List<RecoveryTest.Silence> pattern = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            pattern.add(i < n / 20 ? RecoveryTest.Silence.values()[1 + random.nextInt(3)] : RecoveryTest.Silence.NEVER);
        }
        Collections.shuffle(pattern, random);
        return pattern;
    }

    private static List<PlatformId> without(List<PlatformId> all, List<PlatformId> few) {
        return all.stream().filter(id -> !few.contains(id)).toList();
    }

    /** Neighbours without whom a member may not sign. */
    private static List<PlatformId> tooMany(Hospital hospital) {
        EpochGraph graph = ((RoundPhase) hospital.phase).at().keyed().graph();
        return graph.neighbours(hospital.id)
                .subList(0, DEGREE - graph.masks().parameters().threshold() + 1);
    }
}
