package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.KeySet;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.Message;
import org.fedner.aggregation.message.WireMessage;
import org.junit.jupiter.api.Test;

/** A platform whose disk was set back joins an epoch a second time: its two sets of keys are never mixed. */
class RolledBackPlatformTest {

    @Test
    void theKeysOfItsEarlierLifeAreNotItsOwn() {
        Simulation simulation = new Simulation(4, 3, 80).begin();
        Hospital victim = simulation.hospitals.get(0);
        WireMessage<EpochRoster> roster = next(simulation, victim, EpochRoster.class);
        WireMessage<KeySet> keySet = next(simulation, victim, KeySet.class);

        PlatformParty again =
                new PlatformParty(simulation.authority.verifyingKey(), victim.key, victim, new SeededRandom(81));
        PlatformPhase rolledBack = PlatformPhase.awaitingRoster(again, 0)
                .on(new PlatformEvent.Received(roster))
                .next();
        assertThat(rolledBack).isInstanceOf(AwaitingKeySet.class);
        assertThat(rolledBack.on(new PlatformEvent.Received(keySet)).next())
                .isEqualTo(new PlatformAborted(AbortReason.LIST_ALTERED));
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
