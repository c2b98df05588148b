package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fedner.aggregation.message.Ack;
import org.fedner.aggregation.message.Answer;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.MessageType;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.RevealedShare;
import org.fedner.aggregation.message.Shares;
import org.fedner.aggregation.message.SignedMessage;
import org.fedner.aggregation.message.Standing;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;

/** Five members in round 1 of mode R, taken by hand; four make a sum, and where it matters the last one drops out. */
abstract class CalledRoundCase {

    static final Digest OTHER = Digest.of(new byte[] {9});
    static final int MEMBERS = 5;
    static final int SURVIVORS = 4;

    final RoundByHand round = new RoundByHand(new Simulation(MEMBERS, 2, 80).recoverable(3, 1));
    final CollectingCalledInputs collecting = (CollectingCalledInputs) round.simulation.phase;
    final Map<PlatformId, PlatformPhase> platforms = new HashMap<>();
    final Map<PlatformId, AwaitingQuorum> signing = new HashMap<>();
    final Map<PlatformId, AwaitingRecovered> answering = new HashMap<>();
    final List<CollectingAcknowledgements> listed = new ArrayList<>(); // once made

    CollectingAcknowledgements acknowledging() {
        if (listed.isEmpty()) {
            HostPhase phase = collecting;
            for (int i = 0; i < SURVIVORS; i++) {
                phase = accepts(phase, i, uploaded(i).message());
            }
            listed.add((CollectingAcknowledgements)
                    phase.on(new ServerEvent.DeadlinePassed()).next());
        }
        return listed.get(0);
    }

    CollectingAnswers answering() {
        ServerStep step = ServerStep.to(acknowledging());
        for (int i = 0; i < SURVIVORS; i++) {
            step = tell((HostPhase) step.next(), i, acked(i).message());
        }
        return (CollectingAnswers) step.next();
    }

    RoundDecided recovered() {
        ServerStep step = ServerStep.to(answering());
        for (int i = 0; i < SURVIVORS; i++) {
            step = tell((HostPhase) step.next(), i, answered(i).message());
        }
        return (RoundDecided) step.next();
    }

    /** How many examples a member's batch has. */
    int examples(int number) {
        return 1 + number;
    }

    WireMessage<Upload> uploaded(int number) {
        PlatformPhase uploaded = platforms.computeIfAbsent(round.hospital(number).id, id -> {
            AwaitingCalledInput asked = (AwaitingCalledInput) round.asked(number);
            Digest context = asked.round().context().digest();
            return asked.on(new PlatformEvent.InputReady(context, round.input(examples(number))))
                    .next();
        });
        return ((AwaitingSurvivors) uploaded).upload();
    }

    WireMessage<Ack> acked(int number) {
        return signed(acknowledging(), number);
    }

    WireMessage<Ack> signed(CollectingAcknowledgements list, int number) {
        PlatformId id = round.hospital(number).id;
        return signing.computeIfAbsent(id, absent -> (AwaitingQuorum) platforms
                        .get(id)
                        .on(new PlatformEvent.Received(list.listFor(id)))
                        .next())
                .ack();
    }

    WireMessage<Answer> answered(int number) {
        return revealed(answering(), number);
    }

    WireMessage<Answer> revealed(CollectingAnswers phase, int number) {
        PlatformId id = round.hospital(number).id;
        return answering
                .computeIfAbsent(id, absent -> (AwaitingRecovered) signing.get(id)
                        .on(new PlatformEvent.Received(
                                phase.acknowledged().acks().quorumFor(id)))
                        .next())
                .sent();
    }

    static Answer with(Answer answer, ByteString share) {
        List<RevealedShare> self = new ArrayList<>(answer.self());
        self.set(0, new RevealedShare(self.get(0).dealer(), share));
        return new Answer(answer.context(), answer.platform(), self, answer.pairs());
    }

    static Shares with(Shares shares, Digest epoch, long number, Digest selfCommitment) {
        return new Shares(
                epoch,
                shares.platform(),
                number,
                selfCommitment,
                shares.pairsCommitment(),
                shares.deposit(),
                shares.sealed());
    }

    static ByteString zeros() {
        return ByteString.of(new byte[RevealedShare.SHARE_BYTES]);
    }

    static ByteString ones() {
        byte[] noElements = new byte[RevealedShare.SHARE_BYTES];
        Arrays.fill(noElements, (byte) 0xff);
        return ByteString.of(noElements);
    }

    List<PlatformId> ids(int... numbers) {
        return Arrays.stream(numbers).mapToObj(i -> round.hospital(i).id).toList();
    }

    ServerStep tell(HostPhase phase, int number, SignedMessage message) {
        return phase.on(round.toServer(number, WireMessage.sign(message, round.epoch, round.hospital(number).key)));
    }

    HostPhase accepts(HostPhase phase, int number, SignedMessage message) {
        ServerStep step = tell(phase, number, message);
        assertThat(step.notices()).isEmpty();
        assertThat(step.messages()).isEmpty();
        return (HostPhase) step.next();
    }

    void refuses(HostPhase phase, int number, SignedMessage message, RefusedMessage why) {
        ServerStep step = tell(phase, number, message);
        assertThat(step.next()).isSameAs(phase);
        assertThat(step.messages()).isEmpty();
        assertThat(step.notices())
                .containsExactly(new ServerNotice.MessageRefused(round.hospital(number).id, message.type(), why));
    }

    static void voidNaming(ServerStep step, List<PlatformId> missing) {
        assertThat(step.next()).isInstanceOf(RoundDecided.class);
        assertThat(step.notices())
                .singleElement()
                .isInstanceOfSatisfying(ServerNotice.VoidReady.class, voided -> assertThat(
                                voided.outcome().message().missing())
                        .isEqualTo(missing));
    }

    void hears(HostPhase phase, int number, MessageType... flight) {
        PlatformId member = round.hospital(number).id;
        ServerStep step = phase.on(new ServerEvent.Reconnected(member, new Standing.InRound(round.epoch, 1, 0)));
        assertThat(step.next()).isSameAs(phase);
        assertThat(step.notices()).isEmpty();
        assertThat(step.messages().stream().map(Outgoing::to)).containsOnly(member);
        assertThat(types(step)).containsExactly(flight);
    }

    static List<MessageType> types(ServerStep step) {
        return step.messages().stream()
                .map(outgoing -> outgoing.message().message().type())
                .toList();
    }
}
