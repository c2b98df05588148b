package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.KeySet;
import org.fedner.aggregation.message.Keys;
import org.fedner.aggregation.message.Link;
import org.fedner.aggregation.message.LinkSet;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.Message;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.signing.SigningKey;
import org.junit.jupiter.api.Test;

/** Lists whose elements open and agree, but are not what their senders signed, or copy somebody else's key. */
class ForgedListsTest {

    private final Simulation simulation = new Simulation(4, 3, 90).begin();
    private final Hospital victim = simulation.hospitals.get(0);

    @Test
    void aLinkThatItsSenderDidNotSignStops() {
        LinkSet set = next(simulation, victim, LinkSet.class).message();
        SigningKey forger = SigningKey.generate(new SeededRandom(97));
        List<WireMessage<Link>> links = new ArrayList<>(set.links());
        links.set(0, WireMessage.sign(links.get(0).message(), set.epoch(), forger));
        victim.receive(WireMessage.sign(new LinkSet(set.epoch(), links), set.epoch(), simulation.serverKey));
        assertThat(victim.stopped).containsExactly(AbortReason.BAD_SIGNATURE);
    }

    @Test
    void aRosterThatTheServerDidNotSignStops() {
        EpochRoster roster = next(simulation, victim, EpochRoster.class).message();
        SigningKey forger = SigningKey.generate(new SeededRandom(96));
        victim.receive(WireMessage.sign(roster, roster.epochDigest(), forger));
        assertThat(victim.stopped).containsExactly(AbortReason.BAD_SIGNATURE);
    }

    @Test
    void aMemberThatCopiesAnothersKeyStops() {
        KeySet set = next(simulation, victim, KeySet.class).message();
        List<WireMessage<Keys>> keys = new ArrayList<>(set.keys());
        Keys copier = keys.get(1).message();
        Keys copied = new Keys(
                copier.epoch(),
                copier.platform(),
                keys.get(2).message().agreementKey(),
                copier.encapsulationKey(),
                copier.commitment());
        keys.set(1, WireMessage.sign(copied, set.epoch(), simulation.hospitals.get(1).key));
        victim.receive(WireMessage.sign(new KeySet(set.epoch(), keys), set.epoch(), simulation.serverKey));
        assertThat(victim.stopped).containsExactly(AbortReason.DUPLICATE_KEY);
    }

    /** Lets the federation go on until a message of that kind is on its way to {@code hospital}. */
    private static <M extends Message> WireMessage<M> next(Simulation simulation, Hospital hospital, Class<M> kind) {
        while (true) {
            for (Simulation.Packet packet : simulation.packets) {
                if (!packet.toServer()
                        && packet.platform().equals(hospital.id)
                        && parsed(packet).as(kind).isPresent()) {
                    return parsed(packet).as(kind).get();
                }
            }
            simulation.runFor(1);
        }
    }

    private static WireMessage<?> parsed(Simulation.Packet packet) {
        try {
            return WireMessage.parse(packet.bytes().clone());
        } catch (MalformedMessageException e) {
            throw new AssertionError(e);
        }
    }
}
