package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.message.Abort;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.Confirmation;
import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.Finished;
import org.fedner.aggregation.message.KeySet;
import org.fedner.aggregation.message.Keys;
import org.fedner.aggregation.message.Link;
import org.fedner.aggregation.message.LinkSet;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Ready;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.RoundVoid;
import org.fedner.aggregation.message.SignedMessage;
import org.fedner.aggregation.message.SignedRoster;
import org.fedner.aggregation.message.Snapshot;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.signing.SigningKey;
import org.junit.jupiter.api.Test;

/** A server that lies, with its own valid signature: every platform that is lied to stops, and accepts nothing wrong. */
class LyingServerTest {

    private static final int PLATFORMS = 4;
    private static final int ROUNDS = 3;

    private Digest epoch = Digest.of();

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
            int[] sum = result.sum().words().clone();
            for (int j = 0; j < sum.length; j++) {
                sum[j] -= dropped.vector().words()[j];
            }
            Tag rest = new Tag(
                    minus(result.tag().first(), dropped.tag().first()),
                    minus(result.tag().second(), dropped.tag().second()));
            return Result.of(result.context(), rest, RingVector.owning(sum));
        });
        simulation.begin();
        while (!simulation.packets.isEmpty()) {
            Simulation.Packet packet = simulation.packets.element();
            if (packet.toServer()) {
                parsed(packet).as(Upload.class).ifPresent(wire -> uploads.put(packet.platform(), wire.message()));
            }
            simulation.runFor(1);
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
            return replayed ? Result.of(result.context(), first.tag(), first.sum()) : result;
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
                (to, result) -> Result.of(result.context(), result.tag().plus(new Tag(0, 1)), result.sum()));
        simulation.begin().run();
        everyoneStopped(simulation, AbortReason.TAG_WRONG);
    }

    @Test
    void aSumOfAnotherSizeStopsEveryPlatform() {
        Simulation simulation = new Simulation(PLATFORMS, ROUNDS, 25);
        lie(simulation, Result.class, (to, result) -> Result.of(result.context(), result.tag(), RingVector.zero(3)));
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
            simulation.runFor(1);
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
            simulation.runFor(1);
        }
        assertThat(victim.voids).hasSize(1);
        victim.receive(resigned(simulation, kept.get(0)));
        assertThat(victim.stopped).containsExactly(AbortReason.CONTEXT_DIFFERS);
        assertThat(victim.sums).isEmpty();
    }

    @Test
    void aChangedOrExchangedKeyStops() {
        SigningKey forger = SigningKey.generate(new SeededRandom(99));
        victimStops(31, AbortReason.BAD_SIGNATURE, KeySet.class, set -> {
            List<WireMessage<Keys>> keys = new ArrayList<>(set.keys());
            Keys last = keys.get(PLATFORMS - 1).message();
            Keys forged = new Keys(
                    last.epoch(),
                    last.platform(),
                    keys.get(1).message().agreementKey(),
                    last.encapsulationKey(),
                    last.commitment());
            keys.set(PLATFORMS - 1, WireMessage.sign(forged, last.epoch(), forger));
            return new KeySet(set.epoch(), keys);
        });
    }

    @Test
    void aMissingMemberOrAnAlteredOwnKeyStops() {
        victimStops(
                32,
                AbortReason.LIST_ALTERED,
                KeySet.class,
                set -> new KeySet(set.epoch(), set.keys().subList(0, PLATFORMS - 1)));
        victimStops(
                33,
                AbortReason.LIST_ALTERED,
                KeySet.class,
                set -> new KeySet(set.epoch(), set.keys().subList(1, PLATFORMS)));
    }

    @Test
    void linksWithdrawnOrForSomebodyElseStop() {
        victimStops(
                34,
                AbortReason.LIST_ALTERED,
                LinkSet.class,
                set -> new LinkSet(set.epoch(), set.links().subList(1, PLATFORMS - 1)));
        List<LinkSet> sets = new ArrayList<>();
        Simulation simulation = new Simulation(PLATFORMS, ROUNDS, 35);
        Hospital victim = simulation.hospitals.get(3);
        lie(simulation, LinkSet.class, (to, set) -> {
            sets.add(set);
            if (!to.equals(victim.id)) {
                return set;
            }
            List<WireMessage<Link>> links = new ArrayList<>(set.links());
            links.set(1, sets.get(0).links().get(0)); // from hospital 1, but for hospital 0
            return new LinkSet(set.epoch(), links);
        });
        simulation.begin().run();
        assertThat(victim.stopped).containsExactly(AbortReason.LIST_ALTERED);
    }

    @Test
    void aFalseConfirmationStops() {
        victimStops(36, AbortReason.CONFIRMATION_WRONG, Open.class, open -> {
            List<Confirmation> confirmations = new ArrayList<>(open.confirmations());
            Collections.swap(confirmations, 0, 1);
            return new Open(
                    open.epoch(),
                    open.round(),
                    open.attempt(),
                    open.state(),
                    open.layout(),
                    open.deadlineMillis(),
                    confirmations);
        });
    }

    @Test
    void aRosterThatIsStaleOrForgedOrWithoutAMemberStops() {
        Simulation expired = new Simulation(PLATFORMS, ROUNDS, 37);
        expired.roster = expired.roster(1, 1, Simulation.NOW, expired.hospitals);
        expired.begin().run();
        everyoneStopped(expired, AbortReason.STALE_ROSTER);

        Simulation old = new Simulation(PLATFORMS, ROUNDS, 38);
        old.hospitals.forEach(hospital -> hospital.oldestRoster = 2);
        old.begin().run();
        everyoneStopped(old, AbortReason.STALE_ROSTER);

        Simulation forged = new Simulation(PLATFORMS, ROUNDS, 39);
        forged.roster = SignedRoster.sign(forged.roster.roster(), forged.serverKey);
        forged.begin().run();
        everyoneStopped(forged, AbortReason.STALE_ROSTER);

        Simulation unlisted = new Simulation(PLATFORMS, ROUNDS, 40);
        ByteString withoutOne = ByteString.of(
                unlisted.roster(2, Simulation.NOW - 1, Simulation.NOW + 1, unlisted.hospitals.subList(1, PLATFORMS))
                        .encode());
        simulateRoster(
                unlisted,
                roster -> new EpochRoster(
                        roster.federation(),
                        roster.epoch(),
                        roster.serverNonce(),
                        roster.members(),
                        roster.parameters(),
                        withoutOne));
        everyoneStopped(unlisted, AbortReason.NOT_ENROLLED);
    }

    @Test
    void anEpochNumberThatDoesNotIncreaseStops() {
        Simulation simulation = new Simulation(PLATFORMS, ROUNDS, 41).begin().runFor(40);
        simulation.epochs = 0;
        simulation.begin().run();
        everyoneStopped(simulation, AbortReason.EPOCH_NOT_INCREASING);
    }

    @Test
    void parametersThatThePolicyDoesNotAcceptStop() {
        Simulation refused = new Simulation(PLATFORMS, ROUNDS, 42);
        refused.hospitals.forEach(hospital -> hospital.acceptsParameters = false);
        refused.begin().run();
        everyoneStopped(refused, AbortReason.PARAMETERS_REFUSED);

        Simulation small = new Simulation(PLATFORMS, ROUNDS, 43);
        simulateRoster(
                small,
                roster -> new EpochRoster(
                        roster.federation(),
                        roster.epoch(),
                        roster.serverNonce(),
                        roster.members().subList(0, 2),
                        roster.parameters(),
                        roster.signedRoster()));
        assertThat(small.hospitals.subList(0, 2))
                .allSatisfy(hospital -> assertThat(hospital.stopped).containsExactly(AbortReason.PARAMETERS_REFUSED));
    }

    @Test
    void tooManyVoidsOrEpochsStop() {
        Simulation voids = new Simulation(PLATFORMS, ROUNDS, 44);
        voids.hospitals.forEach(hospital -> hospital.voidsAllowed = 1);
        voids.begin().runFor(50);
        for (int i = 0; i < 3; i++) {
            voids.serve(voids.phase.on(new ServerEvent.DeadlinePassed()));
            voids.runFor(8);
        }
        assertThat(voids.hospitals)
                .allSatisfy(hospital -> assertThat(hospital.stopped).containsExactly(AbortReason.BUDGET_EXCEEDED));

        Simulation epochs = new Simulation(PLATFORMS, ROUNDS, 45);
        epochs.hospitals.forEach(hospital -> hospital.epochsAllowed = 1);
        epochs.begin().runFor(40);
        epochs.begin().run();
        everyoneStopped(epochs, AbortReason.BUDGET_EXCEEDED);
    }

    @Test
    void aSnapshotThatTooFewVouchForIsNotAdopted() {
        Simulation simulation = new Simulation(5, 6, 46);
        Hospital joiner = simulation.hospitals.get(0);
        joiner.isUp = false;
        lie(simulation, Snapshot.class, (to, snapshot) -> {
            List<WireMessage<Ready>> asManyAsCollude = snapshot.vouchers().stream()
                    .filter(voucher -> !voucher.message().previousMembers().isEmpty())
                    .limit(1)
                    .toList();
            return Snapshot.of(snapshot.epoch(), asManyAsCollude, snapshot.state());
        });
        simulation.begin().runFor(70);
        simulation.restart(joiner);
        simulation.run();
        assertThat(joiner.stopped).containsExactly(AbortReason.SNAPSHOT_UNVOUCHED);
        assertThat(joiner.state).isEqualTo(Hospital.ToyState.INITIAL);
    }

    @Test
    void anotherStateThanTheVouchedOneIsNotAdopted() {
        Simulation simulation = new Simulation(5, 6, 47);
        Hospital joiner = simulation.hospitals.get(0);
        joiner.isUp = false;
        lie(
                simulation,
                Snapshot.class,
                (to, snapshot) -> Snapshot.of(
                        snapshot.epoch(),
                        snapshot.vouchers(),
                        ByteString.of("a state of the server's own making".getBytes(StandardCharsets.US_ASCII))));
        simulation.begin().runFor(70);
        simulation.restart(joiner);
        simulation.run();
        assertThat(joiner.stopped).containsExactly(AbortReason.SNAPSHOT_UNVOUCHED);
        assertThat(joiner.sums).isEmpty();
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
            int[] sum = result.sum().words().clone();
            lie.accept(sum);
            return Result.of(result.context(), result.tag(), RingVector.owning(sum));
        });
        simulation.begin().run();
        everyoneStopped(simulation, AbortReason.TAG_WRONG);
        assertThat(simulation.hospitals)
                .allSatisfy(hospital -> assertThat(hospital.sums).isEmpty());
    }

    /** One platform is lied to; it stops before it sends anything else. */
    private <M extends SignedMessage> void victimStops(
            int seed, AbortReason reason, Class<M> kind, UnaryOperator<M> lie) {
        Simulation simulation = new Simulation(PLATFORMS, ROUNDS, seed);
        Hospital victim = simulation.hospitals.get(0);
        lie(simulation, kind, (to, message) -> to.equals(victim.id) ? lie.apply(message) : message);
        simulation.begin().run();
        assertThat(victim.stopped).containsExactly(reason);
        assertThat(victim.sums).isEmpty();
    }

    private void simulateRoster(Simulation simulation, UnaryOperator<EpochRoster> lie) {
        lie(simulation, EpochRoster.class, (to, roster) -> {
            EpochRoster other = lie.apply(roster);
            epoch = other.epochDigest();
            return other;
        });
        simulation.begin().run();
    }

    private <M extends SignedMessage> void lie(Simulation simulation, Class<M> kind, BiFunction<PlatformId, M, M> lie) {
        simulation.mouth = outgoing -> {
            if (outgoing.message().message() instanceof EpochRoster roster) {
                epoch = roster.epochDigest();
            }
            return outgoing.message()
                    .as(kind)
                    .map(wire ->
                            new Outgoing(outgoing.to(), resigned(simulation, lie.apply(outgoing.to(), wire.message()))))
                    .orElse(outgoing);
        };
    }

    private WireMessage<?> resigned(Simulation simulation, SignedMessage message) {
        Digest signedFor = message instanceof EpochRoster roster ? roster.epochDigest() : epochOf(simulation);
        return WireMessage.sign(message, signedFor, simulation.serverKey);
    }

    private Digest epochOf(Simulation simulation) {
        return simulation.phase instanceof HostPhase hosting
                ? hosting.hosting().epoch().digest()
                : epoch;
    }

    private static void everyoneStopped(Simulation simulation, AbortReason reason) {
        assertThat(simulation.hospitals)
                .allSatisfy(hospital -> assertThat(hospital.stopped).containsExactly(reason));
    }

    private static boolean isTraining(Result result) {
        return result.sum().size() > 1;
    }

    private static long minus(long a, long b) {
        return Math.floorMod(a - b, (1L << 61) - 1);
    }

    private static WireMessage<?> parsed(Simulation.Packet packet) {
        try {
            return WireMessage.parse(packet.bytes());
        } catch (MalformedMessageException e) {
            throw new AssertionError(e);
        }
    }
}
