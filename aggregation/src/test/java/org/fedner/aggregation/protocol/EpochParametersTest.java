package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.RowTable;
import org.fedner.aggregation.masking.AggregationMode;
import org.fedner.aggregation.masking.ServerView;
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
            for (int n = parameters.minPlatforms(); n <= 300; n++) {
                int threshold = parameters.signatureThreshold(n);
                int assumed = n <= 128 ? colluders : Math.max(colluders, (n + 4) / 5);
                int honest = n - assumed;
                assertThat(2 * (threshold - assumed)).isGreaterThan(honest); // else each honest half signs a list
                assertThat(threshold).isLessThanOrEqualTo(n);
                assertThat(parameters.fewestSurvivors(n)).isGreaterThanOrEqualTo(parameters.minPlatforms());
                assertThat(parameters.toleratedDropouts(n)).isEqualTo(n - parameters.fewestSurvivors(n));
            }
        }
    }

    @Test
    void inModeRThereIsNoTableByRows() {

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

    @Test
    void everyLimitIsItselfAllowedAndNothingBeyondIt() {
        allowed(3, 0, 1, 2, 1);
        allowed(1024, 1022, 1, 2, 1);
        allowed(3, 1, 1, 1 << 28, 1);
        refused(2, 0, 1, 2, 1);
        refused(1025, 1, 1, 2, 1);
        refused(3, -1, 1, 2, 1);
        refused(1024, 1023, 1, 2, 1);
        refused(3, 1, 0, 2, 1);
        refused(3, 1, 1, 1, 1);
        refused(3, 1, 1, 2, 0);
        refused(3, 1, 1, (1 << 28) + 1, 1); // 2^30 bytes and a word
    }

    @Test
    void theTableCountsIntoTheLargestVector() {
        assertThat(Simulation.parameters(3, 1000, new RowTable(40, 3)).table().exists())
                .isTrue();
        RowTable most = new RowTable(1 << 14, 1 << 13); // 2^27 words, half of what fits
        assertThat(Simulation.parameters(3, 1000, most).table()).isEqualTo(most);
        assertThatThrownBy(() -> Simulation.parameters(3, 1000, new RowTable(1 << 14, 1 << 14)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Simulation.parameters(3, (1 << 27) + 1, most))
                .isInstanceOf(IllegalArgumentException.class); // the other words and the table's together
    }

    @Test
    void aDiagnosisHasFewerMembersThanRoundsOfTraining() {
        assertThat(EpochParameters.largestMembership(AggregationMode.DIAGNOSTIC))
                .isEqualTo(128);
        assertThat(EpochParameters.largestMembership(AggregationMode.ONE_FLIGHT))
                .isEqualTo(1024);
        assertThat(EpochParameters.largestMembership(AggregationMode.RECOVERABLE))
                .isEqualTo(1024);
    }

    @Test
    void countsFitAsLongAsAllMembersLargestDoNotWrap() {
        int members = 10;
        int largest = (int) (Ring.Z32.largestSum() / members);
        assertThat(with(3, 1, 256, 1000, largest).countsFit(members)).isTrue();
        assertThat(with(3, 1, 256, 1000, largest + 1).countsFit(members)).isFalse();
        assertThat(with(3, 1, 256, 1000, largest + 1).countsFit(members - 1)).isTrue();
    }

    @Test
    void resultsAreHiddenOnlyInModeFWithoutATable() {
        assertThat(hidden(AggregationMode.ONE_FLIGHT, RowTable.NONE).serverSees())
                .isEqualTo(ServerView.NOTHING);
        assertThatThrownBy(() -> hidden(AggregationMode.RECOVERABLE, RowTable.NONE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> hidden(AggregationMode.ONE_FLIGHT, new RowTable(40, 3)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void wordsOfAnotherWidthAreMalformed() {
        byte[] bytes = Simulation.parameters(3, 1000).encode().toBytes();
        bytes[2] = 16;
        assertThatThrownBy(() -> EpochParameters.decode(ByteString.of(bytes)))
                .isInstanceOf(MalformedMessageException.class);
    }

    private static EpochParameters hidden(AggregationMode mode, RowTable table) {
        return new EpochParameters(
                mode, Ring.Z32, 3, 1, 256, 1000, 64, Digest.of(), Digest.of(), table, ServerView.NOTHING);
    }

    private static EpochParameters with(
            int minPlatforms, int colluders, int sizeUnit, int inputWords, int largestExamples) {
        return new EpochParameters(
                AggregationMode.ONE_FLIGHT,
                Ring.Z32,
                minPlatforms,
                colluders,
                sizeUnit,
                inputWords,
                largestExamples,
                Digest.of(),
                Digest.of());
    }

    private static void allowed(int minPlatforms, int colluders, int sizeUnit, int inputWords, int largestExamples) {
        assertThat(with(minPlatforms, colluders, sizeUnit, inputWords, largestExamples)
                        .inputWords())
                .isEqualTo(inputWords);
    }

    private static void refused(int minPlatforms, int colluders, int sizeUnit, int inputWords, int largestExamples) {
        assertThatThrownBy(() -> with(minPlatforms, colluders, sizeUnit, inputWords, largestExamples))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
