package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.masking.AggregationMode;
import org.fedner.aggregation.masking.ServerView;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;
import org.junit.jupiter.api.Test;

/** Federations whose sums are formed in Z_2^64. */
class WideFederationTest extends LyingServerCase {

    @Test
    @LongRun
    void sumsAtTheEndsOfTheRingAreExact() {
        for (int platforms : new int[] {3, 7, 20}) {
            wide(platforms, 4, platforms).begin().run().assertFinishedInOneState();
        }
    }

    @Test
    void aServerThatRestartsGoesOnWithTheSameSums() {
        Simulation undisturbed = wide(3, ROUNDS, 1).begin().run();
        for (int moment = 20; moment <= undisturbed.delivered; moment += 7) {
            Simulation simulation = wide(3, ROUNDS, 1).begin().runFor(moment);
            if (simulation.finished().isEmpty()) {
                simulation.crashServer();
                simulation.run().assertFinishedInOneState();
                assertThat(simulation.serverState).isEqualTo(undisturbed.serverState);
            }
        }
    }

    /** 2^61 - 1 added to a word: the tag is the same, and the word is out of its bound. */
    @Test
    void aSumThatLiftsLikeTheTrueOneStopsEveryPlatform() {
        Simulation simulation = wide(PLATFORMS, ROUNDS, 2);
        lie(simulation, Result.class, (to, result) -> {
            if (!isTraining(result)) {
                return result;
            }
            RingVector sum = result.sum().copy();
            sum.set(3, sum.word(3) + (sum.word(3) > 0 ? -1 : 1) * ((1L << 61) - 1));
            return Result.of(result.context(), result.tag(), result.uploads(), sum);
        });
        simulation.begin().run();
        everyoneStopped(simulation, AbortReason.TAG_WRONG);
    }

    @Test
    void aResultInTheOtherRingStopsEveryPlatform() {
        Simulation simulation = wide(PLATFORMS, ROUNDS, 3);
        lie(
                simulation,
                Result.class,
                (to, result) -> Result.of(
                        result.context(),
                        result.tag(),
                        result.uploads(),
                        Ring.Z32.zero(result.sum().size())));
        simulation.begin().run();
        everyoneStopped(simulation, AbortReason.TAG_WRONG);
    }

    @Test
    void anUploadInTheOtherRingIsRefused() {
        Simulation simulation = wide(3, ROUNDS, 4).begin();
        while (!(simulation.phase instanceof CollectingInputs)) {
            simulation.deliverNext();
        }
        CollectingInputs collecting = (CollectingInputs) simulation.phase;
        Hospital sender = simulation.hospitals.get(0);
        WireMessage<Upload> upload = WireMessage.sign(
                Upload.of(collecting.context(), sender.id, new Tag(1, 2), Ring.Z32.zero(1)),
                collecting.hosting().epoch().digest(),
                sender.key);
        ServerStep step = simulation.phase.on(new ServerEvent.Received(sender.id, upload));
        assertThat(step.notices())
                .containsExactly(new ServerNotice.MessageRefused(
                        sender.id, upload.message().type(), RefusedMessage.WRONG_SIZE));
    }

    @Test
    void anInputInTheOtherRingIsTheProcesssMistake() {
        Simulation simulation = wide(3, ROUNDS, 5).begin();
        Hospital hospital = simulation.hospitals.get(0);
        while (simulation.packets.stream()
                .noneMatch(packet -> packet.platform().equals(hospital.id)
                        && parsed(packet)
                                .as(Open.class)
                                .filter(open -> open.message().round() == 1)
                                .isPresent())) {
            simulation.deliverNext();
        }
        Simulation.Packet open = simulation.packets.stream()
                .filter(packet -> packet.platform().equals(hospital.id))
                .reduce((first, second) -> second)
                .orElseThrow();
        simulation.packets.stream()
                .filter(packet -> packet.platform().equals(hospital.id) && packet != open)
                .forEach(packet -> hospital.phase = hospital.phase
                        .on(new PlatformEvent.Received(parsed(packet)))
                        .next());
        hospital.phase =
                hospital.phase.on(new PlatformEvent.Received(parsed(open))).next();
        AwaitingInput waiting = (AwaitingInput) hospital.phase;
        Digest context = waiting.at().context().digest();
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> waiting.on(new PlatformEvent.InputReady(context, Ring.Z32.zero(Simulation.INPUT_WORDS))));
    }

    @Test
    void countsThatCouldWrapAreRefusedBeforeTheEpoch() {
        for (int members : List.of(3, 4)) {
            Simulation simulation = new Simulation(members, ROUNDS, 6);
            simulation.parameters = new EpochParameters(
                    AggregationMode.ONE_FLIGHT,
                    Ring.Z32,
                    3,
                    1,
                    Simulation.SIZE_UNIT,
                    Simulation.INPUT_WORDS,
                    Integer.MAX_VALUE / 3,
                    Digest.of(),
                    Digest.of());
            simulation.begin().runFor(4);
            List<AbortReason> expected = members == 3 ? List.of() : List.of(AbortReason.PARAMETERS_REFUSED);
            assertThat(simulation.hospitals.get(0).stopped).isEqualTo(expected);
        }
    }

    @Test
    void aVectorThatNoMessageCanCarryIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> words(Ring.Z64, (1 << 27) + 1));
        assertThat(words(Ring.Z64, 1 << 27).inputWords()).isEqualTo(1 << 27);
        assertThat(words(Ring.Z32, 1 << 28).inputWords()).isEqualTo(1 << 28);
    }

    private static EpochParameters words(Ring ring, int inputWords) {
        return new EpochParameters(
                AggregationMode.ONE_FLIGHT, ring, 3, 1, 256, inputWords, 64, Digest.of(), Digest.of());
    }

    private static Simulation wide(int platforms, long rounds, long seed) {
        return Simulation.in(Ring.Z64, ServerView.SUM, platforms, rounds, seed);
    }
}
