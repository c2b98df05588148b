package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.masking.ServerView;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.SealRequest;
import org.fedner.aggregation.message.SealedSnapshot;
import org.fedner.aggregation.message.SealedState;
import org.fedner.aggregation.message.Snapshot;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;
import org.junit.jupiter.api.Test;

/** A server that is to see nothing and lies, and members that seal what they should not. */
class LyingBlindServerTest extends LyingServerCase {

    @Test
    void anAlteredResultStopsEveryPlatform() {
        Simulation simulation = blind(21);
        lie(simulation, Result.class, (to, result) -> {
            RingVector sum = result.sum().copy();
            sum.set(0, sum.word(0) ^ 1);
            return Result.of(result.context(), result.tag(), result.uploads(), sum);
        });
        simulation.begin().run();
        everyoneStopped(simulation, AbortReason.TAG_WRONG);
    }

    @Test
    void theResultOfAnEarlierRoundUnderThisOnesContextStopsEveryPlatform() {
        Simulation simulation = blind(22);
        RingVector[] first = new RingVector[1];
        lie(simulation, Result.class, (to, result) -> {
            if (!isTraining(result)) {
                return result;
            }
            first[0] = first[0] == null ? result.sum() : first[0];
            return Result.of(result.context(), result.tag(), result.uploads(), first[0]);
        });
        simulation.begin().run();
        everyoneStopped(simulation, AbortReason.TAG_WRONG);
    }

    @Test
    void anOpenWithAnotherStateThanTheNamedOneStops() {
        Simulation simulation = blind(23);
        lie(
                simulation,
                Open.class,
                (to, open) -> new Open(
                        open.epoch(),
                        open.round(),
                        open.attempt(),
                        Hospital.ToyState.INITIAL.digest(), // the true digest, which is not what the members call it
                        open.layout(),
                        open.deadlineMillis(),
                        open.confirmations()));
        simulation.begin().run();
        everyoneStopped(simulation, AbortReason.STATE_DIFFERS);
    }

    @Test
    void aSealThatIsNotForTheJoinerDoesNotOpen() {
        joinerStops(AbortReason.SEAL_BROKEN, snapshot -> {
            byte[] other = snapshot.sealed().toBytes();
            other[other.length / 2] ^= 1;
            return sealed(snapshot, snapshot.sealedBy(), ByteString.of(other));
        });
    }

    @Test
    void aSealOfAnotherMemberThanTheNamedOneDoesNotOpen() {
        Simulation simulation = joining();
        Hospital joiner = simulation.hospitals.get(0);
        lie(simulation, SealedSnapshot.class, (to, snapshot) -> {
            PlatformId other = simulation.hospitals.stream()
                    .map(hospital -> hospital.id)
                    .filter(id -> !id.equals(snapshot.sealedBy()) && !id.equals(joiner.id))
                    .findFirst()
                    .orElseThrow();
            return sealed(snapshot, other, snapshot.sealed());
        });
        simulation.run();
        assertThat(joiner.stopped).containsExactly(AbortReason.SEAL_BROKEN);
    }

    @Test
    void aSealSaidToBeOfTheJoinerItselfDoesNotOpen() {
        Simulation simulation = joining();
        Hospital joiner = simulation.hospitals.get(0);
        lie(simulation, SealedSnapshot.class, (to, snapshot) -> sealed(snapshot, joiner.id, snapshot.sealed()));
        simulation.run();
        assertThat(joiner.stopped).containsExactly(AbortReason.SEAL_BROKEN);
    }

    @Test
    void aSnapshotThatTooFewVouchForIsNotAdopted() {
        joinerStops(
                AbortReason.SNAPSHOT_UNVOUCHED,
                snapshot -> new SealedSnapshot(
                        snapshot.epoch(),
                        snapshot.sealedBy(),
                        snapshot.vouchers().stream()
                                .filter(voucher -> voucher.message().platform().equals(snapshot.sealedBy()))
                                .toList(),
                        snapshot.sealedDigest(),
                        snapshot.sealed()));
    }

    @Test
    void vouchersThatNobodySignedStop() {
        Simulation simulation = joining();
        Hospital joiner = simulation.hospitals.get(0);
        lie(
                simulation,
                SealedSnapshot.class,
                (to, snapshot) -> new SealedSnapshot(
                        snapshot.epoch(),
                        snapshot.sealedBy(),
                        snapshot.vouchers().stream()
                                .map(voucher ->
                                        WireMessage.sign(voucher.message(), snapshot.epoch(), simulation.serverKey))
                                .toList(),
                        snapshot.sealedDigest(),
                        snapshot.sealed()));
        simulation.run();
        assertThat(joiner.stopped).containsExactly(AbortReason.BAD_SIGNATURE);
    }

    /** The server's own idea of a state, in the clear. */
    @Test
    void aSnapshotInTheClearIsIgnored() {
        Simulation simulation = blind(24).begin();
        Hospital victim = simulation.hospitals.get(0);
        while (!(victim.phase instanceof AwaitingFirstOpen)) {
            simulation.deliverNext();
        }
        AwaitingFirstOpen before = (AwaitingFirstOpen) victim.phase;
        Snapshot clear = Snapshot.of(epochOf(simulation), List.of(), ByteString.of((byte) 1));
        PlatformStep step = victim.phase.on(new PlatformEvent.Received(resigned(simulation, clear)));
        assertThat(step.next()).isEqualTo(before);
        assertThat(step.messages()).isEmpty();
    }

    @Test
    void nobodySealsForAStrangerNorForItselfNorAnotherState() {
        Simulation simulation = blind(25).begin();
        Hospital asked = simulation.hospitals.get(0);
        Hospital other = simulation.hospitals.get(1);
        while (!(asked.phase instanceof AwaitingFirstOpen)) {
            simulation.deliverNext();
        }
        AwaitingFirstOpen phase = (AwaitingFirstOpen) asked.phase;
        Digest epoch = epochOf(simulation);
        Digest state = phase.ready().message().state();
        assertThat(sealing(simulation, phase, new SealRequest(epoch, state, other.id)))
                .isPresent();
        assertThat(sealing(simulation, phase, new SealRequest(epoch, state, asked.id)))
                .isEmpty();
        assertThat(sealing(simulation, phase, new SealRequest(epoch, state, new PlatformId(1, 2))))
                .isEmpty();
        assertThat(sealing(simulation, phase, new SealRequest(epoch, Digest.of(), other.id)))
                .isEmpty();
        assertThat(sealing(simulation, phase, new SealRequest(Digest.of(), state, other.id)))
                .isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> phase.on(new PlatformEvent.StateForSealing(epoch, other.id, ByteString.of((byte) 1))));
    }

    /** One key and nonce, and so one plaintext only: the same request twice gives the same bytes. */
    @Test
    void aStateIsSealedForAMemberInOneWayOnly() {
        Simulation simulation = blind(26).begin();
        Hospital asked = simulation.hospitals.get(0);
        while (!(asked.phase instanceof AwaitingFirstOpen)) {
            simulation.deliverNext();
        }
        PlatformEvent event = new PlatformEvent.StateForSealing(
                epochOf(simulation), simulation.hospitals.get(1).id, asked.state.encode());
        assertThat(asked.phase.on(event).messages())
                .isEqualTo(asked.phase.on(event).messages());
        PlatformEvent forAnother = new PlatformEvent.StateForSealing(
                epochOf(simulation), simulation.hospitals.get(2).id, asked.state.encode());
        assertThat(sealedOf(asked.phase.on(event))).isNotEqualTo(sealedOf(asked.phase.on(forAnother)));
    }

    @Test
    void aServerThatShowsItsSumsTakesNoSeals() {
        Simulation simulation = new Simulation(PLATFORMS, ROUNDS, 27).begin();
        Hospital asked = simulation.hospitals.get(0);
        while (!(asked.phase instanceof AwaitingFirstOpen)) {
            simulation.deliverNext();
        }
        AwaitingFirstOpen phase = (AwaitingFirstOpen) asked.phase;
        SealRequest request =
                new SealRequest(epochOf(simulation), phase.ready().message().state(), simulation.hospitals.get(1).id);
        assertThat(sealing(simulation, phase, request)).isEmpty();
    }

    /** A member that holds another state and seals it all the same: the joiner finds out, and nobody else is hurt. */
    @Test
    void aMemberThatSealsAnotherStateIsFoundOut() {
        Simulation simulation = joining();
        Hospital joiner = simulation.hospitals.get(0);
        simulation.mouth = outgoing -> outgoing;
        while (!(simulation.phase instanceof SeekingSeals)) {
            simulation.deliverNext();
        }
        SeekingSeals seeking = (SeekingSeals) simulation.phase;
        Hospital liar = simulation.hospital(seeking.sealers().get(joiner.id));
        AwaitingFirstOpen phase = (AwaitingFirstOpen) liar.phase;
        ByteString wrong = phase.keyed()
                .secrets()
                .sealState(joiner.id, phase.ready().message().state(), Hospital.ToyState.INITIAL.encode());
        WireMessage<SealedState> lied = WireMessage.sign(
                SealedState.of(epochOf(simulation), liar.id, joiner.id, wrong), epochOf(simulation), liar.key);
        simulation.packets.removeIf(packet -> packet.platform().equals(liar.id));
        simulation.say(liar, List.of(lied));
        simulation.run();
        assertThat(joiner.stopped).containsExactly(AbortReason.SNAPSHOT_UNVOUCHED);
        assertThat(simulation.finished()).hasSize(4);
    }

    @Test
    void theServerTakesASealOnlyFromWhomItAsked() {
        Simulation simulation = joining();
        while (!(simulation.phase instanceof SeekingSeals)) {
            simulation.deliverNext();
        }
        SeekingSeals seeking = (SeekingSeals) simulation.phase;
        Hospital joiner = simulation.hospitals.get(0);
        Hospital intruder = simulation.hospitals.stream()
                .filter(hospital -> !seeking.sealers().containsValue(hospital.id) && hospital != joiner)
                .findFirst()
                .orElseThrow();
        WireMessage<SealedState> unasked = WireMessage.sign(
                SealedState.of(epochOf(simulation), intruder.id, joiner.id, ByteString.of(new byte[40])),
                epochOf(simulation),
                intruder.key);
        ServerStep step = seeking.on(new ServerEvent.Received(intruder.id, unasked));
        assertThat(step.next()).isEqualTo(seeking);
        assertThat(step.notices())
                .containsExactly(new ServerNotice.MessageRefused(
                        intruder.id, unasked.message().type(), RefusedMessage.CONTEXT_DIFFERS));
    }

    @Test
    void aSilentSealerIsLeftOut() {
        Simulation simulation = joining();
        while (!(simulation.phase instanceof SeekingSeals)) {
            simulation.deliverNext();
        }
        SeekingSeals seeking = (SeekingSeals) simulation.phase;
        ServerStep step = seeking.on(new ServerEvent.DeadlinePassed());
        assertThat(step.notices())
                .containsExactly(new ServerNotice.EpochEnded(
                        EpochEnd.MEMBERS_SILENT, List.copyOf(seeking.sealers().values())));
    }

    private void joinerStops(AbortReason reason, UnaryOperator<SealedSnapshot> lie) {
        Simulation simulation = joining();
        Hospital joiner = simulation.hospitals.get(0);
        lie(simulation, SealedSnapshot.class, (to, snapshot) -> lie.apply(snapshot));
        simulation.run();
        assertThat(joiner.stopped).containsExactly(reason);
        assertThat(joiner.sums).isEmpty();
    }

    private static SealedSnapshot sealed(SealedSnapshot like, PlatformId by, ByteString sealed) {
        return new SealedSnapshot(like.epoch(), by, like.vouchers(), Digest.of(sealed.toBytes()), sealed);
    }

    private Optional<PlatformNotice> sealing(Simulation simulation, PlatformPhase phase, SealRequest request) {
        PlatformStep step = phase.on(new PlatformEvent.Received(resigned(simulation, request)));
        assertThat(step.next()).isEqualTo(phase);
        assertThat(step.messages()).isEmpty();
        return step.notices().stream()
                .filter(PlatformNotice.SealingWanted.class::isInstance)
                .findFirst();
    }

    private static ByteString sealedOf(PlatformStep step) {
        return step.messages()
                .get(0)
                .as(SealedState.class)
                .orElseThrow()
                .message()
                .sealed();
    }

    /** One of five platforms comes late; the second epoch is about to begin. */
    private static Simulation joining() {
        Simulation simulation = Simulation.in(Ring.Z32, ServerView.NOTHING, 5, 7, 15);
        Hospital joiner = simulation.hospitals.get(0);
        joiner.isUp = false;
        simulation.begin().runFor(70);
        simulation.restart(joiner);
        joiner.isUp = true;
        return simulation;
    }

    private static Simulation blind(long seed) {
        return Simulation.in(Ring.Z32, ServerView.NOTHING, PLATFORMS, ROUNDS, seed);
    }
}
