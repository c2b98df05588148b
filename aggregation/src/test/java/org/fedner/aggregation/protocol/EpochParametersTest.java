package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.masking.AggregationMode;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.crypto.expansion.Digest;
import org.junit.jupiter.api.Test;

class EpochParametersTest {

    @Test
    void comeBackAsTheyWere() throws MalformedMessageException {
        EpochParameters parameters = Simulation.parameters(3, 1000);
        assertThat(EpochParameters.decode(parameters.encode())).isEqualTo(parameters);
    }

    @Test
    void twoPlatformsCannotBeAskedFor() {
        assertThatThrownBy(() -> Simulation.parameters(2, 1000)).isInstanceOf(IllegalArgumentException.class);
        byte[] two = Simulation.parameters(3, 1000).encode().toBytes();
        two[4] = 2;
        assertThatThrownBy(() -> EpochParameters.decode(ByteString.of(two)))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void aModeThatIsNotBuiltCannotBeAskedFor() {
        byte[] recoverable = Simulation.parameters(3, 1000).encode().toBytes();
        recoverable[0] = AggregationMode.RECOVERABLE.code();
        assertThatThrownBy(() -> EpochParameters.decode(ByteString.of(recoverable)))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void anotherKeyAgreementCannotBeAskedFor() {
        byte[] bytes = Simulation.parameters(3, 1000).encode().toBytes();
        assertThat(bytes[1]).isEqualTo((byte) 2);
        for (int other : new int[] {0, 1, 3, 255}) {
            bytes[1] = (byte) other;
            ByteString changed = ByteString.of(bytes);
            assertThatThrownBy(() -> EpochParameters.decode(changed)).isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void colludersMustLeaveTwoHonestPlatforms() {
        assertThatThrownBy(() -> new EpochParameters(
                        AggregationMode.ONE_FLIGHT, Ring.Z32, 3, 2, 256, 1000, 64, Digest.of(), Digest.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
