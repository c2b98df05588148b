package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fedner.aggregation.message.MessageType.ABORT;
import static org.fedner.aggregation.message.MessageType.ACK;
import static org.fedner.aggregation.message.MessageType.ANSWER;
import static org.fedner.aggregation.message.MessageType.CALL;
import static org.fedner.aggregation.message.MessageType.FINISHED;
import static org.fedner.aggregation.message.MessageType.KEYS;
import static org.fedner.aggregation.message.MessageType.KEYSET;
import static org.fedner.aggregation.message.MessageType.LEAVE;
import static org.fedner.aggregation.message.MessageType.LINK;
import static org.fedner.aggregation.message.MessageType.LINKSET;
import static org.fedner.aggregation.message.MessageType.OPEN;
import static org.fedner.aggregation.message.MessageType.OPENED;
import static org.fedner.aggregation.message.MessageType.PREPARE;
import static org.fedner.aggregation.message.MessageType.READY;
import static org.fedner.aggregation.message.MessageType.RECOVERED;
import static org.fedner.aggregation.message.MessageType.RESULT;
import static org.fedner.aggregation.message.MessageType.REVEAL;
import static org.fedner.aggregation.message.MessageType.ROSTER;
import static org.fedner.aggregation.message.MessageType.SEAL;
import static org.fedner.aggregation.message.MessageType.SEALED_SNAPSHOT;
import static org.fedner.aggregation.message.MessageType.SHARES;
import static org.fedner.aggregation.message.MessageType.SNAPSHOT;
import static org.fedner.aggregation.message.MessageType.SURVIVORS;
import static org.fedner.aggregation.message.MessageType.UPLOAD;

import java.util.EnumSet;
import java.util.Set;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.masking.ServerView;
import org.fedner.aggregation.message.MessageType;
import org.fedner.aggregation.message.Messages;
import org.fedner.aggregation.message.SignedMessage;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;
import org.junit.jupiter.api.Test;

/** The default is refusal: whatever a phase does not wait for leaves it as it is, brings no answer, and is said. */
class OutOfPlaceTest {

    private static final Set<MessageType> OF_SET_UP = EnumSet.of(ROSTER, PREPARE, ABORT);
    private static final Set<MessageType> OF_ROUNDS =
            EnumSet.of(ROSTER, PREPARE, ABORT, OPEN, RESULT, RECOVERED, OPENED);

    private static Simulation oneFlight() {
        return new Simulation(3, 2, 71).begin();
    }

    private static Simulation recoverable() {
        return new Simulation(4, 2, 71).recoverable(3, 1).begin();
    }

    private static Simulation diagnostic() {
        return DiagnosticFederation.of(new Simulation(3, 2, 71)).begin();
    }

    @Test
    void theServerTakesInEachPhaseWhatThePhaseCollects() {
        serverTakesOnly(oneFlight(), AdvertisingKeys.class, EnumSet.of(KEYS));
        serverTakesOnly(oneFlight(), Linking.class, EnumSet.of(LINK));
        serverTakesOnly(oneFlight(), AgreeingOnState.class, EnumSet.of(READY));
        serverTakesOnly(oneFlight(), CollectingInputs.class, EnumSet.of(UPLOAD));
        serverTakesOnly(recoverable(), CollectingCalledInputs.class, EnumSet.of(UPLOAD, SHARES));
        serverTakesOnly(recoverable(), CollectingAcknowledgements.class, EnumSet.of(UPLOAD, SHARES, ACK));
        serverTakesOnly(recoverable(), CollectingAnswers.class, EnumSet.of(UPLOAD, SHARES, ACK, ANSWER));
        serverTakesOnly(diagnostic(), CollectingReveals.class, EnumSet.of(UPLOAD, REVEAL));
    }

    @Test
    void betweenASumAndItsDurabilityTheServerTakesNothing() {
        CollectingInputs collecting = Moments.of(oneFlight(), CollectingInputs.class);
        HostPhase decided =
                (HostPhase) collecting.on(new ServerEvent.DeadlinePassed()).next();
        assertThat(decided).isInstanceOf(RoundDecided.class);
        takesOnly(decided, oneFlight().hospitals.get(1), EnumSet.noneOf(MessageType.class));
    }

    @Test
    void whenTheEpochIsOverTheServerTakesNothing() {
        Simulation simulation = oneFlight().run();
        takesOnly((EpochOver) simulation.phase, simulation.hospitals.get(1), EnumSet.noneOf(MessageType.class));
    }

    @Test
    void aPlatformTakesInEachPhaseOfTheSetUpWhatItWaitsFor() {
        platformTakesOnly(oneFlight(), AwaitingKeySet.class, with(OF_SET_UP, KEYSET));
        platformTakesOnly(oneFlight(), AwaitingLinkSet.class, with(OF_SET_UP, LINKSET));
        platformTakesOnly(oneFlight(), AwaitingFirstOpen.class, with(OF_SET_UP, SNAPSHOT, OPEN));
        Simulation blind = Simulation.in(Ring.Z32, ServerView.NOTHING, 3, 2, 71).begin();
        platformTakesOnly(blind, AwaitingFirstOpen.class, with(OF_SET_UP, SEAL, SEALED_SNAPSHOT, OPEN));
    }

    @Test
    void aPlatformTakesInEachPhaseOfARoundWhatItWaitsFor() {
        platformTakesOnly(oneFlight(), BetweenRounds.class, with(OF_ROUNDS, CALL, FINISHED));
        platformTakesOnly(oneFlight(), AwaitingResult.class, OF_ROUNDS);
        platformTakesOnly(recoverable(), AwaitingSurvivors.class, with(OF_ROUNDS, CALL, SURVIVORS));
        platformTakesOnly(recoverable(), AwaitingQuorum.class, with(OF_ROUNDS, CALL, SURVIVORS));
        platformTakesOnly(recoverable(), AwaitingRecovered.class, with(OF_ROUNDS, CALL, SURVIVORS));
        platformTakesOnly(diagnostic(), AwaitingDummySum.class, OF_ROUNDS);
        platformTakesOnly(diagnostic(), AwaitingOpened.class, OF_ROUNDS);
    }

    private static void serverTakesOnly(
            Simulation simulation, Class<? extends HostPhase> phase, Set<MessageType> taken) {
        takesOnly(Moments.of(simulation, phase), simulation.hospitals.get(1), taken);
    }

    private static void takesOnly(HostPhase phase, Hospital from, Set<MessageType> taken) {
        Digest epoch = phase.hosting().epoch().digest();
        for (WireMessage<?> any : new Messages(5).all().values()) {
            MessageType type = any.message().type();
            boolean isTaken = taken.contains(type) || type == LEAVE || type == ABORT;
            WireMessage<?> message =
                    any.message() instanceof SignedMessage signed ? WireMessage.sign(signed, epoch, from.key) : any;
            ServerStep step = phase.on(new ServerEvent.Received(from.id, message));
            if (!isTaken) {
                assertThat(step.next()).isSameAs(phase);
                assertThat(step.messages()).isEmpty();
                assertThat(step.notices())
                        .containsExactly(new ServerNotice.MessageRefused(from.id, type, RefusedMessage.OUT_OF_PLACE));
            }
        }
    }

    private static void platformTakesOnly(
            Simulation simulation, Class<? extends MemberPhase> kind, Set<MessageType> taken) {
        MemberPhase phase = Moments.of(simulation, simulation.hospitals.get(1), kind);
        Digest epoch = phase.membership().epoch().digest();
        for (WireMessage<?> any : new Messages(5).all().values()) {
            MessageType type = any.message().type();
            if (!taken.contains(type)) {
                WireMessage<?> message = any.message() instanceof SignedMessage signed
                        ? WireMessage.sign(signed, epoch, simulation.serverKey)
                        : any;
                PlatformStep step = phase.on(new PlatformEvent.Received(message));
                assertThat(step.next()).isSameAs(phase);
                assertThat(step.messages()).isEmpty();
                assertThat(step.notices()).containsExactly(new PlatformNotice.MessageRefused(type));
            }
        }
    }

    private static Set<MessageType> with(Set<MessageType> some, MessageType... more) {
        Set<MessageType> all = EnumSet.copyOf(some);
        all.addAll(Set.of(more));
        return all;
    }
}
