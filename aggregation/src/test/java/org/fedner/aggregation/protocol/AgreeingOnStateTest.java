package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.masking.ServerView;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.Confirmation;
import org.fedner.aggregation.message.MessageType;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Ready;
import org.fedner.aggregation.message.SealRequest;
import org.fedner.aggregation.message.SealedSnapshot;
import org.fedner.aggregation.message.SealedState;
import org.fedner.aggregation.message.SignedMessage;
import org.fedner.aggregation.message.Snapshot;
import org.fedner.aggregation.message.Standing;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;
import org.junit.jupiter.api.Test;

/** How a server brings members to one state: two of five hold the vouched one, and the other three are behind. */
class AgreeingOnStateTest {

    private static final int MEMBERS = 5;
    private static final int BEHIND = 2; // and all after it
    private static final ByteString STATE = ByteString.of(new byte[] {1, 2, 3});
    private static final StateChain NEW = new StateChain(Digest.of(STATE.toBytes()), 5);
    private static final StateChain OLD = new StateChain(Digest.of(new byte[] {9}), 4);

    private Simulation simulation = new Simulation(MEMBERS, 2, 82).begin();
    private final Confirmation confirmation = new Confirmation(ByteString.of(new byte[Confirmation.BYTES]));

    @Test
    void whereAllNameOneStateNobodyHasToVouchForIt() {
        ServerStep step = ServerStep.to(Moments.of(simulation, AgreeingOnState.class));
        for (int i = 0; i < MEMBERS; i++) {
            step = tell(step.next(), i, ready(i, OLD, List.of()));
        }
        assertThat(step.next()).isInstanceOf(CollectingInputs.class);
        assertThat(types(step)).hasSize(MEMBERS).containsOnly(MessageType.OPEN);
        assertThat(step.notices()).singleElement().isInstanceOf(ServerNotice.EpochEstablished.class);
    }

    @Test
    void whereNoStateIsVouchedForThereIsNoEpoch() {
        ServerStep step = ServerStep.to(Moments.of(simulation, AgreeingOnState.class));
        for (int i = 0; i < MEMBERS; i++) {
            step = tell(step.next(), i, ready(i, i == 0 ? NEW : OLD, i == 0 ? ids() : List.of()));
        }
        assertThat(step.next()).isInstanceOf(EpochOver.class);
        assertThat(step.notices()).containsExactly(new ServerNotice.EpochEnded(EpochEnd.NO_COMMON_STATE, List.of()));
    }

    @Test
    void theProcessIsAskedForTheVouchedStateForThoseWhoAreBehind() {
        ServerStep step = allReady();
        assertThat(step.messages()).isEmpty();
        assertThat(step.notices())
                .containsExactly(new ServerNotice.SnapshotWanted(
                        NEW.digest(), NEW.modelRound(), ids().subList(BEHIND, MEMBERS)));
        SeekingSnapshot seeking = (SeekingSnapshot) step.next();
        hears(seeking, 3, MessageType.LINKSET);
        assertThat(tell(seeking, 3, ready(3, OLD, List.of()))).isEqualTo(ServerStep.to(seeking));
        refuses(seeking, 3, ready(3, NEW, List.of()), RefusedMessage.SECOND_VERSION);
        assertThat(seeking.on(new ServerEvent.DeadlinePassed()).notices())
                .containsExactly(new ServerNotice.EpochEnded(EpochEnd.NO_COMMON_STATE, ids().subList(BEHIND, MEMBERS)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> seeking.on(new ServerEvent.SnapshotReady(ByteString.of(new byte[3]))));
    }

    @Test
    void whoIsBehindGetsTheSnapshotWithAllVouchersAndNamesItsStateAgain() {
        ServerStep supplied = allReady().next().on(new ServerEvent.SnapshotReady(STATE));
        assertThat(supplied.messages().stream().map(Outgoing::to))
                .containsExactlyElementsOf(ids().subList(BEHIND, MEMBERS));
        Snapshot snapshot = (Snapshot) supplied.messages().get(0).message().message();
        assertThat(snapshot.vouchers()).hasSize(MEMBERS);
        assertThat(snapshot.state()).isEqualTo(STATE);
        AgreeingOnState again = (AgreeingOnState) supplied.next();
        hears(again, 0, MessageType.LINKSET);
        hears(again, 3, MessageType.LINKSET, MessageType.SNAPSHOT);

        assertThat(tell(again, 3, ready(3, OLD, List.of()))).isEqualTo(ServerStep.to(again)); // under way meanwhile
        ServerStep step = ServerStep.to(again);
        for (int i = BEHIND; i < MEMBERS; i++) {
            assertThat(step.next()).isInstanceOf(AgreeingOnState.class);
            step = tell(step.next(), i, ready(i, NEW, List.of()));
        }
        assertThat(((CollectingInputs) step.next()).at().chain()).isEqualTo(NEW);
    }

    @Test
    void whoNeverAdoptsTheSnapshotIsSilent() {
        ServerPhase again =
                allReady().next().on(new ServerEvent.SnapshotReady(STATE)).next();
        ServerPhase oneMore = tell(again, 2, ready(2, NEW, List.of())).next();
        assertThat(oneMore.on(new ServerEvent.DeadlinePassed()).notices())
                .containsExactly(new ServerNotice.EpochEnded(EpochEnd.MEMBERS_SILENT, ids().subList(3, MEMBERS)));
    }

    @Test
    void beforeABlindServerThoseWhoHoldTheStateSealItInTurn() {
        ServerStep step = blind();
        SeekingSeals seeking = (SeekingSeals) step.next();
        assertThat(step.notices()).containsExactly(new ServerNotice.SealsWanted(NEW.modelRound(), ids()));
        assertThat(step.messages().stream().map(Outgoing::to)).containsExactly(id(0), id(1), id(0));
        assertThat(step.messages().stream()
                        .map(outgoing -> ((SealRequest) outgoing.message().message()).to()))
                .containsExactly(id(2), id(3), id(4));
        hears(seeking, 0, MessageType.LINKSET, MessageType.SEAL, MessageType.SEAL);
        hears(seeking, 1, MessageType.LINKSET, MessageType.SEAL);
        hears(seeking, 2, MessageType.LINKSET);
        assertThat(tell(seeking, 3, ready(3, OLD, List.of()))).isEqualTo(ServerStep.to(seeking));
        refuses(seeking, 3, ready(3, NEW, List.of()), RefusedMessage.SECOND_VERSION);
    }

    @Test
    void aSealIsTakenFromWhoWasAskedForItAndOnce() {
        SeekingSeals seeking = (SeekingSeals) blind().next();
        refuses(seeking, 1, sealed(1, 2, 7), RefusedMessage.CONTEXT_DIFFERS);
        refuses(seeking, 1, sealed(0, 2, 7), RefusedMessage.CONTEXT_DIFFERS);
        refuses(seeking, 0, sealed(0, 1, 7), RefusedMessage.CONTEXT_DIFFERS);
        SealedState ofAnotherEpoch =
                SealedState.of(Digest.of(), id(0), id(2), sealed(0, 2, 7).sealed());
        refuses(seeking, 0, ofAnotherEpoch, RefusedMessage.CONTEXT_DIFFERS);
        ServerStep step = tell(seeking, 0, sealed(0, 2, 7));
        SeekingSeals one = (SeekingSeals) step.next();
        assertThat(step).isEqualTo(ServerStep.to(one));
        assertThat(tell(one, 0, sealed(0, 2, 7))).isEqualTo(ServerStep.to(one));
        refuses(one, 0, sealed(0, 2, 8), RefusedMessage.SECOND_VERSION);
        hears(one, 0, MessageType.LINKSET, MessageType.SEAL);
        assertThat(one.on(new ServerEvent.DeadlinePassed()).notices())
                .containsExactly(new ServerNotice.EpochEnded(EpochEnd.MEMBERS_SILENT, List.of(id(1), id(0))));
        ServerPhase two = tell(one, 0, sealed(0, 4, 7)).next();
        assertThat(two.on(new ServerEvent.DeadlinePassed()).notices())
                .containsExactly(new ServerNotice.EpochEnded(EpochEnd.MEMBERS_SILENT, List.of(id(1))));
    }

    @Test
    void whatIsSealedIsPassedOnWithAllVouchers() {
        ServerStep step = ServerStep.to(blind().next());
        step = tell(step.next(), 0, sealed(0, 2, 7));
        step = tell(step.next(), 1, sealed(1, 3, 7));
        step = tell(step.next(), 0, sealed(0, 4, 7));
        assertThat(step.messages().stream().map(Outgoing::to))
                .containsExactlyElementsOf(ids().subList(BEHIND, MEMBERS));
        SealedSnapshot third = (SealedSnapshot) step.messages().get(1).message().message();
        assertThat(third.sealedBy()).isEqualTo(id(1));
        assertThat(third.vouchers()).hasSize(MEMBERS);
        AgreeingOnState again = (AgreeingOnState) step.next();
        assertThat(again.supplied()).isEqualTo(Optional.of(NEW));
        hears(again, 3, MessageType.LINKSET, MessageType.SEALED_SNAPSHOT);
    }

    @Test
    void answersToQuestionsThatNobodyAskedChangeNothing() {
        AgreeingOnState agreeing = Moments.of(simulation, AgreeingOnState.class);
        for (ServerEvent event : List.of(
                new ServerEvent.SnapshotReady(STATE),
                new ServerEvent.OutcomeDurable(ServerEvent.Continuation.FINISH))) {
            assertThat(agreeing.on(event)).isEqualTo(ServerStep.to(agreeing));
        }
        ServerStep gone = agreeing.on(new ServerEvent.MembersGone(Set.of(id(0))));
        assertThat(gone.next()).isInstanceOf(EpochOver.class); // nobody's place is taken in a set-up
    }

    private ServerStep blind() {
        simulation = Simulation.in(Ring.Z32, ServerView.NOTHING, MEMBERS, 2, 83).begin();
        return allReady();
    }

    private ServerStep allReady() {
        ServerStep step = ServerStep.to(Moments.of(simulation, AgreeingOnState.class));
        for (int i = 0; i < MEMBERS; i++) {
            step = tell(step.next(), i, ready(i, i < BEHIND ? NEW : OLD, i < BEHIND ? ids() : List.of()));
        }
        return step;
    }

    private Ready ready(int number, StateChain state, List<PlatformId> previous) {
        return new Ready(
                epoch(),
                id(number),
                state.digest(),
                state.modelRound(),
                previous,
                Collections.nCopies(MEMBERS - 1, confirmation));
    }

    private SealedState sealed(int from, int to, int content) {
        byte[] sealed = new byte[40];
        Arrays.fill(sealed, (byte) content);
        return SealedState.of(epoch(), id(from), id(to), ByteString.of(sealed));
    }

    private List<PlatformId> ids() {
        return simulation.hospitals.stream().map(hospital -> hospital.id).toList();
    }

    private PlatformId id(int number) {
        return simulation.hospitals.get(number).id;
    }

    private Digest epoch() {
        return ((HostPhase) simulation.phase).hosting().epoch().digest();
    }

    private ServerStep tell(ServerPhase phase, int from, SignedMessage message) {
        return phase.on(new ServerEvent.Received(
                id(from), WireMessage.sign(message, epoch(), simulation.hospitals.get(from).key)));
    }

    private void refuses(ServerPhase phase, int from, SignedMessage message, RefusedMessage why) {
        assertThat(tell(phase, from, message))
                .isEqualTo(
                        ServerStep.to(phase).noticing(new ServerNotice.MessageRefused(id(from), message.type(), why)));
    }

    private void hears(ServerPhase phase, int number, MessageType... flight) {
        ServerStep step = phase.on(new ServerEvent.Reconnected(id(number), new Standing.SettingUp(epoch())));
        assertThat(step.next()).isSameAs(phase);
        assertThat(step.messages().stream().map(Outgoing::to)).containsOnly(id(number));
        assertThat(types(step)).containsExactly(flight);
    }

    private static List<MessageType> types(ServerStep step) {
        return step.messages().stream()
                .map(outgoing -> outgoing.message().message().type())
                .toList();
    }
}
