package org.fedner.model.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.fedner.model.network.NetworkThreads;
import org.junit.jupiter.api.Test;

class TrainingBenchmarkTest {

    @Test
    void figuresBelongTogether() throws Exception {
        TrainingResult result = TrainingBenchmark.run(2, 3, 2, NetworkThreads.single());
        // 3 x 196*30*50, 6 places of 3*252*128 and 160*13, 6 steps of 2*208*320; once forward and twice backward
        double operations = 3 * 2.0 * (3 * 196 * 30 * 50 + 6 * (3 * 252 * 128 + 160 * 13) + 6 * 2 * 208 * 320);
        assertThat(result.gigaOperations()).isCloseTo(operations / 1e9, within(1e-9));
        assertThat(result.floorMillis()).isCloseTo(operations / (result.productGflops() * 1e6), within(1e-6));
        assertThat(result.stepMillis()).isPositive();
        assertThat(result.stepToFloor()).isCloseTo(result.stepMillis() / result.floorMillis(), within(1e-6));
        assertThat(result.forwardMillis()).isPositive();
        assertThat(result.distinctWords()).isEqualTo(3);
    }
}
