package org.fedner.aggregation.privacy.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.fedner.aggregation.encoding.ImplausibleSumException;
import org.fedner.aggregation.encoding.InputLayout;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.encoding.SumCounts;
import org.fedner.aggregation.encoding.SumDecoder;
import org.fedner.aggregation.privacy.accounting.NoiseShares;
import org.fedner.crypto.SecretBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sums of platforms' shares of noise, as they are decoded. That masks cancel exactly is claimed elsewhere. */
class NoisedSumTest {
    private static final int COORDINATES = 60_000;
    private static final int DELTA = 4096;
    private static final InputLayout LAYOUT = InputLayout.of(0, COORDINATES);

    /** One platform's input: nobody was drawn, and noise is sent all the same. */
    private static RingVector input(long share, int platform) {
        UnitSum nobody = new UnitSum(new IntegerClip(1, DELTA), COORDINATES);
        long[] sum = nobody.part(0);
        byte[] key = new byte[32];
        key[0] = (byte) platform;
        try (UniformBits bits = UniformBits.consuming(SecretBytes.owning(key))) {
            new DiscreteGaussian(share).addTo(sum, 0, sum.length, bits);
        }
        RingVector input = Ring.Z64.zero(LAYOUT.size());
        for (int j = 0; j < sum.length; j++) {
            input.set(LAYOUT.gradientOffset() + j, sum[j]);
        }
        return input;
    }

    private static double variance(List<RingVector> inputs, double scale) throws ImplausibleSumException {
        RingVector sum = Ring.Z64.zero(LAYOUT.size());
        inputs.forEach(sum::add);
        float[] mean = new float[COORDINATES];
        SumCounts counts = new SumDecoder(LAYOUT).decodeNoised(sum, scale, mean);
        assertThat(counts.examples()).isZero();
        double squares = 0;
        for (float value : mean) {
            squares += (double) value * value;
        }
        return squares / COORDINATES;
    }

    /** Members, fewest survivors, colluders; the noise multiplier is 1, so what is promised is a variance of C² a coordinate. */
    @ParameterizedTest
    @CsvSource({"5, 4, 1", "3, 3, 1", "8, 5, 2", "3, 3, 0"})
    void theDecodedSumHasTheStatedVarianceWithAllAndWithTheFewest(int members, int survivors, int colluders)
            throws ImplausibleSumException {
        NoiseShares shares = new NoiseShares(DELTA, survivors, colluders);
        double share = Math.pow((double) shares.share() / DELTA, 2);
        List<RingVector> inputs = IntStream.rangeClosed(1, members)
                .mapToObj(platform -> input(shares.share(), platform))
                .toList();
        double off = 5 * Math.sqrt(2.0 / COORDINATES); // five deviations of an estimated variance, as a fraction
        assertThat(variance(inputs, 1.0 / DELTA)).isCloseTo(members * share, within(members * share * off));
        double fewest = variance(inputs.subList(0, survivors), 1.0 / DELTA);
        assertThat(fewest).isCloseTo(survivors * share, within(survivors * share * off));
        double honest = variance(inputs.subList(0, survivors - colluders), 1.0 / DELTA);
        assertThat(honest).as("without the colluders' shares").isGreaterThan(1 - off);
        assertThat(shares.honest() * shares.share() * shares.share()).isGreaterThanOrEqualTo((long) DELTA * DELTA);
    }

    @Test
    void withNobodyHonestThereIsNoShare() {
        assertThatThrownBy(() -> new NoiseShares(DELTA, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    /** A count, or a loss, would be a release without noise. */
    @Test
    void aSumWithACountIsRefused() {
        RingVector sum = input(100, 1);
        sum.set(InputLayout.EXAMPLES, 1);
        assertThatThrownBy(() -> new SumDecoder(LAYOUT).decodeNoised(sum, 1, new float[COORDINATES]))
                .isInstanceOf(ImplausibleSumException.class);
    }
}
