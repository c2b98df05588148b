package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.fedner.aggregation.encoding.Ring32Vector;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.message.Abort;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Finished;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.RoundVoid;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.signing.SigningKey;
import org.junit.jupiter.api.Test;

/** A server that lies in a round: every platform that is lied to stops, and accepts nothing wrong. */
class LyingServerTest extends LyingServerCase {

    @Test
    void oneAlteredCoordinateStopsEveryPlatform() {
        everyPlatformRefusesTheSum(sum -> sum[5]++);
    }

    @Test
    void twoToThe31AddedStopsEveryPlatform() {
        everyPlatformRefusesTheSum(sum -> sum[3] += Integer.MIN_VALUE);
    }

    @Test
    void swappedCoordinatesStopEveryPlatform() {
        everyPlatformRefusesTheSum(sum -> {
            int first = sum[1];
            sum[1] = sum[2];
            sum[2] = first == sum[2] ? first + 1 : first;
        });
    }

    @Test
    void aDroppedPlatformsVectorStopsEveryPlatform() {
        Map<PlatformId, Upload> uploads = new HashMap<>();
        Simulation simulation = new Simulation(PLATFORMS, ROUNDS, 21);
        lie(simulation, Result.class, (to, result) -> {
            Upload dropped = uploads.values().iterator().next();
            if (!dropped.context().equals(result.context())) {
                return result;
            }
            int[] sum = ((Ring32Vector) result.sum()).words().clone();
            for (int j = 0; j < sum.length; j++) {
                sum[j] -= ((Ring32Vector) dropped.vector()).words()[j];
            }
            Tag rest = new Tag(
                    minus(result.tag().first(), dropped.tag().first()),
                    minus(result.tag().second(), dropped.tag().second()));
            return Result.of(result.context(), rest, result.uploads(), RingVector.owning(sum));
        });
        simulation.begin();
        while (!simulation.packets.isEmpty()) {
            Simulation.Packet packet = simulation.packets.element();
            if (packet.toServer()) {
                parsed(packet).as(Upload.class).ifPresent(wire -> uploads.put(packet.platform(), wire.message()));
            }
            simulation.deliverNext();
        }
        everyoneStopped(simulation, AbortReason.TAG_WRONG);
        assertThat(simulation.hospitals)
                .allSatisfy(hospital -> assertThat(hospital.sums).isEmpty());
    }

    @Test
    void anOldSumUnderANewContextStopsEveryPlatform() {
        List<Result> old = new ArrayList<>();
        Simulation simulation = new Simulation(PLATFORMS, ROUNDS, 22);
        lie(simulation, Result.class, (to, result) -> {
            old.add(result);
            boolean replayed = result.sum().size() > 1
                    && old.stream()
                            .anyMatch(earlier ->
                                    isTraining(earlier) && !earlier.context().equals(result.context()));
            Result first =
                    old.stream().filter(LyingServerTest::isTraining).findFirst().orElse(result);
            return replayed ? Result.of(result.context(), first.tag(), first.uploads(), first.sum()) : result;
        });
        simulation.begin().run();
        everyoneStopped(simulation, AbortReason.TAG_WRONG);
        assertThat(simulation.hospitals)
                .allSatisfy(hospital -> assertThat(hospital.sums).hasSize(1));
    }

    @Test
    void anOldResultAsItWasIsNoAnswerToANewRound() {
        List<WireMessage<?>> old = new ArrayList<>();
        Simulation simulation = new Simulation(PLATFORMS, ROUNDS, 23);
        simulation.mouth = outgoing -> {
            if (outgoing.message().message() instanceof Result) {
                old.add(outgoing.message());
                return new Outgoing(outgoing.to(), old.get(0)); // the size round's, for ever
            }
            return outgoing;
        };
        simulation.begin().run();
        assertThat(simulation.hospitals)
                .allSatisfy(hospital -> assertThat(hospital.sums).isEmpty());
        assertThat(simulation.finished()).isEmpty();
    }

    @Test
    void anAlteredTagStopsEveryPlatform() {
        Simulation simulation = new Simulation(PLATFORMS, ROUNDS, 24);
        lie(
                simulation,
                Result.class,
                (to, result) ->
                        Result.of(result.context(), result.tag().plus(new Tag(0, 1)), result.uploads(), result.sum()));
        simulation.begin().run();
        everyoneStopped(simulation, AbortReason.TAG_WRONG);
    }

    @Test
    void aSumOfAnotherSizeStopsEveryPlatform() {
        Simulation simulation = new Simulation(PLATFORMS, ROUNDS, 25);
        lie(
                simulation,
                Result.class,
                (to, result) ->
                        Result.of(result.context(), result.tag(), result.uploads(), RingVector.owning(new int[3])));
        simulation.begin().run();
        everyoneStopped(simulation, AbortReason.TAG_WRONG);
    }

    @Test
    void whoIsShownAnotherStateStops() {
        victimStops(
                26,
                AbortReason.STATE_DIFFERS,
                Open.class,
                open -> new Open(
                        open.epoch(),
                        open.round(),
                        open.attempt(),
                        Digest.of(new byte[] {9}),
                        open.layout(),
                        open.deadlineMillis(),
                        open.confirmations()));
    }

    @Test
    void whoIsShownAnotherLayoutStops() {
        victimStops(
                27,
                AbortReason.CONTEXT_DIFFERS,
                Open.class,
                open -> new Open(
                        open.epoch(),
                        open.round(),
                        open.attempt(),
                        open.state(),
                        Digest.of(new byte[] {9}),
                        open.deadlineMillis(),
                        open.confirmations()));
    }

    @Test
    void aSkippedRoundStops() {
        victimStops(
                28,
                AbortReason.ROUND_NOT_INCREASING,
                Open.class,
                open -> new Open(
                        open.epoch(),
                        open.round() + 1,
                        open.attempt(),
                        open.state(),
                        open.layout(),
                        open.deadlineMillis(),
                        open.confirmations()));
    }

    @Test
    void aSecondRequestForOneAttemptWithOtherContentStops() {
        Simulation simulation = new Simulation(PLATFORMS, ROUNDS, 29).begin();
        Hospital victim = simulation.hospitals.get(0);
        while (!(victim.phase instanceof AwaitingResult)) {
            simulation.deliverNext();
        }
        Open open = ((AwaitingResult) victim.phase).request().message();
        Open other = new Open(
                open.epoch(),
                open.round(),
                open.attempt(),
                Digest.of(new byte[] {8}),
                open.layout(),
                open.deadlineMillis(),
                List.of());
        List<WireMessage<?>> answers = victim.receive(WireMessage.sign(other, open.epoch(), simulation.serverKey));
        assertThat(victim.stopped).containsExactly(AbortReason.CONTEXT_DIFFERS);
        assertThat(answers).singleElement().satisfies(answer -> assertThat(answer.message())
                .isEqualTo(new Abort(open.epoch(), AbortReason.CONTEXT_DIFFERS)));
    }

    @Test
    void aResultAfterAVoidOfTheSameContextStops() {
        Simulation simulation = new Simulation(PLATFORMS, ROUNDS, 30);
        List<Result> kept = new ArrayList<>();
        simulation.mouth = outgoing -> {
            if (outgoing.message().message() instanceof Result result
                    && result.sum().size() > 1) {
                kept.add(result);
                return new Outgoing(outgoing.to(), resigned(simulation, new RoundVoid(result.context(), List.of())));
            }
            return outgoing;
        };
        simulation.begin();
        Hospital victim = simulation.hospitals.get(0);
        while (victim.voids.isEmpty()) {
            simulation.deliverNext();
        }
        assertThat(victim.voids).hasSize(1);
        victim.receive(resigned(simulation, kept.get(0)));
        assertThat(victim.stopped).containsExactly(AbortReason.CONTEXT_DIFFERS);
        assertThat(victim.sums).isEmpty();
    }

    @Test
    void aFinishInAnotherStateStops() {
        Simulation simulation = new Simulation(PLATFORMS, ROUNDS, 48);
        lie(
                simulation,
                Finished.class,
                (to, finished) -> new Finished(finished.epoch(), finished.state(), finished.modelRound() + 1));
        simulation.begin().run();
        everyoneStopped(simulation, AbortReason.STATE_DIFFERS);
    }

    @Test
    void aServersMessageWithoutItsSignatureStops() {
        SigningKey forger = SigningKey.generate(new SeededRandom(98));
        Simulation simulation = new Simulation(PLATFORMS, ROUNDS, 49);
        simulation.mouth = outgoing -> outgoing.message().message() instanceof Open open
                ? new Outgoing(outgoing.to(), WireMessage.sign(open, open.epoch(), forger))
                : outgoing;
        simulation.begin().run();
        everyoneStopped(simulation, AbortReason.BAD_SIGNATURE);
    }

    private void everyPlatformRefusesTheSum(Consumer<int[]> lie) {
        Simulation simulation = new Simulation(PLATFORMS, ROUNDS, 20);
        lie(simulation, Result.class, (to, result) -> {
            if (!isTraining(result)) {
                return result;
            }
            int[] sum = ((Ring32Vector) result.sum()).words().clone();
            lie.accept(sum);
            return Result.of(result.context(), result.tag(), result.uploads(), RingVector.owning(sum));
        });
        simulation.begin().run();
        everyoneStopped(simulation, AbortReason.TAG_WRONG);
        assertThat(simulation.hospitals)
                .allSatisfy(hospital -> assertThat(hospital.sums).isEmpty());
    }
}
