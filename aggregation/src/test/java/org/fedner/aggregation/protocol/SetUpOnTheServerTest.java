package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.Confirmation;
import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.Keys;
import org.fedner.aggregation.message.Link;
import org.fedner.aggregation.message.MessageType;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Ready;
import org.fedner.aggregation.message.SignedMessage;
import org.fedner.aggregation.message.Standing;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;
import org.junit.jupiter.api.Test;

/** An epoch's set-up on the server, flight by flight: what counts, what is sent again, and who is named as silent. */
class SetUpOnTheServerTest {

    private static final Digest OTHER = Digest.of(new byte[] {9});

    private final Simulation simulation = new Simulation(3, 2, 72).begin();
    private final Hospital first = simulation.hospitals.get(0);
    private final Hospital second = simulation.hospitals.get(1);
    private final Hospital third = simulation.hospitals.get(2);

    @Test
    void keysAreTheirSendersOwnAndOfThisEpoch() {
        AdvertisingKeys phase = (AdvertisingKeys) simulation.phase;
        Keys keys = keysOf(first);
        refuses(phase, first, keysOf(second), RefusedMessage.CONTEXT_DIFFERS);
        refuses(
                phase,
                first,
                new Keys(OTHER, first.id, keys.agreementKey(), keys.encapsulationKey(), keys.commitment()),
                RefusedMessage.CONTEXT_DIFFERS);
        HostPhase next = accepts(phase, first, keys);
        assertThat(accepts(next, first, keys)).isSameAs(next);
        refuses(
                next,
                first,
                new Keys(epoch(), first.id, keys.agreementKey(), keys.encapsulationKey(), OTHER),
                RefusedMessage.SECOND_VERSION);
    }

    @Test
    void linksAreTheirSendersOwnOfThisEpochAndForAnotherMember() {
        Linking phase = Moments.of(simulation, Linking.class);
        Link link = new Link(epoch(), first.id, second.id, zeros(Link.ENCAPSULATION_BYTES), zeros(Link.SEALED_BYTES));
        refuses(phase, third, link, RefusedMessage.CONTEXT_DIFFERS);
        refuses(
                phase,
                first,
                new Link(OTHER, first.id, second.id, link.encapsulation(), link.sealed()),
                RefusedMessage.CONTEXT_DIFFERS);
        refuses(
                phase,
                first,
                new Link(epoch(), first.id, new PlatformId(1, 1), link.encapsulation(), link.sealed()),
                RefusedMessage.CONTEXT_DIFFERS);
        HostPhase next = accepts(phase, first, link);
        assertThat(accepts(next, first, link)).isSameAs(next);
        ByteString others = ByteString.of(Arrays.copyOf(new byte[] {1}, Link.SEALED_BYTES));
        refuses(
                next,
                first,
                new Link(epoch(), first.id, second.id, link.encapsulation(), others),
                RefusedMessage.SECOND_VERSION);
    }

    @Test
    void aReadyIsItsSendersOwnOfThisEpochAndConfirmsEveryLink() {
        AgreeingOnState phase = Moments.of(simulation, AgreeingOnState.class);
        Confirmation confirmation = new Confirmation(zeros(Confirmation.BYTES));
        List<Confirmation> two = List.of(confirmation, confirmation);
        Ready ready = new Ready(epoch(), first.id, OTHER, 0, List.of(), two);
        refuses(phase, second, ready, RefusedMessage.CONTEXT_DIFFERS);
        refuses(phase, first, new Ready(OTHER, first.id, OTHER, 0, List.of(), two), RefusedMessage.CONTEXT_DIFFERS);
        refuses(
                phase,
                first,
                new Ready(epoch(), first.id, OTHER, 0, List.of(), List.of(confirmation)),
                RefusedMessage.CONTEXT_DIFFERS);
        HostPhase next = accepts(phase, first, ready);
        assertThat(accepts(next, first, ready)).isSameAs(next);
        refuses(next, first, new Ready(epoch(), first.id, OTHER, 1, List.of(), two), RefusedMessage.SECOND_VERSION);
    }

    @Test
    void aDeadlineEndsTheSetUpAndNamesWhoIsSilentInThatFlight() {
        AdvertisingKeys advertising = (AdvertisingKeys) simulation.phase;
        endsNaming(accepts(advertising, second, keysOf(second)), first, third);
        Linking linking = Moments.of(simulation, Linking.class);
        HostPhase oneLink = linking;
        for (Hospital to : List.of(first, third)) {
            oneLink = accepts(
                    oneLink,
                    second,
                    new Link(epoch(), second.id, to.id, zeros(Link.ENCAPSULATION_BYTES), zeros(Link.SEALED_BYTES)));
        }
        endsNaming(oneLink, first, third);
    }

    @Test
    void aMemberThatSealedForSomeOnlyIsSilentToo() {
        Linking linking = Moments.of(simulation, Linking.class);
        HostPhase half = linking;
        for (Hospital from : List.of(first, second)) {
            half = accepts(
                    half,
                    from,
                    new Link(epoch(), from.id, third.id, zeros(Link.ENCAPSULATION_BYTES), zeros(Link.SEALED_BYTES)));
        }
        endsNaming(half, first, second, third);
    }

    @Test
    void whoDoesNotNameItsStateIsSilent() {
        AgreeingOnState agreeing = Moments.of(
                simulation, AgreeingOnState.class, phase -> phase.readies().size() == 2);
        PlatformId silent = simulation.hospitals.stream()
                .map(hospital -> hospital.id)
                .filter(id -> !agreeing.readies().containsKey(id))
                .findFirst()
                .orElseThrow();
        assertThat(agreeing.on(new ServerEvent.DeadlinePassed()).notices())
                .containsExactly(new ServerNotice.EpochEnded(EpochEnd.MEMBERS_SILENT, List.of(silent)));
    }

    @Test
    void whoConnectsAgainHearsTheFlightThatItMayHaveMissed() {
        hears((HostPhase) simulation.phase, MessageType.ROSTER);
        hears(Moments.of(simulation, Linking.class), MessageType.KEYSET);
        hears(Moments.of(simulation, AgreeingOnState.class), MessageType.LINKSET);
        hears(Moments.of(simulation, CollectingInputs.class), MessageType.OPEN);
        hears(
                Moments.of(
                        simulation, CollectingInputs.class, phase -> phase.at().round() == 1),
                MessageType.RESULT,
                MessageType.OPEN);
    }

    @Test
    void whoAdvertisedKeysAndLostThemEndsTheEpoch() {
        AdvertisingKeys phase = (AdvertisingKeys) simulation.phase;
        ServerStep unheard = phase.on(new ServerEvent.Reconnected(first.id, new Standing.InRound(OTHER, 3, 0)));
        assertThat(unheard.next()).isSameAs(phase);
        assertThat(types(unheard)).containsExactly(MessageType.ROSTER);
        endsBecauseRestarted(accepts(phase, first, keysOf(first)), new Standing.Outside());
        endsBecauseRestarted(Moments.of(simulation, Linking.class), new Standing.SettingUp(OTHER));
        endsBecauseRestarted(Moments.of(simulation, AgreeingOnState.class), new Standing.InRound(OTHER, 0, 0));
    }

    /** Its number is accepted, durably, before its keys leave: proposed again, it would stop the platform for good. */
    @Test
    void whoeverMayHaveAcceptedTheEpochAndDiedBeforeItsKeysCameEndsTheEpoch() {
        endsBecauseRestarted((AdvertisingKeys) simulation.phase, new Standing.Outside());
    }

    @Test
    void whoeverIsNoMemberHearsNothing() {
        for (HostPhase phase : List.of(
                (HostPhase) simulation.phase,
                Moments.of(simulation, Linking.class),
                Moments.of(simulation, CollectingInputs.class))) {
            ServerStep step =
                    phase.on(new ServerEvent.Reconnected(new PlatformId(1, 1), new Standing.SettingUp(epoch())));
            assertThat(step).isEqualTo(ServerStep.to(phase));
        }
    }

    @Test
    void theOperatorsStopIsToldToEveryMemberAndEndsTheEpoch() {
        HostPhase phase = Moments.of(simulation, Linking.class);
        ServerStep step = phase.on(new ServerEvent.StopRequested(AbortReason.STOPPED));
        assertThat(step.next()).isInstanceOf(EpochOver.class);
        assertThat(step.messages().stream().map(Outgoing::to)).containsExactly(first.id, second.id, third.id);
        assertThat(types(step)).containsOnly(MessageType.ABORT);
        assertThat(step.notices()).containsExactly(new ServerNotice.EpochEnded(EpochEnd.REQUESTED, List.of()));
    }

    @Test
    void membershipsAreWithinTheParametersLimits() {
        List<PlatformId> three =
                Stream.of(first, second, third).map(hospital -> hospital.id).toList();
        assertThat(propose(simulation.parameters, three).next()).isInstanceOf(AdvertisingKeys.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> propose(Simulation.parameters(4, Simulation.INPUT_WORDS), three))
                .withMessageContaining("an epoch of 3 members, at least 4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> propose(simulation.parameters, List.of(first.id, second.id, new PlatformId(-1, -1))))
                .withMessageContaining("not enrolled");
    }

    @Test
    void everyEpochIsProposedUnderANonceOfItsOwn() {
        List<PlatformId> three =
                simulation.hospitals.stream().map(hospital -> hospital.id).toList();
        EpochRoster one = proposal(propose(simulation.parameters, three));
        EpochRoster other = proposal(propose(simulation.parameters, three));
        assertThat(one.serverNonce()).isNotEqualTo(other.serverNonce());
        assertThat(one.serverNonce()).isNotEqualTo(zeros(EpochRoster.NONCE_BYTES));
    }

    private ServerStep propose(EpochParameters parameters, List<PlatformId> members) {
        return ServerPhase.beginEpoch(
                ServerPhase.noEpoch(), simulation.server, 7, parameters, members, simulation.roster);
    }

    private static EpochRoster proposal(ServerStep step) {
        return ((HostPhase) step.next()).hosting().epoch().proposal();
    }

    private Keys keysOf(Hospital hospital) {
        if (!(hospital.phase instanceof AwaitingKeySet)) {
            hospital.receive(((AdvertisingKeys) simulation.phase).roster());
        }
        return ((AwaitingKeySet) hospital.phase).advertisement().message();
    }

    private static ByteString zeros(int bytes) {
        return ByteString.of(new byte[bytes]);
    }

    private Digest epoch() {
        return ((HostPhase) simulation.phase).hosting().epoch().digest();
    }

    private ServerStep tell(HostPhase phase, Hospital from, SignedMessage message) {
        return phase.on(new ServerEvent.Received(from.id, WireMessage.sign(message, epoch(), from.key)));
    }

    private HostPhase accepts(HostPhase phase, Hospital from, SignedMessage message) {
        ServerStep step = tell(phase, from, message);
        assertThat(step.notices()).isEmpty();
        assertThat(step.messages()).isEmpty();
        return (HostPhase) step.next();
    }

    private void refuses(HostPhase phase, Hospital from, SignedMessage message, RefusedMessage why) {
        ServerStep step = tell(phase, from, message);
        assertThat(step.next()).isSameAs(phase);
        assertThat(step.messages()).isEmpty();
        assertThat(step.notices()).containsExactly(new ServerNotice.MessageRefused(from.id, message.type(), why));
    }

    private static void endsNaming(HostPhase phase, Hospital... silent) {
        ServerStep step = phase.on(new ServerEvent.DeadlinePassed());
        assertThat(step.next()).isInstanceOf(EpochOver.class);
        assertThat(step.notices())
                .containsExactly(new ServerNotice.EpochEnded(
                        EpochEnd.MEMBERS_SILENT,
                        Stream.of(silent).map(hospital -> hospital.id).toList()));
    }

    private void endsBecauseRestarted(HostPhase phase, Standing standing) {
        ServerStep step = phase.on(new ServerEvent.Reconnected(first.id, standing));
        assertThat(step.next()).isInstanceOf(EpochOver.class);
        assertThat(step.messages()).isEmpty();
        assertThat(step.notices())
                .containsExactly(new ServerNotice.EpochEnded(EpochEnd.MEMBER_RESTARTED, List.of(first.id)));
    }

    private void hears(HostPhase phase, MessageType... flight) {
        ServerStep step = phase.on(new ServerEvent.Reconnected(third.id, new Standing.SettingUp(epoch())));
        assertThat(step.next()).isSameAs(phase);
        assertThat(step.notices()).isEmpty();
        assertThat(step.messages().stream().map(Outgoing::to)).containsOnly(third.id);
        assertThat(types(step)).containsExactly(flight);
    }

    private static List<MessageType> types(ServerStep step) {
        return step.messages().stream()
                .map(outgoing -> outgoing.message().message().type())
                .toList();
    }
}
