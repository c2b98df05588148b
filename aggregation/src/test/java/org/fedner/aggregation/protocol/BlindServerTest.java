package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.encoding.RowTable;
import org.fedner.aggregation.masking.AggregationMode;
import org.fedner.aggregation.masking.ServerView;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.Result;
import org.fedner.crypto.expansion.Digest;
import org.junit.jupiter.api.Test;

/** A server that sees nothing: members come to the true sum, and it holds neither sum nor state. */
class BlindServerTest {

    private static final int ROUNDS = 4;

    @Test
    void everyoneComesToTheTrueSumsInBothRings() {
        for (Ring ring : Ring.values()) {
            for (int platforms : new int[] {3, 6}) {
                Simulation simulation =
                        blind(ring, platforms, platforms).begin().run();
                simulation.assertFinishedInOneState();
                assertThat(simulation.hospitals)
                        .allSatisfy(hospital -> assertThat(hospital.sums).hasSize(ROUNDS));
            }
        }
    }

    @Test
    void resultsAreNoiseToTheServer() {
        Simulation simulation = blind(Ring.Z64, 4, 7);
        Map<Digest, RingVector> heard = new HashMap<>();
        simulation.mouth = outgoing -> {
            outgoing.message()
                    .as(Result.class)
                    .ifPresent(wire ->
                            heard.put(wire.message().context(), wire.message().sum()));
            return outgoing;
        };
        simulation.begin().run().assertFinishedInOneState();
        assertThat(heard).hasSize(ROUNDS + 1);
        for (PlatformNotice.SumVerified verified : simulation.hospitals.get(0).sums) {
            RingVector blinded = heard.get(verified.context());
            for (int j = 0; j < blinded.size(); j++) {
                assertThat(blinded.word(j)).isNotEqualTo(verified.sum().word(j));
            }
        }
        RingVector sizes = heard.values().stream()
                .filter(vector -> vector.size() == 1)
                .findFirst()
                .orElseThrow();
        assertThat(sizes.word(0)).isNotEqualTo(simulation.hospitals.get(0).sizes.get(0));
    }

    /** Not the state, nor its digest: neither in what came in, nor in what it stores, nor in what it says. */
    @Test
    void noBytesOfAnyStatePassTheServerInTheClear() {
        Simulation simulation = blind(Ring.Z32, 4, 8).begin();
        Hospital joiner = simulation.hospitals.get(1);
        List<byte[]> seen = new ArrayList<>();
        List<byte[]> states = new ArrayList<>();
        int restartAt = 60;
        while (!simulation.packets.isEmpty() && simulation.delivered < 2000) {
            seen.add(simulation.packets.element().bytes());
            simulation.deliverNext();
            seen.add(simulation.storedEpoch.clone());
            seen.add(simulation.storedOutcome.clone());
            for (Hospital hospital : simulation.hospitals) {
                if (hospital.state.modelRound() > 0) {
                    states.add(hospital.state.learned().toBytes());
                    states.add(hospital.state.digest().bytes());
                }
            }
            if (simulation.delivered == restartAt) {
                simulation.restart(joiner);
            }
        }
        simulation.assertFinishedInOneState();
        assertThat(simulation.epochs).isEqualTo(2);
        List<byte[]> distinct = states.stream()
                .map(ByteBuffer::wrap)
                .distinct()
                .map(ByteBuffer::array)
                .toList();
        assertThat(distinct).hasSize(2 * ROUNDS);
        for (byte[] secret : distinct) {
            assertThat(seen).noneMatch(bytes -> contains(bytes, secret));
        }
    }

    @Test
    void aLateJoinerGetsTheStateSealedByAMemberThatHoldsIt() {
        for (Ring ring : Ring.values()) {
            Simulation simulation = Simulation.in(ring, ServerView.NOTHING, 5, 6, 13);
            Hospital joiner = simulation.hospitals.get(0);
            joiner.isUp = false;
            simulation.begin().runFor(70);
            assertThat(simulation.hospitals.get(1).state.modelRound()).isPositive();
            simulation.restart(joiner);
            simulation.run().assertFinishedInOneState();
            assertThat(simulation.epochs).isEqualTo(2);
            assertThat(joiner.sums).isNotEmpty();
        }
    }

    @Test
    @LongRun
    void aPlatformThatLostItsStateComesBackAtEveryMoment() {
        int delivered = blind(Ring.Z32, 4, 14).begin().run().delivered;
        int lastChance = delivered - 9; // then the job is finished without it, and nobody is left to seal the state
        for (int moment = 30; moment < delivered; moment += 5) {
            Simulation simulation = blind(Ring.Z32, 4, 14).begin().runFor(moment);
            Hospital victim = simulation.hospitals.get(moment % 4);
            if (!victim.isFinished) {
                victim.state = Hospital.ToyState.INITIAL;
                victim.forgetWhoVerified();
                simulation.restart(victim);
                simulation.run();
                boolean wasTooLate = simulation.finished().size() == 3 && !victim.isFinished;
                assertThat(wasTooLate).as("moment %d", moment).isEqualTo(moment > lastChance);
                if (!wasTooLate) {
                    simulation.assertFinishedInOneState();
                }
            }
        }
    }

    @Test
    @LongRun
    void aBrokenConnectionAtEveryMomentOfTheSealingCostsNothing() {
        int begins = 0;
        Simulation undisturbed = joining(15);
        while (!(undisturbed.phase instanceof SeekingSeals)) {
            undisturbed.deliverNext();
            begins++;
        }
        for (int moment = begins - 6; moment < begins + 9; moment++) {
            Simulation simulation = joining(15).runFor(moment);
            simulation.hospitals.forEach(simulation::reconnect);
            simulation.run().assertFinishedInOneState();
            assertThat(simulation.epochs).isEqualTo(2);
        }
    }

    @Test
    @LongRun
    void aServerThatRestartsGoesOn() {
        Simulation undisturbed = blind(Ring.Z64, 3, 16).begin().run();
        for (int moment = 0; moment <= undisturbed.delivered; moment += 4) {
            Simulation simulation = blind(Ring.Z64, 3, 16).begin().runFor(moment);
            if (simulation.finished().isEmpty()) {
                simulation.crashServer();
                simulation.run().assertFinishedInOneState();
            }
        }
    }

    /** The name tells whether two members hold one state, in this epoch only. */
    @Test
    void statesHaveOtherNamesInEveryEpoch() {
        List<Digest> names = new ArrayList<>();
        for (int seed : new int[] {17, 18}) {
            Simulation simulation = blind(Ring.Z32, 3, seed).begin();
            while (!(simulation.phase instanceof CollectingInputs)) {
                simulation.deliverNext();
            }
            List<Digest> named = ((CollectingInputs) simulation.phase)
                    .at().readies().stream()
                            .map(ready -> ready.message().state())
                            .distinct()
                            .toList();
            assertThat(named).hasSize(1);
            assertThat(named.get(0)).isNotEqualTo(Hospital.ToyState.INITIAL.digest());
            names.addAll(named);
        }
        assertThat(names).doesNotHaveDuplicates();
    }

    @Test
    void neitherModeRNorATableByRowsCanBeBlind() throws MalformedMessageException {
        EpochParameters blind = blind(Ring.Z32, 3, 1).parameters;
        assertThat(EpochParameters.decode(blind.encode())).isEqualTo(blind);
        assertThatIllegalArgumentException().isThrownBy(() -> blindIn(AggregationMode.RECOVERABLE, RowTable.NONE));
        assertThatIllegalArgumentException().isThrownBy(() -> blindIn(AggregationMode.ONE_FLIGHT, new RowTable(40, 3)));
        byte[] bytes = blind.encode().toBytes();
        bytes[bytes.length - 1] = 2;
        assertThatThrownBy(() -> EpochParameters.decode(ByteString.of(bytes)))
                .isInstanceOf(MalformedMessageException.class);
    }

    private static EpochParameters blindIn(AggregationMode mode, RowTable table) {
        return new EpochParameters(
                mode, Ring.Z32, 3, 1, 256, 1000, 64, Digest.of(), Digest.of(), table, ServerView.NOTHING);
    }

    /** One of five platforms comes late; the second epoch is about to begin. */
    private static Simulation joining(long seed) {
        Simulation simulation = Simulation.in(Ring.Z32, ServerView.NOTHING, 5, 7, seed);
        Hospital joiner = simulation.hospitals.get(0);
        joiner.isUp = false;
        simulation.begin().runFor(70);
        simulation.restart(joiner);
        return simulation;
    }

    private static Simulation blind(Ring ring, int platforms, long seed) {
        return Simulation.in(ring, ServerView.NOTHING, platforms, ROUNDS, seed);
    }

    private static boolean contains(byte[] bytes, byte[] sought) {
        for (int from = 0; from + sought.length <= bytes.length; from++) {
            if (bytes[from] == sought[0]
                    && Arrays.equals(bytes, from, from + sought.length, sought, 0, sought.length)) {
                return true;
            }
        }
        return false;
    }
}
