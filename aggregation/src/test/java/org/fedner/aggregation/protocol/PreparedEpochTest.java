package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.fedner.aggregation.message.Abort;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.KeySet;
import org.fedner.aggregation.message.MessageType;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Prepare;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;
import org.junit.jupiter.api.Test;

/** An epoch that is prepared beside another, by hand: two of three are in round 1 of the present one. */
class PreparedEpochTest {

    private final RoundByHand round = new RoundByHand(new Simulation(3, 2, 85));
    private final Simulation simulation = round.simulation;
    private final PreparedEpoch proposed = prepared(2, Set.copyOf(ids().subList(0, 2)));

    @Test
    void whoIsInARoundIsAskedToPrepareAndTheOthersAreProposedIt() {
        assertThat(proposed.members()).isEqualTo(ids());
        assertThat(proposed.outgoing().stream().map(Outgoing::to)).containsExactlyElementsOf(ids());
        assertThat(proposed.outgoing().stream()
                        .map(outgoing -> outgoing.message().message().type()))
                .containsExactly(MessageType.PREPARE, MessageType.PREPARE, MessageType.ROSTER);
        assertThat(proposed.isReady()).isFalse();
        assertThat(proposed.hasFailed()).isFalse();
    }

    @Test
    void keysLinksAndAbortsOfItAreItsBusinessAndNothingElse() {
        Preparing preparing = preparing(0);
        WireMessage<?> keys = ((AwaitingKeySet) preparing.upcoming()).advertisement();
        assertThat(proposed.concerns(keys)).isTrue();
        Hospital hospital = round.hospital(0);
        for (Digest epoch : List.of(proposed.epoch(), round.epoch)) {
            WireMessage<?> abort = WireMessage.sign(new Abort(epoch, AbortReason.STOPPED), epoch, hospital.key);
            assertThat(proposed.concerns(abort)).isEqualTo(epoch.equals(proposed.epoch()));
        }
        assertThat(proposed.concerns(round.uploaded(1, 1).upload())).isFalse();
    }

    @Test
    void whoStopsOverItMakesItFail() {
        Hospital hospital = round.hospital(0);
        WireMessage<?> abort =
                WireMessage.sign(new Abort(proposed.epoch(), AbortReason.STOPPED), proposed.epoch(), hospital.key);
        PreparedEpoch failed = proposed.after(hospital.id, abort);
        assertThat(failed.hasFailed()).isTrue();
        assertThat(failed.isReady()).isFalse();
        assertThat(failed.outgoing()).isEmpty();
    }

    @Test
    void itIsReadyWithTheLastLinkAndAnythingAfterThatCostsNothingButAStop() {
        PreparedEpoch ready = ready();
        assertThat(ready.isReady()).isTrue();
        assertThat(ready.outgoing()).isEmpty();
        assertThat(ready.change().orElseThrow().next()).isInstanceOf(AgreeingOnState.class);
        WireMessage<?> links = ((AwaitingLinkSet) ((Preparing) round.hospital(0).phase).upcoming())
                .answer()
                .get(0);
        PreparedEpoch still = ready.after(round.hospital(0).id, links);
        assertThat(still.isReady()).isTrue();
        assertThat(still.outgoing()).isEmpty();
        WireMessage<?> abort = WireMessage.sign(
                new Abort(proposed.epoch(), AbortReason.STOPPED), proposed.epoch(), round.hospital(1).key);
        assertThat(ready.after(round.hospital(1).id, abort).hasFailed()).isTrue();
    }

    @Test
    void thePresentRoundGoesOnBesideThePreparation() {
        Preparing preparing = preparing(0);
        assertThat(preparing.standing()).isEqualTo(round.between(0).standing());
        PlatformStep opened = preparing.on(new PlatformEvent.Received(round.request(0)));
        Preparing asked = (Preparing) opened.next();
        assertThat(asked.present()).isInstanceOf(AwaitingInput.class);
        assertThat(asked.upcoming()).isSameAs(preparing.upcoming());
        assertThat(opened.notices()).singleElement().isInstanceOf(PlatformNotice.InputWanted.class);
    }

    @Test
    void theRequestToPrepareAgainIsAnsweredWithTheSameKeys() {
        Preparing preparing = preparing(0);
        PlatformStep again = preparing.on(
                new PlatformEvent.Received(proposed.outgoing().get(0).message()));
        assertThat(((Preparing) again.next()).upcoming()).isSameAs(preparing.upcoming());
        assertThat(again.messages().equals(preparing.upcoming().answer())).isTrue();
    }

    @Test
    void preparingIsAnsweredWithKeysAndToldToTheProcess() {
        PlatformStep step = round.between(0)
                .on(new PlatformEvent.Received(proposed.outgoing().get(0).message()));
        assertThat(step.messages())
                .singleElement()
                .satisfies(said -> assertThat(said.message().type()).isEqualTo(MessageType.KEYS));
        assertThat(step.notices()).containsExactly(new PlatformNotice.EpochPrepared(2));
    }

    @Test
    void whatIsRefusedBesideARoundVoidsIt() {
        AwaitingResult uploaded = round.uploaded(0, 1);
        round.hospital(0).epochsAllowed = 0;
        PlatformStep step = uploaded.on(
                new PlatformEvent.Received(proposed.outgoing().get(0).message()));
        assertThat(step.next()).isEqualTo(new PlatformAborted(AbortReason.BUDGET_EXCEEDED));
        assertThat(step.notices())
                .containsExactly(voided(uploaded), new PlatformNotice.Stopped(AbortReason.BUDGET_EXCEEDED));
        assertErased(uploaded);
    }

    @Test
    void theEndOfThePresentEpochDropsThePreparationAndItsNumberIsUsedUp() {
        Preparing preparing = preparing(0);
        PlatformStep told = preparing.on(round.fromServer(new Abort(round.epoch, AbortReason.STOPPED)));
        assertThat(((AwaitingRoster) told.next()).lastEpoch()).isEqualTo(2);
        assertThat(told.notices()).containsExactly(new PlatformNotice.EpochStopped(AbortReason.STOPPED));
        assertErased(preparing);

        Preparing stopped = preparing(1);
        PlatformStep step = stopped.on(new PlatformEvent.StopRequested());
        assertThat(step.next()).isEqualTo(new PlatformAborted(AbortReason.STOPPED));
        assertErased(stopped);
    }

    @Test
    void aRosterInItsPlaceEndsBothAndItsNumberIsBeyondBoth() {
        Preparing preparing = preparing(0);
        PlatformStep same = preparing.on(new PlatformEvent.Received(roster(2)));
        assertThat(same.next()).isEqualTo(new PlatformAborted(AbortReason.EPOCH_NOT_INCREASING));
        assertErased(preparing);
        Preparing other = preparing(1);
        AwaitingResult open = round.uploaded(1, 1);
        PlatformStep later = new Preparing(open, other.upcoming()).on(new PlatformEvent.Received(roster(3)));
        assertThat(later.next()).isInstanceOf(AwaitingKeySet.class);
        assertThat(later.notices()).first().isEqualTo(voided(open));
        assertErased(other);
        assertErased(open);
    }

    @Test
    void thePresentProposalAgainEndsNothing() {
        Preparing preparing = preparing(0);
        EpochRoster present = round.between(0).membership().epoch().proposal();
        PlatformStep step = preparing.on(round.fromServer(present));
        assertThat(step.next()).isEqualTo(preparing);
        assertThat(step.notices()).containsExactly(new PlatformNotice.MessageRefused(MessageType.ROSTER));
    }

    @Test
    void aLaterPreparationReplacesTheFirstAndAnEarlierOneStops() {
        Preparing preparing = preparing(0);
        PreparedEpoch later = prepared(3, Set.copyOf(ids()));
        PlatformStep step =
                preparing.on(new PlatformEvent.Received(later.outgoing().get(0).message()));
        assertThat(((Preparing) step.next()).upcoming().membership().epoch().number())
                .isEqualTo(3);
        assertErased(preparing);
        Prepare same = (Prepare)
                prepared(2, Set.copyOf(ids())).outgoing().get(1).message().message();
        PlatformStep stopped = preparing(1)
                .on(new PlatformEvent.Received(
                        WireMessage.sign(same, same.proposal().epochDigest(), simulation.serverKey)));
        assertThat(stopped.next()).isEqualTo(new PlatformAborted(AbortReason.EPOCH_NOT_INCREASING));
    }

    @Test
    void whenItsKeysAreAgreedThePresentRoundIsVoidAndItsSecretsAreErased() {
        PreparedEpoch ready = ready();
        Preparing preparing = (Preparing) round.hospital(0).phase;
        AwaitingResult open = (AwaitingResult) preparing.present();
        WireMessage<?> linkSet = ready.change().orElseThrow().messages().get(0).message();
        PlatformStep step = preparing.on(new PlatformEvent.Received(linkSet));
        assertThat(step.next()).isInstanceOf(AwaitingState.class);
        assertThat(step.notices()).hasSize(3).first().isEqualTo(voided(open));
        assertThat(step.notices().get(1)).isInstanceOf(PlatformNotice.EpochAccepted.class);
        assertThat(step.notices().get(2)).isEqualTo(new PlatformNotice.StateWanted(proposed.epoch()));
        assertErased(open);
    }

    @Test
    void alteredKeysOfThePreparationStopThePresentEpochToo() {
        Preparing preparing = new Preparing(round.uploaded(0, 1), preparing(0).upcoming());
        WireMessage<?> none =
                WireMessage.sign(new KeySet(proposed.epoch(), List.of()), proposed.epoch(), simulation.serverKey);
        PlatformStep step = preparing.on(new PlatformEvent.Received(none));
        assertThat(step.next()).isEqualTo(new PlatformAborted(AbortReason.LIST_ALTERED));
        assertThat(step.notices())
                .containsExactly(
                        voided((AwaitingResult) preparing.present()),
                        new PlatformNotice.Stopped(AbortReason.LIST_ALTERED));
        assertErased(preparing.present());
    }

    /** All keys of it are agreed but for the LINKSETs, beside an open round of the first hospital. */
    private PreparedEpoch ready() {
        PreparedEpoch now = proposed;
        for (int i = 0; i < 3; i++) {
            PlatformPhase present = i == 0 ? round.uploaded(0, 1) : round.between(i);
            round.hospital(i).phase = present;
            for (WireMessage<?> said : round.hospital(i).receive(asPrepare())) {
                now = now.after(round.hospital(i).id, said);
            }
        }
        List<Outgoing> keySets = now.outgoing();
        assertThat(keySets).hasSize(3);
        for (int i = 0; i < 3; i++) {
            for (WireMessage<?> said : round.hospital(i).receive(keySets.get(i).message())) {
                assertThat(now.isReady()).isFalse();
                now = now.after(round.hospital(i).id, said);
            }
        }
        return now;
    }

    private WireMessage<?> asPrepare() {
        return proposed.outgoing().get(0).message();
    }

    private PreparedEpoch prepared(long number, Set<PlatformId> busy) {
        return PreparedEpoch.begin(simulation.server, number, simulation.parameters, ids(), simulation.roster, busy);
    }

    private WireMessage<?> roster(long number) {
        return prepared(number, Set.of()).outgoing().get(0).message();
    }

    private Preparing preparing(int number) {
        return (Preparing) round.between(number)
                .on(new PlatformEvent.Received(asPrepare()))
                .next();
    }

    private static void assertErased(Preparing preparing) {
        assertThatThrownBy(() -> ((AwaitingKeySet) preparing.upcoming())
                        .keys()
                        .contribution()
                        .copy())
                .isInstanceOf(IllegalStateException.class);
    }

    private static void assertErased(MemberPhase present) {
        EpochSecrets secrets = ((RoundPhase) present).at().keyed().secrets();
        assertThatThrownBy(secrets::advance).isInstanceOf(IllegalStateException.class);
    }

    private static PlatformNotice voided(AwaitingResult open) {
        return new PlatformNotice.RoundVoided(open.at().context().digest(), 1, 0, List.of());
    }

    private List<PlatformId> ids() {
        return simulation.hospitals.stream().map(hospital -> hospital.id).toList();
    }
}
