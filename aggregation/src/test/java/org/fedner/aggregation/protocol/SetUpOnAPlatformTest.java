package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fedner.aggregation.encoding.Ring32Vector;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.encoding.RowSet;
import org.fedner.aggregation.message.Abort;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.KeySet;
import org.fedner.aggregation.message.Keys;
import org.fedner.aggregation.message.LinkSet;
import org.fedner.aggregation.message.MessageType;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Ready;
import org.fedner.aggregation.message.SignedMessage;
import org.fedner.aggregation.message.Snapshot;
import org.fedner.aggregation.message.Standing;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Hkdf;
import org.fedner.crypto.expansion.Labels;
import org.fedner.crypto.expansion.Sha256;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An epoch's set-up as one platform sees it: what each phase does with requests, answers of its process, and ends. */
class SetUpOnAPlatformTest {

    private static final Digest STATE = Digest.of(new byte[] {5});
    private static final Digest OTHER = Digest.of(new byte[] {9});

    private final Simulation simulation = new Simulation(3, 2, 84).begin();
    private final Map<PlatformId, WireMessage<?>> linkSets = new HashMap<>();
    private Digest epoch;

    /** The LINKSET of each is on the table. */
    @BeforeEach
    void everyoneHasSealed() {
        epoch = ((HostPhase) simulation.phase).hosting().epoch().digest();
        while (linkSets.size() < 3) {
            Simulation.Packet packet = simulation.packets.remove();
            WireMessage<?> message = LyingServerCase.parsed(packet);
            if (message.message() instanceof LinkSet) {
                linkSets.put(packet.platform(), message);
            } else {
                simulation.deliver(packet);
            }
        }
    }

    @Test
    void beforeARosterThereIsNothingToAnswerAndNothingToErase() {
        PlatformPhase waiting = party(0, 0);
        assertThat(waiting.standing()).isEqualTo(new Standing.Outside());
        RoundByHand.ignores(waiting, fromServer(new Abort(epoch, AbortReason.STOPPED)));
        assertThat(waiting.on(new PlatformEvent.LeaveRequested())).isEqualTo(PlatformStep.to(waiting));
        PlatformStep stopped = waiting.on(new PlatformEvent.StopRequested());
        assertThat(stopped)
                .isEqualTo(PlatformStep.to(new PlatformAborted(AbortReason.STOPPED))
                        .noticing(new PlatformNotice.Stopped(AbortReason.STOPPED)));
    }

    @Test
    void whoHasStoppedOrFinishedAnswersNothingAndErasesWhatStillComes() {
        for (PlatformPhase over : List.of(new PlatformAborted(AbortReason.STOPPED), new PlatformFinished(3))) {
            assertThat(over.standing()).isEqualTo(new Standing.Outside());
            RoundByHand.ignores(over, new PlatformEvent.Received(proposal().roster()));
            assertThat(over.on(new PlatformEvent.StopRequested())).isEqualTo(PlatformStep.to(over));
            Ring32Vector late = RingVector.owning(new int[] {1, 2});
            assertThat(over.on(new PlatformEvent.InputReady(OTHER, late)))
                    .isEqualTo(PlatformStep.to(over).noticing(new PlatformNotice.InputDiscarded(OTHER)));
            assertThat(late.words()).containsOnly(0);
            assertThat(over.on(new PlatformEvent.RowsReady(OTHER, RowSet.none(0))))
                    .isEqualTo(PlatformStep.to(over).noticing(new PlatformNotice.InputDiscarded(OTHER)));
        }
    }

    @Test
    void anAcceptedProposalIsAnsweredWithKeysAndToldToTheProcess() {
        PlatformStep step = party(0, 0).on(new PlatformEvent.Received(proposal().roster()));
        AwaitingKeySet next = (AwaitingKeySet) step.next();
        assertThat(next.standing()).isEqualTo(new Standing.SettingUp(epoch));
        assertThat(step.messages().equals(List.of(next.advertisement()))).isTrue();
        assertThat(step.notices())
                .containsExactly(
                        new PlatformNotice.EpochAccepted(proposal().roster().message(), simulation.parameters));
        PlatformStep again = next.on(new PlatformEvent.Received(proposal().roster()));
        assertThat(again.next()).isSameAs(next);
        assertThat(again.messages().equals(step.messages())).isTrue();
    }

    @Test
    void theLastAcceptedNumberIsNotAcceptedAgainAndTheNextIs() {
        PlatformStep refused =
                party(0, 1).on(new PlatformEvent.Received(proposal().roster()));
        assertThat(refused.next()).isEqualTo(new PlatformAborted(AbortReason.EPOCH_NOT_INCREASING));
        assertThat(refused.messages()).singleElement().satisfies(said -> assertThat(said.message())
                .isEqualTo(new Abort(epoch, AbortReason.EPOCH_NOT_INCREASING)));
        assertThat(party(0, 0)
                        .on(new PlatformEvent.Received(proposal().roster()))
                        .next())
                .isInstanceOf(AwaitingKeySet.class);
    }

    @Test
    void aRequestThatComesAgainIsAnsweredWithTheSameLinks() {
        AwaitingLinkSet phase = sealed(0);
        assertThat(phase.answer()).hasSize(2);
        PlatformStep again = phase.on(new PlatformEvent.Received(phase.request()));
        assertThat(again.next()).isSameAs(phase);
        assertThat(again.messages().equals(phase.answer())).isTrue();
    }

    @Test
    void aLinkSetOfAnotherEpochStopsAndErasesTheKeys() {
        AwaitingLinkSet phase = sealed(0);
        LinkSet set = (LinkSet) linkSets.get(id(0)).message();
        RoundByHand.stops(phase, fromServer(new LinkSet(OTHER, set.links())), AbortReason.LIST_ALTERED);
        assertThatThrownBy(() -> phase.keys().contribution().copy()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void onceKeysAreAgreedTheProcessIsAskedForItsState() {
        PlatformStep step = sealed(0).on(new PlatformEvent.Received(linkSets.get(id(0))));
        assertThat(step.messages()).isEmpty();
        assertThat(step.notices()).containsExactly(new PlatformNotice.StateWanted(epoch));
        AwaitingState agreed = (AwaitingState) step.next();
        assertThat(agreed.on(new PlatformEvent.Received(linkSets.get(id(0))))).isEqualTo(PlatformStep.to(agreed));
        assertThat(agreed.on(state(OTHER, STATE, 0, List.of()))).isEqualTo(PlatformStep.to(agreed));
        stopsAndErases(agreed, agreed.secrets());
    }

    @Test
    void theStateIsNamedWithWhoVerifiedItAndAConfirmationForEachLink() {
        PlatformStep step = agreed(0).on(state(epoch, STATE, 4, ids()));
        AwaitingFirstOpen ready = (AwaitingFirstOpen) step.next();
        Ready said = (Ready) step.messages().get(0).message();
        assertThat(said.state()).isEqualTo(STATE);
        assertThat(said.modelRound()).isEqualTo(4);
        assertThat(said.previousMembers()).isEqualTo(ids());
        assertThat(said.confirmations()).hasSize(2);
        PlatformStep again = ready.on(new PlatformEvent.Received(linkSets.get(id(0))));
        assertThat(again.next()).isSameAs(ready);
        assertThat(again.messages().equals(step.messages())).isTrue();
        assertThat(ready.on(state(epoch, OTHER, 4, ids()))).isEqualTo(PlatformStep.to(ready)); // it is named once
        assertThat(ready.on(new PlatformEvent.InputReady(OTHER, RingVector.owning(new int[2])))
                        .notices())
                .containsExactly(new PlatformNotice.InputDiscarded(OTHER));
        assertThat(ready.on(new PlatformEvent.StateForSealing(OTHER, id(1), ByteString.of(new byte[1]))))
                .isEqualTo(PlatformStep.to(ready));
        stopsAndErases(ready, ready.keyed().secrets());
    }

    @Test
    void theTranscriptIsOfTheEpochAndEveryonesKeysWithTheirSignatures() {
        List<WireMessage<Keys>> keys = ((KeySet) sealed(0).request().message()).keys();
        assertThat(sealed(0).transcript())
                .isEqualTo(Digest.of(Labels.label(
                        "transcript",
                        epoch.bytes(),
                        keys.get(0).bytes(),
                        keys.get(1).bytes(),
                        keys.get(2).bytes())));
    }

    @Test
    void theGroupSecretIsMadeOfEveryonesContributions() {
        Digest transcript = sealed(0).transcript();
        Sha256 kappa = new Sha256().update(Labels.label("kappa", transcript.bytes()));
        for (int i = 0; i < 3; i++) {
            kappa.update(sealed(i).keys().contribution().exposeSecret());
        }
        try (SecretBytes groupSecret = SecretBytes.owning(kappa.finish())) {
            byte[] name = Hkdf.expand(groupSecret, Labels.label("state", STATE.bytes()), Sha256.DIGEST_BYTES)
                    .exposeSecret();
            assertThat(agreed(0).secrets().secretName(STATE)).isEqualTo(new Digest(name));
        }
    }

    @Test
    void aStateHasARoundAndItsPlatformASentence() {
        for (int[] wrong : new int[][] {{-1, 1}, {0, 0}}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new PlatformEvent.StateReported(epoch, STATE, wrong[0], List.of(), wrong[1]));
        }
        assertThat(new PlatformEvent.StateReported(epoch, STATE, 0, List.of(), 1).modelRound())
                .isZero();
    }

    @Test
    void theFirstOpenIsThatOfTheSizeRoundInThisEpoch() {
        Open open = new Open(OTHER, 0, 0, STATE, STATE, 1000, List.of());
        RoundByHand.stops(ready(0), fromServer(open), AbortReason.CONTEXT_DIFFERS);
        Open later = new Open(epoch, 1, 0, STATE, STATE, 1000, List.of());
        RoundByHand.stops(ready(1), fromServer(later), AbortReason.ROUND_NOT_INCREASING);
        Open unconfirmed = new Open(epoch, 0, 0, STATE, STATE, 1000, List.of());
        RoundByHand.stops(ready(2), fromServer(unconfirmed), AbortReason.CONFIRMATION_WRONG);
    }

    @Test
    void aSnapshotOfTheStateThatIsHeldIsAnsweredWithTheSameReady() {
        AwaitingFirstOpen ready = readyIn(0, Digest.of(new byte[] {1, 2, 3}));
        PlatformStep step = ready.on(fromServer(Snapshot.of(epoch, List.of(), ByteString.of(new byte[] {1, 2, 3}))));
        assertThat(step.next()).isSameAs(ready);
        assertThat(step.messages().equals(List.of(ready.ready()))).isTrue();
    }

    @Test
    void aVouchedSnapshotIsOfferedAndAdoptedAsItIsOrNotAtAll() {
        AwaitingAdoption offered = offered(0);
        assertThat(offered.on(new PlatformEvent.Received(offered.request()))).isEqualTo(PlatformStep.to(offered));
        StateChain vouched = offered.vouched();
        assertThat(offered.on(state(OTHER, vouched.digest(), vouched.modelRound(), List.of())))
                .isEqualTo(PlatformStep.to(offered));
        PlatformStep adopted = offered.on(state(epoch, vouched.digest(), vouched.modelRound(), List.of()));
        Ready said = (Ready) adopted.messages().get(0).message();
        assertThat(Vouching.named(said)).isEqualTo(vouched);
        assertThat(said.previousMembers()).isEmpty();
        RoundByHand.stops(
                offered(1),
                state(epoch, vouched.digest(), vouched.modelRound() + 1, List.of()),
                AbortReason.STATE_DIFFERS);
        RoundByHand.stops(
                offered(2), state(epoch, vouched.digest(), vouched.modelRound(), ids()), AbortReason.STATE_DIFFERS);
    }

    @Test
    void whoStopsWithASnapshotBeforeItErasesItsSecrets() {
        AwaitingAdoption offered = offered(0);
        stopsAndErases(offered, offered.keyed().secrets());
    }

    @Test
    void theServersAbortEndsTheEpochAndErasesItsSecretsAndTheNextMayCome() {
        AwaitingFirstOpen ready = ready(0);
        PlatformStep step = ready.on(fromServer(new Abort(epoch, AbortReason.STOPPED)));
        assertThat(step.next().standing()).isEqualTo(new Standing.Outside());
        assertThat(step.messages()).isEmpty();
        assertThat(step.notices()).containsExactly(new PlatformNotice.EpochStopped(AbortReason.STOPPED));
        assertErased(ready.keyed().secrets());
        assertThat(((AwaitingRoster) step.next()).lastEpoch()).isEqualTo(1);
    }

    @Test
    void aLaterProposalReplacesTheEpochAndErasesItsSecrets() {
        AwaitingFirstOpen ready = ready(0);
        WireMessage<?> later = ServerPhase.beginEpoch(
                        simulation.phase, simulation.server, 2, simulation.parameters, ids(), simulation.roster)
                .messages()
                .get(0)
                .message();
        PlatformStep step = ready.on(new PlatformEvent.Received(later));
        assertThat(step.next()).isInstanceOf(AwaitingKeySet.class);
        assertThat(step.messages())
                .singleElement()
                .satisfies(said -> assertThat(said.message().type()).isEqualTo(MessageType.KEYS));
        assertErased(ready.keyed().secrets());
    }

    @Test
    void theProposalOfThisEpochAgainIsNoLaterOne() {
        AwaitingFirstOpen ready = ready(0);
        RoundByHand.ignores(ready, new PlatformEvent.Received(proposal().roster()));
    }

    private void stopsAndErases(MemberPhase phase, EpochSecrets secrets) {
        assertThat(RoundByHand.stops(phase, new PlatformEvent.StopRequested(), AbortReason.STOPPED))
                .isEmpty();
        assertErased(secrets);
    }

    private static void assertErased(EpochSecrets secrets) {
        assertThatThrownBy(() -> secrets.secretName(OTHER)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(secrets::advance).isInstanceOf(IllegalStateException.class);
    }

    private PlatformPhase party(int number, long lastEpoch) {
        Hospital hospital = simulation.hospitals.get(number);
        return PlatformPhase.awaitingRoster(
                new PlatformParty(simulation.authority.verifyingKey(), hospital.key, hospital, new SeededRandom(1)),
                lastEpoch);
    }

    private AdvertisingKeys proposal() {
        return (AdvertisingKeys) new Simulation(3, 2, 84).begin().phase;
    }

    private AwaitingLinkSet sealed(int number) {
        return (AwaitingLinkSet) simulation.hospitals.get(number).phase;
    }

    private AwaitingState agreed(int number) {
        return (AwaitingState) sealed(number)
                .on(new PlatformEvent.Received(linkSets.get(id(number))))
                .next();
    }

    private AwaitingFirstOpen ready(int number) {
        return readyIn(number, STATE);
    }

    private AwaitingFirstOpen readyIn(int number, Digest state) {
        return (AwaitingFirstOpen)
                agreed(number).on(state(epoch, state, 0, List.of())).next();
    }

    /** The two others vouch for it. */
    private AwaitingAdoption offered(int number) {
        ByteString state = ByteString.of(new byte[] {7});
        List<WireMessage<Ready>> vouchers = simulation.hospitals.stream()
                .filter(hospital -> !hospital.id.equals(id(number)))
                .map(hospital -> WireMessage.sign(
                        new Ready(epoch, hospital.id, Digest.of(state.toBytes()), 6, ids(), List.of()),
                        epoch,
                        hospital.key))
                .toList();
        PlatformStep step = ready(number).on(fromServer(Snapshot.of(epoch, vouchers, state)));
        assertThat(step.notices())
                .containsExactly(new PlatformNotice.SnapshotOffered(epoch, state, Digest.of(state.toBytes()), 6));
        return (AwaitingAdoption) step.next();
    }

    private static PlatformEvent.StateReported state(
            Digest epoch, Digest state, long modelRound, List<PlatformId> previous) {
        return new PlatformEvent.StateReported(epoch, state, modelRound, previous, 100);
    }

    private PlatformEvent.Received fromServer(SignedMessage message) {
        return new PlatformEvent.Received(WireMessage.sign(message, epoch, simulation.serverKey));
    }

    private List<PlatformId> ids() {
        return simulation.hospitals.stream().map(hospital -> hospital.id).toList();
    }

    private PlatformId id(int number) {
        return simulation.hospitals.get(number).id;
    }
}
