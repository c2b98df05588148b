package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Opened;
import org.fedner.aggregation.message.Reveal;
import org.fedner.aggregation.message.SignedMessage;
import org.fedner.aggregation.message.Standing;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.signing.SigningKey;
import org.junit.jupiter.api.Test;

/** A dummy round of mode D, flight by flight: what is said again, taken once, and erased. */
class DummyRoundFlightsTest {

    private static final Digest OTHER = Digest.of(new byte[] {9});

    private final Simulation simulation =
            DiagnosticFederation.of(new Simulation(3, 2, 222)).begin();
    private final Hospital hospital = simulation.hospitals.get(0);

    @Test
    void theOpenAgainIsAnsweredWithTheSameUploadBeforeAndAfterTheSum() {
        AwaitingDummySum uploaded = Moments.of(simulation, hospital, AwaitingDummySum.class);
        says(uploaded, uploaded.request(), uploaded.upload());
        AwaitingOpened opened = Moments.of(simulation, hospital, AwaitingOpened.class);
        says(opened, uploaded.request(), uploaded.upload());
        says(opened, opened.result(), opened.reveal());
    }

    @Test
    void masksJudgeNothingOnceTheyWereOpenedOrTheirPlatformStopped() {
        AwaitingOpened opened = Moments.of(simulation, hospital, AwaitingOpened.class);
        assertJudgesNothing(opened.uploaded());
        assertThat(RoundByHand.stops(opened, new PlatformEvent.StopRequested(), AbortReason.STOPPED))
                .containsExactly(
                        new PlatformNotice.RoundVoided(opened.at().context().digest(), 0, 0, List.of()));
        Simulation other = DiagnosticFederation.of(new Simulation(3, 2, 223)).begin();
        AwaitingDummySum stopped = Moments.of(other, other.hospitals.get(0), AwaitingDummySum.class);
        RoundByHand.stops(stopped, new PlatformEvent.StopRequested(), AbortReason.STOPPED);
        assertJudgesNothing(stopped);
    }

    @Test
    void openingsOfAnotherRoundStop() {
        AwaitingOpened opened = Moments.of(simulation, hospital, AwaitingOpened.class);
        WireMessage<?> other = signed(new Opened(OTHER, List.of(), List.of()), simulation.serverKey);
        RoundByHand.stops(opened, new PlatformEvent.Received(other), AbortReason.CONTEXT_DIFFERS);
    }

    @Test
    void whoComesBackHearsTheSumAndItsUploadAgainIsNothingNew() {
        CollectingReveals phase = Moments.of(simulation, CollectingReveals.class);
        Standing standing = new Standing.InRound(epoch(), 0, 0);
        assertThat(phase.on(new ServerEvent.Reconnected(hospital.id, standing)))
                .isEqualTo(ServerStep.to(phase).sending(List.of(new Outgoing(hospital.id, phase.result()))));
        Upload upload = ((AwaitingDummySum) hospital.phase).upload().message();
        assertThat(tell(phase, hospital, upload)).isEqualTo(ServerStep.to(phase));
        refuses(
                phase,
                hospital,
                Upload.of(upload.context(), upload.platform(), upload.tag().plus(new Tag(1, 0)), upload.vector()),
                RefusedMessage.SECOND_VERSION);
    }

    @Test
    void anOpeningIsItsSendersOwnOfThisRoundAndTakenOnce() {
        Reveal right =
                Moments.of(simulation, hospital, AwaitingOpened.class).reveal().message();
        CollectingReveals phase = (CollectingReveals) simulation.phase;
        refuses(phase, simulation.hospitals.get(1), right, RefusedMessage.CONTEXT_DIFFERS);
        refuses(
                phase,
                hospital,
                new Reveal(OTHER, right.platform(), right.accepts(), right.tagKey(), right.pairs()),
                RefusedMessage.CONTEXT_DIFFERS);
        ServerStep once = tell(phase, hospital, right);
        assertThat(once).isEqualTo(ServerStep.to(once.next()));
        assertThat(((CollectingReveals) once.next()).reveals()).containsOnlyKeys(hospital.id);
        assertThat(tell((HostPhase) once.next(), hospital, right)).isEqualTo(once);
        refuses(
                (HostPhase) once.next(),
                hospital,
                new Reveal(right.context(), right.platform(), !right.accepts(), right.tagKey(), right.pairs()),
                RefusedMessage.SECOND_VERSION);
    }

    private static void assertJudgesNothing(AwaitingDummySum uploaded) {
        assertThatIllegalStateException().isThrownBy(() -> uploaded.masking()
                .accepts(uploaded.upload().message().vector(), Tag.ZERO));
        assertThatIllegalStateException().isThrownBy(() -> uploaded.masking().open());
    }

    private static void says(MemberPhase phase, WireMessage<?> heard, WireMessage<?> answer) {
        PlatformStep step = phase.on(new PlatformEvent.Received(heard));
        assertThat(step.next()).isSameAs(phase);
        assertThat(step.messages().equals(List.of(answer))).isTrue();
        assertThat(step.notices()).isEmpty();
    }

    private Digest epoch() {
        return ((HostPhase) simulation.phase).hosting().epoch().digest();
    }

    private WireMessage<?> signed(SignedMessage message, SigningKey key) {
        return WireMessage.sign(message, epoch(), key);
    }

    private ServerStep tell(HostPhase phase, Hospital from, SignedMessage message) {
        return phase.on(new ServerEvent.Received(from.id, signed(message, from.key)));
    }

    private void refuses(HostPhase phase, Hospital from, SignedMessage message, RefusedMessage why) {
        assertThat(tell(phase, from, message))
                .isEqualTo(
                        ServerStep.to(phase).noticing(new ServerNotice.MessageRefused(from.id, message.type(), why)));
    }
}
