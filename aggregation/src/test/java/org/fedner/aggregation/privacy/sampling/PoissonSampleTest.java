package org.fedner.aggregation.privacy.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.fedner.crypto.SecretBytes;
import org.junit.jupiter.api.Test;

class PoissonSampleTest {

    private static UniformBits bits(int key) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) key;
        return UniformBits.consuming(SecretBytes.owning(bytes));
    }

    /** Binomial mean and variance, and no dependence between neighbours, over 4,000 samples of 500 units. */
    @Test
    void everyUnitIsDrawnByItselfWithProbabilityQ() {
        int units = 500;
        int samples = 4000;
        double q = 0.03;
        int[] often = new int[units];
        double sum = 0;
        double squares = 0;
        int pairs = 0;
        try (UniformBits bits = bits(1)) {
            for (int s = 0; s < samples; s++) {
                int[] drawn = PoissonSample.draw(units, 30_000_000, bits);
                Arrays.stream(drawn).forEach(unit -> often[unit]++);
                sum += drawn.length;
                squares += (double) drawn.length * drawn.length;
                for (int i = 1; i < drawn.length; i++) {
                    pairs += drawn[i] == drawn[i - 1] + 1 ? 1 : 0;
                }
            }
        }
        double mean = sum / samples;
        double variance = squares / samples - mean * mean;
        assertThat(mean).isCloseTo(units * q, within(5 * Math.sqrt(units * q / samples)));
        assertThat(variance).isCloseTo(units * q * (1 - q), within(1.7)); // five deviations of an estimated variance
        double deviation = Math.sqrt(samples * q * (1 - q));
        assertThat(Arrays.stream(often).min().orElseThrow()).isGreaterThan((int) (samples * q - 5 * deviation));
        assertThat(Arrays.stream(often).max().orElseThrow()).isLessThan((int) (samples * q + 5 * deviation));
        double expectedPairs = samples * (units - 1.0) * q * q;
        assertThat((double) pairs).isCloseTo(expectedPairs, within(5 * Math.sqrt(expectedPairs)));
    }

    @Test
    void aRateOfOneTakesAllAndNobodyIsASampleToo() {
        try (UniformBits bits = bits(2)) {
            assertThat(PoissonSample.draw(7, PoissonSample.BILLION, bits)).containsExactly(0, 1, 2, 3, 4, 5, 6);
            assertThat(PoissonSample.draw(0, 1, bits)).isEmpty();
            assertThat(PoissonSample.draw(1000, 1, bits)).isEmpty();
        }
    }

    @Test
    void aRateOutsideIsRefused() {
        try (UniformBits bits = bits(3)) {
            assertThatThrownBy(() -> PoissonSample.draw(1, 0, bits)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> PoissonSample.draw(1, PoissonSample.BILLION + 1, bits))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aChoiceTakesEachAlikeAndNoneTwice() {
        int[] often = new int[10];
        try (UniformBits bits = bits(4)) {
            for (int i = 0; i < 10_000; i++) {
                int[] chosen = PoissonSample.choose(10, 3, bits);
                assertThat(chosen).hasSize(3).doesNotHaveDuplicates().isSorted();
                Arrays.stream(chosen).forEach(number -> often[number]++);
            }
            assertThat(PoissonSample.choose(2, 3, bits)).containsExactly(0, 1);
        }
        IntStream.of(often).forEach(count -> assertThat(count).isBetween(2770, 3230));
    }
}
