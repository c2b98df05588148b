package org.fedner.aggregation.privacy.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.fedner.crypto.SecretBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Samples follow the exact distribution: moments, a chi-square test and the largest distance of the distribution functions.
 * Seeds are fixed, so each claim is checked once and for all; {@code -Dfedner.noise.samples=10000000} takes ten million.
 */
class DiscreteGaussianTest {

    private static final int SAMPLES = Integer.getInteger("fedner.noise.samples", 400_000);
    private static final double LEAST_LIKELY = 1e-4;

    private static UniformBits bits(long seed) {
        return UniformBits.consuming(
                SecretBytes.owning(ByteBuffer.allocate(32).putLong(seed).array()));
    }

    private static long[] samples(long sigma) {
        DiscreteGaussian noise = new DiscreteGaussian(sigma);
        long[] samples = new long[SAMPLES];
        try (UniformBits bits = bits(sigma)) {
            noise.addTo(samples, 0, SAMPLES, bits);
        }
        Arrays.sort(samples);
        return samples;
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 8, 9, 17, 100, 1000, 4096, 100_000})
    void samplesFollowTheExactDistribution(long sigma) {
        long[] samples = samples(sigma);
        double[] exact = distribution(sigma);
        int centre = exact.length / 2;

        double mean = Arrays.stream(samples).average().orElseThrow();
        assertThat(Math.abs(mean) * Math.sqrt(SAMPLES) / sigma)
                .as("mean, in deviations")
                .isLessThan(4);
        double variance = Arrays.stream(samples)
                .mapToDouble(z -> (double) z * z)
                .average()
                .orElseThrow();
        double expected = 0;
        for (int i = 0; i < exact.length; i++) {
            expected += exact[i] * (i - centre) * (double) (i - centre);
        }
        assertThat(Math.abs(variance / expected - 1) * Math.sqrt(SAMPLES / 2.0))
                .as("variance, in deviations")
                .isLessThan(4);
        assertThat(chiSquare(samples, exact, sigma)).as("chi-square").isGreaterThan(LEAST_LIKELY);
        // Kolmogorov: sqrt(n) D above 2.2 has probability below 1.3e-4; less for a discrete distribution
        assertThat(largestDistance(samples, exact) * Math.sqrt(SAMPLES)).isLessThan(2.2);
    }

    private static double[] distribution(long sigma) {
        int reach = (int) (14 * sigma);
        double[] weights = new double[2 * reach + 1];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            double z = i - reach;
            weights[i] = Math.exp(-z * z / (2.0 * sigma * sigma));
            sum += weights[i];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
        return weights;
    }

    /** The probability of a statistic at least as large, over bins of a sixteenth of sigma (whole numbers where smaller). */
    private static double chiSquare(long[] samples, double[] exact, long sigma) {
        long bin = Math.max(1, sigma / 16);
        int centre = exact.length / 2;
        double statistic = 0;
        int bins = 0;
        int next = 0;
        double probability = 0;
        int observed = 0;
        for (int i = 0; i < exact.length; i++) {
            probability += exact[i];
            while (next < samples.length && samples[next] == i - centre) {
                next++;
                observed++;
            }
            boolean isLast = i == exact.length - 1;
            if ((i - centre) % bin == 0 && probability * SAMPLES >= 20 && (samples.length - next) >= 20 || isLast) {
                double difference = observed - probability * SAMPLES;
                statistic += difference * difference / (probability * SAMPLES);
                bins++;
                probability = 0;
                observed = 0;
            }
        }
        return 1 - new ChiSquaredDistribution(bins - 1).cumulativeProbability(statistic);
    }

    private static double largestDistance(long[] samples, double[] exact) {
        int centre = exact.length / 2;
        double cumulative = 0;
        double largest = 0;
        int next = 0;
        for (int i = 0; i < exact.length; i++) {
            cumulative += exact[i];
            while (next < samples.length && samples[next] <= i - centre) {
                next++;
            }
            largest = Math.max(largest, Math.abs(cumulative - (double) next / samples.length));
        }
        return largest;
    }

    @Property(tries = 300)
    void theFastExponentialIsWithinItsErrorOfTheExactOne(
            @ForAll @LongRange(min = 32, max = 1L << 41) long denominator, @ForAll @LongRange(min = 0) long number) {
        long numerator = number % (2 * denominator);
        long fast = new FastExponential(denominator).approximate(numerator);
        BigInteger exact = ExactExponential.of(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator))
                .shiftRight(ExactExponential.BITS - 63);
        assertThat(Math.abs(fast - exact.min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact()))
                .isLessThan(FastExponential.ERROR / 16);
    }

    @Test
    void theExactExponentialIsThatOfTheTextbook() {
        // e^-1 to 75 places
        BigDecimal inverse =
                new BigDecimal("0.367879441171442321595523770161460867445811131031767834507836801697461495744");
        BigDecimal here = new BigDecimal(ExactExponential.of(BigInteger.ONE, BigInteger.ONE))
                .divide(new BigDecimal(BigInteger.ONE.shiftLeft(ExactExponential.BITS)), new MathContext(80));
        assertThat(here.subtract(inverse).abs()).isLessThan(new BigDecimal("1e-70"));
        assertThat(ExactExponential.of(BigInteger.ZERO, BigInteger.ONE).bitLength())
                .isEqualTo(ExactExponential.BITS);
        assertThat(ExactExponential.of(BigInteger.ONE.shiftLeft(80), BigInteger.ONE))
                .isZero();
    }

    @Property(tries = 100)
    void exponentialsMultiply(
            @ForAll @IntRange(min = 0, max = 400) int a, @ForAll @IntRange(min = 0, max = 400) int b) {
        BigInteger seven = BigInteger.valueOf(7);
        BigInteger product = ExactExponential.of(BigInteger.valueOf(a), seven)
                .multiply(ExactExponential.of(BigInteger.valueOf(b), seven))
                .shiftRight(ExactExponential.BITS);
        BigInteger together = ExactExponential.of(BigInteger.valueOf(a + b), seven);
        assertThat(product.subtract(together).abs())
                .isLessThan(BigInteger.valueOf(4L * ExactExponential.LARGEST_ERROR));
    }

    @Test
    void onlySigmasThatTheTablesAreMadeForAreTaken() {
        assertThatThrownBy(() -> new DiscreteGaussian(3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DiscreteGaussian(DiscreteGaussian.LARGEST_SIGMA + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLowBoundIsUniform() {
        int[] counts = new int[7];
        try (UniformBits bits = bits(7)) {
            for (int i = 0; i < 700_000; i++) {
                counts[bits.below(7)]++;
            }
        }
        assertThat(Arrays.stream(counts).asDoubleStream().boxed())
                .allSatisfy(count -> assertThat(count).isCloseTo(100_000, within(1500.0)));
    }
}
