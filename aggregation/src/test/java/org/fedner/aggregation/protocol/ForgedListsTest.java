package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.ByteString;
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
        stopsWhenAMemberAdvertises(
                (own, another) -> new Keys(
                        own.epoch(), own.platform(), another.agreementKey(), own.encapsulationKey(), own.commitment()),
                AbortReason.DUPLICATE_KEY);
    }

    @Test
    void aMemberThatCopiesAnothersEncapsulationKeyStops() {
        stopsWhenAMemberAdvertises(
                (own, another) -> new Keys(
                        own.epoch(), own.platform(), own.agreementKey(), another.encapsulationKey(), own.commitment()),
                AbortReason.DUPLICATE_KEY);
    }

    @Test
    void anEncapsulationKeyThatFailsTheModulusCheckStops() {
        byte[] bad = new byte[Keys.ENCAPSULATION_KEY_BYTES];
        Arrays.fill(bad, (byte) 0xff);
        stopsWhenAMemberAdvertises(
                (own, another) ->
                        new Keys(own.epoch(), own.platform(), own.agreementKey(), ByteString.of(bad), own.commitment()),
                AbortReason.ENCAPSULATION_KEY_INVALID);
    }

    @Test
    void anAgreementKeyOfLowOrderStops() {
        stopsWhenAMemberAdvertises(
                (own, another) -> new Keys(
                        own.epoch(),
                        own.platform(),
                        ByteString.of(new byte[Keys.AGREEMENT_KEY_BYTES]),
                        own.encapsulationKey(),
                        own.commitment()),
                AbortReason.LOW_ORDER_KEY);
    }

    private void stopsWhenAMemberAdvertises(BinaryOperator<Keys> instead, AbortReason reason) {
        KeySet set = next(simulation, victim, KeySet.class).message();
        List<WireMessage<Keys>> keys = new ArrayList<>(set.keys());
        Keys other = instead.apply(keys.get(1).message(), keys.get(2).message());
        keys.set(1, WireMessage.sign(other, set.epoch(), simulation.hospitals.get(1).key));
        victim.receive(WireMessage.sign(new KeySet(set.epoch(), keys), set.epoch(), simulation.serverKey));
        assertThat(victim.stopped).containsExactly(reason);
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
            simulation.deliverNext();
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
