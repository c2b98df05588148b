package org.fedner.aggregation.privacy.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnitSumTest {

    private static BigInteger square(long[]... parts) {
        BigInteger sum = BigInteger.ZERO;
        for (long[] part : parts) {
            for (long value : part) {
                sum = sum.add(BigInteger.valueOf(value).pow(2));
            }
        }
        return sum;
    }

    private static BigInteger bound(int delta) {
        return BigInteger.valueOf(delta).pow(2);
    }

    private static float[] finite(float[] values) {
        for (int j = 0; j < values.length; j++) {
            values[j] = Float.isFinite(values[j]) ? values[j] : Float.MAX_VALUE;
        }
        return values;
    }

    /** Any float there is, huge and subnormal ones too, in both parts together. */
    @Property
    void oneUnitMovesTheSumByDeltaAtMost(
            @ForAll @Size(min = 1, max = 200) int[] sharedBits,
            @ForAll @Size(min = 1, max = 200) int[] ownBits,
            @ForAll @IntRange(min = 1, max = UnitSum.LARGEST_DELTA) int delta,
            @ForAll @IntRange(min = -60, max = 60) int clipPower) {
        float[] shared = new float[sharedBits.length];
        float[] own = new float[ownBits.length];
        Arrays.setAll(new Object[shared.length], j -> shared[j] = Float.intBitsToFloat(sharedBits[j]));
        Arrays.setAll(new Object[own.length], j -> own[j] = Float.intBitsToFloat(ownBits[j]));
        UnitSum sum = new UnitSum(new IntegerClip(Math.scalb(1.0, clipPower), delta), shared.length, own.length);
        sum.add(finite(shared), finite(own));
        assertThat(square(sum.part(0), sum.part(1))).isLessThanOrEqualTo(bound(delta));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.MAX_VALUE, Float.MIN_VALUE, Float.MIN_NORMAL, 1, 0.5f, 0.50001f, -1e-30f, -3e38f, 0})
    void allEqualCoordinatesAllRoundedUpAreWithinDelta(float value) {
        for (int delta : new int[] {1, 2, 77, 200, 4096, UnitSum.LARGEST_DELTA}) {
            for (int length : new int[] {1, 3, 1000, 100_000}) {
                float[] shared = new float[length];
                float[] own = new float[length / 2];
                Arrays.fill(shared, value);
                Arrays.fill(own, -value);
                UnitSum sum = new UnitSum(new IntegerClip(1e-3, delta), shared.length, own.length);
                sum.add(shared, own);
                assertThat(square(sum.part(0), sum.part(1))).isLessThanOrEqualTo(bound(delta));
            }
        }
    }

    /** A unit that is clipped keeps nearly all of the norm it may have: what rounding costs is not paid by shrinking. */
    @Test
    void aLongUnitKeepsItsDirectionAndNearlyAllOfDelta() {
        float[] gradient = new float[50_000];
        for (int j = 0; j < gradient.length; j++) {
            gradient[j] = (float) Math.sin(j);
        }
        UnitSum sum = new UnitSum(new IntegerClip(1, 4096), gradient.length);
        sum.add(gradient);
        double norm = Math.sqrt(square(sum.part(0)).doubleValue());
        assertThat(norm).isBetween(4096 * 0.998, 4096.0);
    }

    @Property(tries = 200)
    void aShortUnitIsRoundedAndNothingElse(@ForAll @Size(6) int[] thousandths) {
        float[] gradient = new float[6];
        for (int j = 0; j < 6; j++) {
            gradient[j] = Math.floorMod(thousandths[j], 300) / 1000f;
        }
        UnitSum sum = new UnitSum(new IntegerClip(1, 4096), 6);
        sum.add(gradient);
        for (int j = 0; j < 6; j++) {
            assertThat(sum.part(0)[j]).isEqualTo((long) Math.rint(gradient[j] * 4096f));
        }
    }

    @Test
    void manyUnitsAddUpExactly() {
        UnitSum sum = new UnitSum(new IntegerClip(1, UnitSum.LARGEST_DELTA), 2, 1);
        for (int unit = 0; unit < 1000; unit++) {
            sum.add(new float[] {1, 0}, new float[] {0});
            sum.add(new float[] {0, -0.25f}, new float[] {0.5f});
        }
        assertThat(sum.part(0)).containsExactly(1000L << 20, -(1000L << 18));
        assertThat(sum.part(1)).containsExactly(1000L << 19);
        sum.clear();
        assertThat(sum.part(0)).containsExactly(0, 0);
    }

    /** Zero outside of its stretches, whether that is said or not; long ones, short ones, and units that are too long. */
    @Property(tries = 100)
    void whatIsKnownToBeZeroNeedNotBeLookedAt(
            @ForAll @Size(min = 1, max = 6) int[] lengths,
            @ForAll @IntRange(min = 0, max = 500) int thousandths,
            @ForAll @IntRange(min = 1, max = 4096) int delta) {
        float[] part = new float[20_000];
        int[] stretches = new int[2 * lengths.length];
        int at = 0;
        for (int i = 0; i < lengths.length; i++) {
            int from = at + 1 + Math.floorMod(lengths[i], 700);
            int to = from + 1 + Math.floorMod(lengths[i], 2500);
            Arrays.fill(part, from, to, thousandths / 1000f);
            stretches[2 * i] = from;
            stretches[2 * i + 1] = to;
            at = to;
        }
        UnitSum whole = new UnitSum(new IntegerClip(1, delta), part.length);
        UnitSum inStretches = new UnitSum(new IntegerClip(1, delta), part.length);
        for (int unit = 0; unit < 3; unit++) {
            whole.add(part);
            inStretches.add(new float[][] {part}, new int[][] {stretches});
        }
        assertThat(square(inStretches.part(0))).isLessThanOrEqualTo(bound(3 * delta));
        double norm = Math.sqrt(square(whole.part(0)).doubleValue());
        assertThat(Math.sqrt(square(inStretches.part(0)).doubleValue())).isBetween(norm * 0.99, norm * 1.01);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void whatIsNoFiniteNumberIsRefusedByItsIndexAloneAndNothingIsAdded(float value) {
        UnitSum sum = new UnitSum(new IntegerClip(1, 100), 2, 2);
        assertThatThrownBy(() -> sum.add(new float[] {1, 2}, new float[] {1, value}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("coordinate 1");
        assertThat(sum.part(0)).containsExactly(0, 0);
    }

    @Test
    void aDeltaThatFloatsCannotRoundExactlyIsRefused() {
        assertThatThrownBy(() -> new UnitSum(new IntegerClip(1, UnitSum.LARGEST_DELTA + 1), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
