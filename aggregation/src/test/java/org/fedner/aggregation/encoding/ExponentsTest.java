package org.fedner.aggregation.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Keystream;

class ExponentsTest {

    private static final InputLayout LAYOUT = InputLayout.of(0, 2, 3);
    private static final SumCapacity CAPACITY = SumCapacity.of(Ring.Z32, 3); // 29 bits

    @Property
    void adaptation_is_bounded_and_deterministic(
            @ForAll int a,
            @ForAll int b,
            @ForAll boolean saturated,
            @ForAll @IntRange(min = -40, max = 60) int exponent) {
        Exponents exponents = Exponents.of(exponent, exponent);
        Ring32Vector sum = sum(saturated ? 1 : 0, a, 0, b, 0, 0);
        Exponents next = exponents.next(sum, LAYOUT, CAPACITY);
        assertThat(next).isEqualTo(exponents.next(sum, LAYOUT, CAPACITY));
        for (int tensor = 0; tensor < 2; tensor++) {
            assertThat(next.exponent(tensor) - exponent).isBetween(-16, 4);
        }
    }

    @Example
    void a_tensor_at_its_target_keeps_its_exponent() {
        int target = CAPACITY.bits() - Exponents.HEADROOM_BITS; // bits of the largest word
        int atTarget = (1 << target) - 1;
        int oneBitBelow = (1 << (target - 1)) - 1;
        assertThat(next(0, atTarget, oneBitBelow)).isEqualTo(Exponents.of(10, 10));
    }

    @Example
    void a_large_tensor_falls_at_once_and_a_small_one_rises_by_half_the_gap() {
        assertThat(next(0, 1 << 28, -(1 << 16))).isEqualTo(Exponents.of(10 - 6, 10 + 3));
        assertThat(next(0, 1, 0)).isEqualTo(Exponents.of(10 + 4, 10));
    }

    @Example
    void saturation_lowers_the_tensors_at_the_capacity() {
        assertThat(next(1, (int) CAPACITY.largestWord(), 1 << 22)).isEqualTo(Exponents.of(10 - 8, 10));
    }

    @Example
    void a_tensor_of_just_the_capacitys_bits_is_the_one_suspected_of_saturation() {
        int justFull = 1 << (CAPACITY.bits() - 1);
        assertThat(next(1, justFull, 1 << 22)).isEqualTo(Exponents.of(10 - 8, 10));
    }

    @Example
    void saturation_that_cancelled_in_the_sum_lowers_all_tensors() {
        assertThat(next(7, 100, 0)).isEqualTo(Exponents.of(10 - 8, 10 - 8));
    }

    @Example
    void exponents_stay_in_their_range() {
        Ring32Vector quiet = sum(0, 1, 0, 1, 0, 0);
        assertThat(Exponents.of(100, 98).next(quiet, LAYOUT, CAPACITY)).isEqualTo(Exponents.of(100, 100));
        Ring32Vector loud = sum(1, 1 << 30, 0, 1 << 30, 0, 0);
        assertThat(Exponents.of(-64, -60).next(loud, LAYOUT, CAPACITY)).isEqualTo(Exponents.of(-64, -64));
        assertThatIllegalArgumentException().isThrownBy(() -> Exponents.of(101));
        assertThatIllegalArgumentException().isThrownBy(() -> Exponents.of(-65));
    }

    /**
     * Tensors from 10^-5 to 10^3 whose size wanders by a factor of two from round to round: after a few rounds nothing
     * saturates, and a step is below a ten-thousandth of the tensor's largest coordinate.
     */
    @Property(tries = 20)
    void a_training_run_is_encoded_with_high_resolution_and_without_saturation(
            @ForAll @IntRange(min = 3, max = 100) int members, @ForAll long seed) {
        double[] magnitudes = {1e-5, 1e-2, 1, 30, 1e3};
        int tensorSize = 50;
        InputLayout layout = InputLayout.of(0, tensorSize, tensorSize, tensorSize, tensorSize, tensorSize);
        SumCapacity capacity = SumCapacity.of(Ring.Z32, members);
        Exponents exponents = Exponents.initial(layout, capacity);
        Keystream rounding = Keystream.consuming(SecretBytes.owning(new byte[32]));
        List<FixedPointEncoder> encoders = new ArrayList<>();
        for (int i = 0; i < 3; i++) { // the other members contribute nothing in this run
            encoders.add(new FixedPointEncoder(layout));
        }
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            Ring32Vector sum = RingVector.owning(new int[layout.size()]);
            double[] largest = new double[magnitudes.length];
            for (FixedPointEncoder encoder : encoders) {
                float[] gradient = new float[layout.coordinates()];
                for (int j = 0; j < gradient.length; j++) {
                    double wander = Math.exp(random.nextGaussian() * 0.7);
                    gradient[j] = (float) (random.nextGaussian() * wander * magnitudes[j / tensorSize]);
                    largest[j / tensorSize] = Math.max(largest[j / tensorSize], Math.abs(gradient[j]));
                }
                Ring32Vector words = RingVector.owning(new int[layout.size()]);
                int saturated = encoder.encode(
                        new BatchGradient(20, List.of(), gradient), exponents, capacity, rounding, words);
                encoder.commit();
                sum.add(words);
                assertThat(saturated).isLessThanOrEqualTo(round == 0 ? 20 : 0);
            }
            for (int tensor = 0; tensor < magnitudes.length && round >= 20; tensor++) {
                assertThat(exponents.step(tensor)).isLessThan(largest[tensor] * 1e-4);
            }
            exponents = exponents.next(sum, layout, capacity);
        }
    }

    @Example
    void encoding_is_canonical() {
        Exponents exponents = Exponents.of(-64, 0, 100);
        assertThat(exponents.encode()).hasSize(16);
        assertThat(Exponents.decode(exponents.encode())).isEqualTo(exponents);
    }

    @Example
    void bad_encodings_and_shapes_are_refused() {
        byte[] encoded = Exponents.of(1, 2).encode();
        for (int length : new int[] {0, 3, 4, 11, 13}) {
            byte[] bad = Arrays.copyOf(encoded, length);
            assertThatIllegalArgumentException().isThrownBy(() -> Exponents.decode(bad));
        }
        encoded[4] = 1; // an exponent of 2^24
        assertThatIllegalArgumentException().isThrownBy(() -> Exponents.decode(encoded));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Exponents.of(1).next(sum(0, 0, 0, 0, 0, 0), LAYOUT, CAPACITY));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Exponents.of(1, 2).next(RingVector.owning(new int[3]), LAYOUT, CAPACITY));
    }

    private static Exponents next(int saturated, int first, int second) {
        return Exponents.of(10, 10).next(sum(saturated, first, 0, 0, second, 0), LAYOUT, CAPACITY);
    }

    private static Ring32Vector sum(int saturated, int... gradient) {
        int[] words = new int[2 + gradient.length];
        words[InputLayout.EXAMPLES] = 64;
        words[InputLayout.SATURATED] = saturated;
        System.arraycopy(gradient, 0, words, 2, gradient.length);
        return RingVector.owning(words);
    }
}
