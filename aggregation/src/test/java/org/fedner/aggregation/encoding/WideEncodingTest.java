package org.fedner.aggregation.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Keystream;

/** Fixed point in Z_2^64. */
class WideEncodingTest {

    private static final int SIZE = 3000; // more than one tile
    private static final double LARGEST = 3000; // 2^45 times that, ten times, is a sum that the ring holds
    private static final InputLayout LAYOUT = InputLayout.of(1, 7, SIZE - 7);
    private static final SumCapacity CAPACITY = SumCapacity.of(Ring.Z64, 10);

    private final FixedPointEncoder encoder = new FixedPointEncoder(LAYOUT);
    private final Keystream rounding = Keystream.consuming(SecretBytes.owning(new byte[32]));
    private final Ring64Vector words = RingVector.owning(new long[LAYOUT.size()]);

    /** With the residual rounded to float32, and u in multiples of 2^-32. */
    @Property(tries = 100)
    void word_and_residual_together_are_the_gradient(
            @ForAll Random random, @ForAll @IntRange(min = -20, max = 45) int exponent) {
        float[] gradient = new float[SIZE];
        for (int j = 0; j < SIZE; j++) {
            gradient[j] = (float)
                    Math.max(-LARGEST, Math.min(LARGEST, random.nextGaussian() * Math.exp(random.nextGaussian() * 2)));
        }
        FixedPointEncoder fresh = new FixedPointEncoder(LAYOUT);
        assertThat(fresh.encode(batch(gradient), Exponents.of(exponent, exponent), CAPACITY, rounding, words))
                .isZero();
        fresh.commit();
        float[] residual = fresh.exportResidual();
        BigDecimal step = new BigDecimal(Math.scalb(1.0, -exponent));
        for (int j = 0; j < SIZE; j++) {
            double difference = new BigDecimal(words.words()[LAYOUT.gradientOffset() + j])
                    .multiply(step)
                    .add(new BigDecimal(residual[j]))
                    .subtract(new BigDecimal(gradient[j]))
                    .doubleValue();
            assertThat(difference).isCloseTo(0, within(step.doubleValue() * 0x1p-23));
        }
    }

    @Property(tries = 100)
    void extreme_gradients_never_exceed_the_capacity(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = 1024) int members) {
        SumCapacity capacity = SumCapacity.of(Ring.Z64, members);
        float[] extremes = {Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE, -Float.MIN_VALUE, 0f, -0f, 1e18f, -1e18f
        };
        float[] gradient = new float[SIZE];
        for (int j = 0; j < SIZE; j++) {
            gradient[j] = extremes[random.nextInt(extremes.length)];
        }
        FixedPointEncoder fresh = new FixedPointEncoder(LAYOUT);
        BigInteger largestSum = BigInteger.valueOf((1L << 60) - 1);
        for (int round = 0; round < 4; round++) { // the residual of an extreme is carried into an extreme
            int saturated = fresh.encode(batch(gradient), Exponents.of(0, 100), capacity, rounding, words);
            fresh.commit();
            assertThat(words.words()[InputLayout.SATURATED])
                    .isEqualTo(saturated)
                    .isPositive();
            for (long word : words.words()) {
                assertThat(BigInteger.valueOf(word).abs().multiply(BigInteger.valueOf(members)))
                        .isLessThanOrEqualTo(largestSum);
            }
            for (float left : fresh.exportResidual()) {
                assertThat(left).isFinite();
            }
        }
    }

    @Example
    void rounding_is_unbiased() {
        float[] gradient = new float[SIZE];
        Arrays.fill(gradient, -1 / 3f);
        long sum = 0;
        int repetitions = 40;
        for (int i = 0; i < repetitions; i++) {
            encoder.encode(batch(gradient), Exponents.of(0, 0), CAPACITY, rounding, words);
            encoder.discard();
            sum += Arrays.stream(words.words()).skip(LAYOUT.gradientOffset()).sum();
        }
        double count = (double) SIZE * repetitions;
        assertThat(sum / count).isCloseTo(-1 / 3.0, within(5 * 0.4714 / Math.sqrt(count)));
    }

    @Example
    void clipped_mass_follows_in_later_rounds() {
        float[] gradient = new float[SIZE];
        gradient[5] = 3f * CAPACITY.largestWord();
        long sum = 0;
        for (int round = 0; round < 5; round++) {
            encoder.encode(
                    batch(round == 0 ? gradient : new float[SIZE]), Exponents.of(0, 0), CAPACITY, rounding, words);
            encoder.commit();
            sum += words.words()[LAYOUT.gradientOffset() + 5];
        }
        assertThat((float) sum).isEqualTo(gradient[5]);
    }

    @Example
    void a_vector_of_the_other_ring_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encoder.encode(
                        batch(new float[SIZE]), Exponents.of(0, 0), CAPACITY, rounding, Ring.Z32.zero(LAYOUT.size())));
    }

    @Example
    void not_a_number_is_refused() {
        float[] gradient = new float[SIZE];
        gradient[17] = Float.NaN;
        assertThatExceptionOfType(NotFiniteException.class)
                .isThrownBy(() -> encoder.encode(batch(gradient), Exponents.of(0, 0), CAPACITY, rounding, words));
    }

    @Property
    void the_capacity_is_the_largest_that_cannot_wrap(@ForAll @IntRange(min = 1, max = 100_000) int members) {
        SumCapacity capacity = SumCapacity.of(Ring.Z64, members);
        long largestSum = (1L << 60) - 1;
        assertThat(BigInteger.valueOf(capacity.largestWord()).multiply(BigInteger.valueOf(members)))
                .isLessThanOrEqualTo(BigInteger.valueOf(largestSum));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SumCapacity(Ring.Z64, members, capacity.largestWord() + 1))
                .withMessageContaining("sum could wrap");
        assertThat(1L << capacity.bits()).isLessThanOrEqualTo(capacity.largestWord());
        assertThat(capacity.largestWord() >> capacity.bits()).isEqualTo(1);
    }

    @Property
    void words_are_big_endian_on_the_wire(@ForAll @Size(max = 20) long[] values) {
        Ring64Vector vector = RingVector.owning(values);
        ByteBuffer wire = ByteBuffer.allocate(3 + values.length * 8);
        wire.position(3);
        vector.write(wire);
        assertThat(wire.hasRemaining()).isFalse();
        wire.position(3);
        for (long value : values) {
            assertThat(wire.getLong()).isEqualTo(value);
        }
        wire.position(3);
        assertThat(Ring.Z64.read(wire, values.length).contentEquals(vector)).isTrue();
        assertThat(wire.hasRemaining()).isFalse();
    }

    @Property(tries = 20)
    void a_training_run_is_encoded_far_beyond_float_and_never_saturates(
            @ForAll @IntRange(min = 3, max = 100) int members, @ForAll long seed) {
        double[] magnitudes = {1e-5, 1, 1e3};
        int tensorSize = 50;
        InputLayout layout = InputLayout.of(0, tensorSize, tensorSize, tensorSize);
        SumCapacity capacity = SumCapacity.of(Ring.Z64, members);
        Exponents exponents = Exponents.initial(layout, capacity);
        List<FixedPointEncoder> encoders = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            encoders.add(new FixedPointEncoder(layout));
        }
        Random random = new Random(seed);
        for (int round = 0; round < 40; round++) {
            RingVector sum = Ring.Z64.zero(layout.size());
            double[] largest = new double[magnitudes.length];
            for (FixedPointEncoder own : encoders) {
                float[] gradient = new float[layout.coordinates()];
                for (int j = 0; j < gradient.length; j++) {
                    double wander = Math.exp(random.nextGaussian() * 2);
                    gradient[j] = (float) (random.nextGaussian() * wander * magnitudes[j / tensorSize]);
                    largest[j / tensorSize] = Math.max(largest[j / tensorSize], Math.abs(gradient[j]));
                }
                RingVector input = Ring.Z64.zero(layout.size());
                assertThat(own.encode(new BatchGradient(20, List.of(), gradient), exponents, capacity, rounding, input))
                        .isZero();
                own.commit();
                sum.add(input);
            }
            for (int tensor = 0; tensor < magnitudes.length && round >= 20; tensor++) {
                assertThat(exponents.step(tensor)).isLessThan(largest[tensor] * 0x1p-24);
            }
            exponents = exponents.next(sum, layout, capacity);
        }
    }

    private static BatchGradient batch(float[] gradient) {
        return new BatchGradient(1, List.of(0), gradient);
    }
}
