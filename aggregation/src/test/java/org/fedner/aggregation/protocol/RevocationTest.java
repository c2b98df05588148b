package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.MessageType;
import org.junit.jupiter.api.Test;

/** A platform that learns of a revocation by another way than the server's takes part in no further attempt. */
class RevocationTest {

    @Test
    void nobodyWhoKnowsOfARevocationMasksForAnotherRoundWithTheRevoked() {
        Simulation simulation = new Simulation(4, 3, 71);
        Hospital informed = simulation.hospitals.get(0);
        Hospital revoked = simulation.hospitals.get(3);
        simulation.mouth = outgoing -> {
            boolean firstResult = outgoing.message().message().type() == MessageType.RESULT
                    && informed.sums.isEmpty()
                    && !informed.sizes.isEmpty();
            if (firstResult) {
                informed.revoked.add(revoked.id); // a telephone call while the first training round is on its way
            }
            return outgoing;
        };
        simulation.begin().run();
        assertThat(informed.stopped).isEqualTo(List.of(AbortReason.STALE_ROSTER));
        assertThat(informed.sums)
                .as("the round that was open is finished, no other begun")
                .hasSize(1);
    }
}
