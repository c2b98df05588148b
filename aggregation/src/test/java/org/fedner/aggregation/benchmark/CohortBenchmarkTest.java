package org.fedner.aggregation.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.fedner.aggregation.masking.AggregationMode;
import org.junit.jupiter.api.Test;

class CohortBenchmarkTest {

    @Test
    void aRoundWithoutEveryoneIsVoidInModeFAndTheRestGoOnInANewEpoch() {
        List<CohortPoint> heard = new ArrayList<>();
        CohortResult result = CohortBenchmark.run(AggregationMode.ONE_FLIGHT, 12, 50, 0.2, heard::add);
        assertThat(result.points()).isEqualTo(heard).hasSize(2);
        assertThat(heard).allSatisfy(point -> {
            assertThat(point.outcome()).isEqualTo(CohortPoint.Outcome.VOID);
            assertThat(point.dropouts()).isEqualTo(2);
            assertThat(point.epochs()).isEqualTo(2);
            assertThat(point.sums()).isEqualTo(3);
            assertThat(point.neighbours()).isEqualTo(point.platforms() - 1);
        });
    }

    @Test
    void inModeRTheSurvivorsSumIsRecovered() {
        CohortResult result = CohortBenchmark.run(AggregationMode.RECOVERABLE, 10, 50, 0.1, point -> {});
        assertThat(result.points()).hasSize(1);
        assertThat(result.points().get(0).outcome()).isEqualTo(CohortPoint.Outcome.RECOVERED);
        assertThat(result.points().get(0).sums()).isEqualTo(4);
    }

    @Test
    void bad_numbersAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CohortBenchmark.run(AggregationMode.ONE_FLIGHT, 9, 50, 0.1, point -> {}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CohortBenchmark.run(AggregationMode.ONE_FLIGHT, 1025, 50, 0.1, point -> {}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CohortBenchmark.run(AggregationMode.RECOVERABLE, 1025, 50, 0.1, point -> {}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CohortBenchmark.run(AggregationMode.ONE_FLIGHT, 10, 0, 0.1, point -> {}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CohortBenchmark.run(AggregationMode.ONE_FLIGHT, 10, 50, 0.6, point -> {}));
    }
}
