package org.fedner.aggregation.privacy.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntegerClipTest {

    private static long square(int[] quanta) {
        return Arrays.stream(quanta).mapToLong(value -> (long) value * value).sum();
    }

    @Property
    void theNormNeverExceedsDelta(
            @ForAll @Size(min = 1, max = 300) float[] gradient, @ForAll @IntRange(min = 1, max = 5000) int delta) {
        for (int j = 0; j < gradient.length; j++) {
            gradient[j] = Float.isFinite(gradient[j]) ? gradient[j] : Float.MAX_VALUE;
        }
        int[] quanta = new int[gradient.length];
        new IntegerClip(1, delta).quantise(gradient, quanta);
        assertThat(square(quanta)).isLessThanOrEqualTo((long) delta * delta);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.MAX_VALUE, Float.MIN_VALUE, 1, 0.5f, 0.50001f, -1e-30f, 0})
    void equalCoordinatesAllRoundedUpAreStillWithinDelta(float value) {
        for (int length : new int[] {1, 3, 1000, 100_000}) {
            float[] gradient = new float[length];
            Arrays.fill(gradient, value);
            int[] quanta = new int[length];
            new IntegerClip(1, 200).quantise(gradient, quanta);
            assertThat(square(quanta)).isLessThanOrEqualTo(200L * 200);
        }
    }

    @Property
    void whatIsShorterThanTheClipKeepsItsValueToHalfAQuantum(
            @ForAll @Size(4) float[] ignored, @ForAll @FloatRange(min = -0.4f, max = 0.4f) float value) {
        float[] gradient = {value, -value, value / 3, 0};
        int[] quanta = new int[4];
        boolean clipped = new IntegerClip(1, 4096).quantise(gradient, quanta);
        assertThat(clipped).isFalse();
        for (int j = 0; j < 4; j++) {
            assertThat(Math.abs(quanta[j] - gradient[j] * 4096.0)).isLessThanOrEqualTo(0.5);
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void whatIsNoFiniteNumberIsRefusedByItsIndexAlone(float value) {
        float[] gradient = {1, 2, value};
        assertThatThrownBy(() -> new IntegerClip(1, 100).quantise(gradient, new int[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("coordinate 2");
    }

    @Test
    void aClipOfNothingIsRefused() {
        assertThatThrownBy(() -> new IntegerClip(0, 100)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new IntegerClip(1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new IntegerClip(1, IntegerClip.LARGEST_DELTA + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
