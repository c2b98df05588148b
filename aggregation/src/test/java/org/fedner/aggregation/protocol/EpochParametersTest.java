package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.RowTable;
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
    void anUnknownModeCannotBeAskedFor() {
        byte[] other = Simulation.parameters(3, 1000).encode().toBytes();
        other[0] = 'X';
        assertThatThrownBy(() -> EpochParameters.decode(ByteString.of(other)))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void twoListsOfSurvivorsCannotBothBeSignedAndTheThresholdIsAlwaysPossible() {
        for (int colluders = 0; colluders <= 20; colluders++) {
            EpochParameters parameters = Simulation.recoverableParameters(Math.max(3, colluders + 2), colluders);
            for (int n = parameters.minPlatforms(); n <= 128; n++) {
                int threshold = parameters.recoveryThreshold(n);
                int honest = n - colluders;
                assertThat(2 * (threshold - colluders)).isGreaterThan(honest); // else each honest half signs a list
                assertThat(threshold).isLessThanOrEqualTo(n);
                assertThat(parameters.fewestSurvivors(n)).isGreaterThanOrEqualTo(parameters.minPlatforms());
                assertThat(parameters.toleratedDropouts(n)).isEqualTo(n - parameters.fewestSurvivors(n));
            }
        }
    }

    @Test
    void inModeRThereIsNoTableByRowsAndNoMembershipBeyondTheCompleteGraph() {
        EpochParameters parameters = Simulation.recoverableParameters(3, 1);
        assertThat(parameters.largestMembership()).isEqualTo(128);
        byte[] table =
                Simulation.parameters(3, 1000, new RowTable(40, 3)).encode().toBytes();
        table[0] = AggregationMode.RECOVERABLE.code();
        assertThatThrownBy(() -> EpochParameters.decode(ByteString.of(table)))
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
