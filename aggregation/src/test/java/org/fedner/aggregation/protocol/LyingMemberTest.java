package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.UnaryOperator;
import org.fedner.aggregation.encoding.JointVector;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.Link;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.SecretBytes;
import org.junit.jupiter.api.Test;

/** A member that lies to another with its own valid keys, through an honest server. */
class LyingMemberTest {

    private final Simulation simulation = new Simulation(4, 3, 70);
    private final Hospital victim = simulation.hospitals.get(0);
    private final Hospital liar = simulation.hospitals.get(1);

    @Test
    void aContributionOtherThanTheCommittedOneStops() {
        AwaitingLinkSet linking = liarHasSealed();
        try (SecretBytes other = SecretBytes.copyOf(new byte[OwnKeys.CONTRIBUTION_BYTES])) {
            ByteString sealed = linking.agreements().get(victim.id).seal(other);
            replaceLink(link -> new Link(link.epoch(), link.from(), link.to(), link.encapsulation(), sealed));
        }
        simulation.runFor(60);
        assertThat(victim.stopped).containsExactly(AbortReason.COMMITMENT_WRONG);
    }

    @Test
    void aContributionSealedForSomebodyElseStops() {
        AwaitingLinkSet linking = liarHasSealed();
        ByteString elsewhere = linking.agreements()
                .get(simulation.hospitals.get(2).id)
                .seal(linking.keys().contribution());
        replaceLink(link -> new Link(link.epoch(), link.from(), link.to(), link.encapsulation(), elsewhere));
        simulation.runFor(60);
        assertThat(victim.stopped).containsExactly(AbortReason.SEAL_BROKEN);
    }

    @Test
    void anEncapsulationOtherThanTheSealedOneStops() {
        liarHasSealed();
        replaceLink(link -> {
            byte[] other = link.encapsulation().toBytes();
            other[500] ^= 1;
            return new Link(link.epoch(), link.from(), link.to(), ByteString.of(other), link.sealed());
        });
        simulation.runFor(60);
        assertThat(victim.stopped).containsExactly(AbortReason.SEAL_BROKEN);
    }

    @Test
    void aCountBeyondAllCapsStops() {
        simulation.begin();
        Simulation.Packet open = firstTrainingOpen();
        simulation.packets.remove(open);
        liar.phase = liar.phase.on(new PlatformEvent.Received(parsed(open))).next();
        int[] words = new int[Simulation.INPUT_WORDS];
        words[0] = 4 * Simulation.LARGEST_EXAMPLES + 1;
        PlatformStep step =
                ((AwaitingInput) liar.phase).upload(JointVector.of(RingVector.owning(words))); // past its own check
        liar.phase = step.next();
        simulation.say(liar, step.messages());
        simulation.runFor(60);
        assertThat(victim.stopped).containsExactly(AbortReason.COUNT_OUT_OF_RANGE);
        assertThat(victim.sums).isEmpty();
    }

    private Simulation.Packet firstTrainingOpen() {
        while (true) {
            for (Simulation.Packet packet : simulation.packets) {
                if (packet.platform().equals(liar.id)
                        && parsed(packet).message() instanceof Open open
                        && open.round() == 1
                        && liar.phase instanceof BetweenRounds) {
                    return packet;
                }
            }
            simulation.deliverNext();
        }
    }

    private AwaitingLinkSet liarHasSealed() {
        simulation.begin();
        while (!(liar.phase instanceof AwaitingLinkSet)) {
            simulation.deliverNext();
        }
        return (AwaitingLinkSet) liar.phase;
    }

    private void replaceLink(UnaryOperator<Link> lie) {
        Deque<Simulation.Packet> told = new ArrayDeque<>();
        for (Simulation.Packet packet : simulation.packets) {
            told.add(parsed(packet)
                    .as(Link.class)
                    .map(WireMessage::message)
                    .filter(link -> link.from().equals(liar.id) && link.to().equals(victim.id))
                    .map(link -> new Simulation.Packet(
                            liar.id,
                            true,
                            WireMessage.sign(lie.apply(link), link.epoch(), liar.key)
                                    .bytes()))
                    .orElse(packet));
        }
        simulation.packets.clear();
        simulation.packets.addAll(told);
    }

    private static WireMessage<?> parsed(Simulation.Packet packet) {
        try {
            return WireMessage.parse(packet.bytes().clone());
        } catch (MalformedMessageException e) {
            throw new AssertionError(e);
        }
    }
}
