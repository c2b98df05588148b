package org.fedner.model.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.assertj.core.data.Offset;
import org.fedner.model.parameters.LearningRateSchedule.Decay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UpdateRuleTest {
    private static final LearningRateSchedule RATES = new LearningRateSchedule(Decay.CONSTANT, 0.01, 1, 0, 100);
    private static final ParameterLayout LAYOUT = new ParameterLayout(
            List.of(
                    new TensorSpec("w", List.of(3, 4), new Initialiser.Zero()),
                    new TensorSpec("b", List.of(4), new Initialiser.Zero()),
                    new TensorSpec("u", List.of(2, 2), new Initialiser.Zero())),
            Optional.empty());

    private static float[] random(int size, long seed) {
        Random random = new Random(seed);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static double norm(float[]... parts) {
        double sum = 0;
        for (float[] part : parts) {
            for (float value : part) {
                sum += (double) value * value;
            }
        }
        return Math.sqrt(sum);
    }

    /** AdamW's Algorithm 2 in doubles, with vectors left alone. */
    @Test
    void weightDecayIsThatOfAdamWAndSparesVectors() {
        UpdateRule rule = new UpdateRule(RATES, Double.POSITIVE_INFINITY, 0.1);
        float[] x = random(LAYOUT.size(), 1);
        double[] expected = new double[x.length];
        double[] m = new double[x.length];
        double[] v = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            expected[i] = x[i];
        }
        Adam adam = new Adam(x.length);
        for (int t = 1; t <= 30; t++) {
            float[] gradient = random(x.length, 100 + t);
            for (int i = 0; i < x.length; i++) {
                boolean isOfVector = i >= 12 && i < 16;
                m[i] = 0.9 * m[i] + 0.1 * gradient[i];
                v[i] = 0.999 * v[i] + 0.001 * gradient[i] * gradient[i];
                double direction = m[i] / (1 - Math.pow(0.9, t)) / (Math.sqrt(v[i] / (1 - Math.pow(0.999, t))) + 1e-8);
                expected[i] -= 0.01 * (direction + (isOfVector ? 0 : 0.1 * expected[i]));
            }
            rule.step(LAYOUT, x, adam, gradient, t - 1);
        }
        for (int i = 0; i < x.length; i++) {
            assertThat((double) x[i]).isCloseTo(expected[i], Offset.offset(2e-6));
        }
    }

    @Property(tries = 200)
    void aClippedGradientKeepsItsDirectionAndHasTheNorm(
            @ForAll long seed, @ForAll @DoubleRange(min = 0.01, max = 20) double clipNorm) {
        float[] dense = random(20, seed);
        float[] table = random(6, seed + 1);
        float[] denseBefore = dense.clone();
        double before = norm(dense, table);
        new UpdateRule(RATES, clipNorm, 0).clip(dense, RowGradient.of(new int[] {2, 5}, 3, table));
        assertThat(norm(dense, table)).isCloseTo(Math.min(before, clipNorm), Offset.offset(1e-5 * before));
        if (before <= clipNorm) {
            assertThat(dense).isEqualTo(denseBefore);
        }
        double scale = Math.min(1, clipNorm / before);
        for (int i = 0; i < dense.length; i++) {
            assertThat((double) dense[i]).isCloseTo(scale * denseBefore[i], Offset.offset(1e-6));
        }
    }

    @Test
    void aZeroGradientIsLeftAlone() {
        float[] zero = new float[4];
        new UpdateRule(RATES, 1, 0).clip(zero, RowGradient.none());
        assertThat(zero).containsOnly(0f);
    }

    /** What every job computed before there was any of this. */
    @Test
    void withoutClippingAndDecayAStepHasTheBitsOfAdam() {
        float[] plain = random(LAYOUT.size(), 3);
        float[] ruled = plain.clone();
        Adam adam = new Adam(plain.length);
        Adam other = new Adam(plain.length);
        LearningRateSchedule rates = LearningRateSchedule.standard(50);
        for (int round = 0; round < 50; round++) {
            float[] gradient = random(plain.length, 200 + round);
            adam.step(plain, gradient, 0.004 * (1 - (1 - 0.05) * (round / 49.0)));
            UpdateRule.of(rates).step(LAYOUT, ruled, other, gradient.clone(), round);
        }
        assertThat(ruled).isEqualTo(plain);
    }

    @Test
    void aRoundOfLocalStepsTakesTheMeanChangeOffAndNothingElse() {
        NetworkSpec spec = NetworkSpec.fedner(WordInput.Hashed.standard());
        SharedState state = SharedState.initial(spec, 7);
        float[] before = state.parameters().values().clone();
        float[] change = random(before.length, 4);
        state.move(change);
        assertThat(state.round()).isEqualTo(1);
        for (int i = 0; i < before.length; i++) {
            assertThat(state.parameters().values()[i]).isEqualTo(before[i] - change[i]);
        }
        change[5] = Float.NaN;
        byte[] digest = state.digest();
        assertThatThrownBy(() -> state.move(change)).hasMessageContaining("coordinate 5");
        assertThatThrownBy(() -> state.move(new float[3])).hasMessageContaining("3 coordinates");
        assertThat(state.digest()).isEqualTo(digest);
    }

    @ParameterizedTest
    @EnumSource(Decay.class)
    void ratesRiseToThePeakAndFallToTheirEnd(Decay decay) {
        LearningRateSchedule rates = new LearningRateSchedule(decay, 0.01, 0.1, 9, 100);
        for (int round = 1; round < 100; round++) {
            if (round <= 9) {
                assertThat(rates.rate(round)).isGreaterThan(rates.rate(round - 1));
            } else {
                assertThat(rates.rate(round)).isLessThanOrEqualTo(rates.rate(round - 1));
            }
        }
        assertThat(rates.rate(0)).isCloseTo(0.001, Offset.offset(1e-12));
        assertThat(rates.rate(9)).isCloseTo(0.01, Offset.offset(1e-12));
        double last =
                switch (decay) {
                    case LINEAR, COSINE -> 0.001;
                    case CONSTANT -> 0.01;
                    case INVERSE_SQRT -> 0.01 * Math.sqrt(0.1);
                };
        assertThat(rates.rate(99)).isCloseTo(last, Offset.offset(1e-12));
        assertThat(rates.over(200).warmup()).isEqualTo(18);
        assertThat(rates.over(1).rate(0)).isEqualTo(0.01);
    }

    @Test
    void aCosineIsHalfWayDownInTheMiddle() {
        LearningRateSchedule rates = new LearningRateSchedule(Decay.COSINE, 1, 0, 0, 101);
        assertThat(rates.rate(50)).isCloseTo(0.5, Offset.offset(1e-12));
        assertThat(rates.rate(25)).isCloseTo((1 + Math.sqrt(0.5)) / 2, Offset.offset(1e-12));
    }

    @Test
    void bad_impossibleNumbersAreRefused() {
        assertThatThrownBy(() -> new UpdateRule(RATES, 0, 0)).hasMessageContaining("clip norm");
        assertThatThrownBy(() -> new UpdateRule(RATES, Double.NaN, 0)).hasMessageContaining("clip norm");
        assertThatThrownBy(() -> new UpdateRule(RATES, 1, -1)).hasMessageContaining("weight decay");
        assertThatThrownBy(() -> new LearningRateSchedule(Decay.LINEAR, 0.1, 0.1, 10, 10))
                .hasMessageContaining("warm-up");
    }
}
