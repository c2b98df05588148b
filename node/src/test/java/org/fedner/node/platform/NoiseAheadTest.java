package org.fedner.node.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.fedner.aggregation.privacy.sampling.DiscreteGaussian;
import org.junit.jupiter.api.Test;

class NoiseAheadTest {
    private static final int COORDINATES = 40_000;
    private static final long SHARE = 50;
    private static final long WHOLE = 400;

    private static NoiseAhead noise() {
        return new NoiseAhead(
                List.of(new DiscreteGaussian(SHARE), new DiscreteGaussian(WHOLE)), COORDINATES, COORDINATES);
    }

    private static double deviation(long[] values) {
        double squares = 0;
        for (long value : values) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares / values.length);
    }

    @Test
    void eachPartGetsNoiseOfItsOwnDeviationAndEachStepOtherNoise() {
        NoiseAhead noise = noise();
        long[][] steps = new long[2][COORDINATES];
        for (long[] step : steps) {
            noise.begin();
            long[] own = new long[COORDINATES];
            noise.addTo(0, step);
            noise.addTo(1, own);
            assertThat(deviation(step)).isCloseTo(SHARE, within(SHARE * 0.03));
            assertThat(deviation(own)).isCloseTo(WHOLE, within(WHOLE * 0.03));
        }
        long[] difference = new long[COORDINATES];
        for (int j = 0; j < COORDINATES; j++) {
            difference[j] = steps[0][j] - steps[1][j];
        }
        assertThat(deviation(difference)).isCloseTo(SHARE * Math.sqrt(2), within(SHARE * 0.05));
    }

    @Test
    void nothingLeavesWithoutNoiseOrWithTheSameTwice() {
        NoiseAhead noise = noise();
        long[] sum = new long[COORDINATES];
        assertThatThrownBy(() -> noise.addTo(0, sum)).isInstanceOf(IllegalStateException.class);
        noise.begin();
        noise.addTo(0, sum);
        assertThatThrownBy(() -> noise.addTo(0, sum)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void noiseOfAStepThatCameToNothingIsThrownAway() {
        NoiseAhead noise = noise();
        noise.begin();
        noise.begin();
        long[] sum = new long[COORDINATES];
        noise.addTo(0, sum);
        assertThat(deviation(sum)).isCloseTo(SHARE, within(SHARE * 0.03));
    }
}
