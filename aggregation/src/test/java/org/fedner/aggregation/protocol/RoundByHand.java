package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.message.Abort;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Call;
import org.fedner.aggregation.message.Message;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.SignedMessage;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;

/** A federation in which everyone has the size round's result, and the OPEN or CALL of round 1 for each is on the table. */
final class RoundByHand {

    final Simulation simulation;
    final Digest epoch;
    private final Map<PlatformId, WireMessage<?>> requests = new HashMap<>();

    RoundByHand(Simulation simulation) {
        this.simulation = simulation.begin();
        while (requests.size() < simulation.hospitals.size()) {
            Simulation.Packet packet = simulation.packets.remove();
            WireMessage<?> message = LyingServerCase.parsed(packet);
            if (isFirstRound(message.message())) {
                requests.put(packet.platform(), message);
            } else {
                simulation.deliver(packet);
            }
        }
        this.epoch = ((HostPhase) simulation.phase).hosting().epoch().digest();
    }

    private static boolean isFirstRound(Message message) {
        return message instanceof Open open && open.round() == 1 || message instanceof Call call && call.round() == 1;
    }

    Hospital hospital(int number) {
        return simulation.hospitals.get(number);
    }

    BetweenRounds between(int number) {
        return (BetweenRounds) hospital(number).phase;
    }

    WireMessage<?> request(int number) {
        return requests.get(hospital(number).id);
    }

    Open open() {
        return (Open) request(0).message();
    }

    Call call() {
        return (Call) request(0).message();
    }

    /** The phase in which its process is asked for an input. */
    PlatformPhase asked(int number) {
        return between(number).on(new PlatformEvent.Received(request(number))).next();
    }

    AwaitingInput opened(int number) {
        return (AwaitingInput) asked(number);
    }

    AwaitingResult uploaded(int number, int examples) {
        AwaitingInput opened = opened(number);
        Digest context = opened.at().context().digest();
        return (AwaitingResult) opened.on(new PlatformEvent.InputReady(context, input(examples)))
                .next();
    }

    /** A batch of so many examples whose gradient is zero. */
    RingVector input(int examples) {
        RingVector input = simulation.parameters.ring().zero(Simulation.INPUT_WORDS);
        input.set(0, examples);
        return input;
    }

    PlatformEvent.Received fromServer(SignedMessage message) {
        return new PlatformEvent.Received(WireMessage.sign(message, epoch, simulation.serverKey));
    }

    ServerEvent.Received toServer(int number, WireMessage<?> message) {
        return new ServerEvent.Received(hospital(number).id, message);
    }

    static void ignores(PlatformPhase phase, PlatformEvent.Received event) {
        PlatformStep step = phase.on(event);
        assertThat(step.next()).isSameAs(phase);
        assertThat(step.messages()).isEmpty();
        assertThat(step.notices())
                .containsExactly(new PlatformNotice.MessageRefused(
                        event.message().message().type()));
    }

    static List<PlatformNotice> stops(PlatformPhase phase, PlatformEvent event, AbortReason reason) {
        PlatformStep step = phase.on(event);
        assertThat(step.next()).isEqualTo(new PlatformAborted(reason));
        assertThat(step.messages()).singleElement().satisfies(said -> assertThat(said.message())
                .isEqualTo(new Abort(((MemberPhase) phase).membership().epoch().digest(), reason)));
        assertThat(step.notices()).last().isEqualTo(new PlatformNotice.Stopped(reason));
        return step.notices().subList(0, step.notices().size() - 1);
    }
}
