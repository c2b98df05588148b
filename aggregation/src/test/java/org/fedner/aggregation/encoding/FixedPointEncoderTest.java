package org.fedner.aggregation.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Keystream;

class FixedPointEncoderTest {

    private static final int SIZE = 3000; // more than one tile
    private static final InputLayout LAYOUT = InputLayout.of(1, 7, SIZE - 7);
    private static final SumCapacity CAPACITY = SumCapacity.of(Ring.Z32, 10);

    private final FixedPointEncoder encoder = new FixedPointEncoder(LAYOUT);
    private final Keystream rounding = Keystream.consuming(SecretBytes.owning(new byte[32]));
    private final Ring32Vector words = RingVector.owning(new int[LAYOUT.size()]);

    @Property(tries = 100)
    void word_and_residual_together_are_the_gradient(
            @ForAll Random random, @ForAll @IntRange(min = -20, max = 20) int exponent) {
        float[] gradient = gaussians(random, 1000);
        FixedPointEncoder fresh = new FixedPointEncoder(LAYOUT);
        fresh.encode(batch(gradient), Exponents.of(exponent, exponent), CAPACITY, rounding, words);
        fresh.commit();
        float[] residual = fresh.exportResidual();
        double step = Math.scalb(1.0, -exponent);
        for (int j = 0; j < SIZE; j++) {
            int word = words.words()[LAYOUT.gradientOffset() + j];
            assertThat((long) Math.abs(word)).isLessThanOrEqualTo(CAPACITY.largestWord());
            assertThat(word * step + residual[j])
                    .isCloseTo(gradient[j], within(step * 0x1p-24 + Math.ulp(gradient[j])));
            if (Math.abs(word) < CAPACITY.largestWord()) {
                assertThat((double) Math.abs(residual[j])).isLessThanOrEqualTo(step);
            }
        }
    }

    @Property(tries = 100)
    void extreme_gradients_never_exceed_the_capacity(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = 32767) int members) {
        SumCapacity capacity = SumCapacity.of(Ring.Z32, members);
        float[] extremes = {
            Float.MAX_VALUE,
            -Float.MAX_VALUE,
            Float.MIN_VALUE,
            -Float.MIN_VALUE,
            0f,
            -0f,
            1e9f,
            -1e9f,
            2147483648f,
            8388609.5f
        };
        float[] gradient = new float[SIZE];
        for (int j = 0; j < SIZE; j++) {
            gradient[j] = extremes[random.nextInt(extremes.length)];
        }
        FixedPointEncoder fresh = new FixedPointEncoder(LAYOUT);
        for (int round = 0; round < 4; round++) { // the residual of an extreme is carried into an extreme
            fresh.encode(batch(gradient), Exponents.of(0, 100), capacity, rounding, words);
            fresh.commit();
            for (int word : words.words()) {
                assertThat(Math.abs((long) word) * members).isLessThanOrEqualTo(Integer.MAX_VALUE);
            }
            for (float left : fresh.exportResidual()) {
                assertThat(left).isFinite();
            }
        }
    }

    @Example
    void the_head_holds_examples_saturation_and_metrics() {
        float[] gradient = new float[SIZE];
        gradient[0] = 1e30f;
        gradient[SIZE - 1] = -1e30f;
        BatchGradient batch = new BatchGradient(21, List.of(-5), gradient);
        assertThat(encoder.encode(batch, Exponents.of(0, 0), CAPACITY, rounding, words))
                .isEqualTo(2);
        assertThat(Arrays.copyOf(words.words(), 4)).containsExactly(21, 2, -5, (int) CAPACITY.largestWord());
        assertThat(words.words()[LAYOUT.size() - 1]).isEqualTo((int) -CAPACITY.largestWord());
    }

    /** A hundred thousand roundings of a third: the mean is off by less than five standard deviations. */
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
    void small_gradients_are_not_lost_but_accumulate_until_they_count() {
        float[] gradient = new float[SIZE];
        Arrays.fill(gradient, 0.01f);
        long[] sums = new long[SIZE];
        int rounds = 1000;
        for (int i = 0; i < rounds; i++) {
            encoder.encode(batch(gradient), Exponents.of(0, 0), CAPACITY, rounding, words);
            encoder.commit();
            for (int j = 0; j < SIZE; j++) {
                sums[j] += words.words()[LAYOUT.gradientOffset() + j];
            }
        }
        for (long sum : sums) {
            assertThat(sum).isBetween(9L, 11L); // with error feedback every coordinate is within one step of ten
        }
    }

    @Example
    void clipped_mass_follows_in_later_rounds() {
        float[] gradient = new float[SIZE];
        gradient[5] = 3f * CAPACITY.largestWord();
        encoder.encode(batch(gradient), Exponents.of(0, 0), CAPACITY, rounding, words);
        encoder.commit();
        long sum = words.words()[LAYOUT.gradientOffset() + 5];
        for (int i = 0; i < 3; i++) {
            encoder.encode(batch(new float[SIZE]), Exponents.of(0, 0), CAPACITY, rounding, words);
            encoder.commit();
            sum += words.words()[LAYOUT.gradientOffset() + 5];
        }
        assertThat((double) sum).isCloseTo(gradient[5], within(64.0));
    }

    @Example
    void a_void_round_leaves_the_residual_as_it_was() {
        float[] gradient = gaussians(new Random(1), 10);
        encoder.encode(batch(gradient), Exponents.of(3, 3), CAPACITY, rounding, words);
        encoder.commit();
        float[] before = encoder.exportResidual();
        encoder.encode(batch(gradient), Exponents.of(3, 3), CAPACITY, rounding, words);
        encoder.discard();
        assertThat(encoder.exportResidual()).isEqualTo(before);
    }

    @Example
    void a_restored_encoder_goes_on_as_the_original_would() {
        float[] gradient = gaussians(new Random(2), 10);
        encoder.encode(batch(gradient), Exponents.of(3, 3), CAPACITY, rounding, words);
        encoder.commit();
        FixedPointEncoder restored = new FixedPointEncoder(LAYOUT);
        restored.restoreResidual(encoder.exportResidual());
        Ring32Vector again = RingVector.owning(new int[LAYOUT.size()]);
        encoder.encode(batch(gradient), Exponents.of(4, 2), CAPACITY, zeroStream(), words);
        restored.encode(batch(gradient), Exponents.of(4, 2), CAPACITY, zeroStream(), again);
        assertThat(again.words()).isEqualTo(words.words());
    }

    @Property(tries = 30)
    void bad_coordinates_are_named_by_index_and_leave_nothing_pending(
            @ForAll @IntRange(min = 0, max = SIZE - 1) int index, @ForAll boolean infinite) {
        FixedPointEncoder fresh = new FixedPointEncoder(LAYOUT);
        float[] gradient = new float[SIZE];
        gradient[index] = infinite ? Float.NEGATIVE_INFINITY : Float.NaN;
        assertThatExceptionOfType(NotFiniteException.class)
                .isThrownBy(() -> fresh.encode(batch(gradient), Exponents.of(0, 0), CAPACITY, rounding, words))
                .withMessage("the gradient's coordinate " + index + " is not a finite number")
                .satisfies(e -> assertThat(e.index()).isEqualTo(index));
        assertThatIllegalStateException().isThrownBy(fresh::commit);
    }

    @Example
    void bad_order_of_calls_is_refused() {
        assertThatIllegalStateException().isThrownBy(encoder::commit);
        assertThatIllegalStateException().isThrownBy(encoder::discard);
        encoder.encode(batch(new float[SIZE]), Exponents.of(0, 0), CAPACITY, rounding, words);
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> encoder.encode(batch(new float[SIZE]), Exponents.of(0, 0), CAPACITY, rounding, words));
    }

    @Example
    void bad_shapes_and_counts_are_refused() {
        float[] gradient = new float[SIZE];
        refused(batch(new float[SIZE - 1]), Exponents.of(0, 0), words);
        refused(batch(gradient), Exponents.of(0), words);
        refused(batch(gradient), Exponents.of(0, 0), RingVector.owning(new int[SIZE]));
        refused(new BatchGradient(1, List.of(), gradient), Exponents.of(0, 0), words);
        refused(new BatchGradient(Integer.MAX_VALUE, List.of(0), gradient), Exponents.of(0, 0), words);
        refused(new BatchGradient(1, List.of(Integer.MIN_VALUE), gradient), Exponents.of(0, 0), words);
        assertThatIllegalArgumentException().isThrownBy(() -> encoder.restoreResidual(new float[1]));
    }

    @Example
    void gradients_do_not_print() {
        assertThat(batch(new float[SIZE])).hasToString("BatchGradient[3000 coordinates]");
        assertThat(encoder).hasToString("FixedPointEncoder[3000 coordinates]");
        assertThat(words).hasToString("RingVector[3003 words of 32 bits]");
    }

    private void refused(BatchGradient batch, Exponents exponents, Ring32Vector target) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encoder.encode(batch, exponents, CAPACITY, rounding, target));
    }

    private static BatchGradient batch(float[] gradient) {
        return new BatchGradient(8, List.of(0), gradient);
    }

    private static Keystream zeroStream() {
        return Keystream.consuming(SecretBytes.owning(new byte[32]));
    }

    private static float[] gaussians(Random random, double scale) {
        float[] gradient = new float[SIZE];
        for (int j = 0; j < SIZE; j++) {
            gradient[j] = (float) (random.nextGaussian() * scale);
        }
        return gradient;
    }
}
