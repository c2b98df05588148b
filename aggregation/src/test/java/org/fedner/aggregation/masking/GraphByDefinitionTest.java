package org.fedner.aggregation.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Degrees and thresholds against the bounds of docs/protocol.md, written down once more from the definition. */
class GraphByDefinitionTest {

    @Property(tries = 60)
    void a_one_flight_degree_is_the_smallest_within_its_bound(
            @ForAll @IntRange(min = 65, max = 400) int members, @ForAll @IntRange(min = 10, max = 60) int percent) {
        int colluders = members * percent / 100;
        GraphParameters drawn = GraphParameters.oneFlight(members, colluders);
        int half = drawn.degree() / 2;
        if (!drawn.isComplete()) {
            assertThat(isConnected(members, colluders, half)).isTrue();
            assertThat(drawn.threshold()).isEqualTo(drawn.degree());
        }
        for (int smaller = 1; smaller < half && 2 * smaller < members - 1; smaller++) {
            assertThat(isConnected(members, colluders, smaller)).isFalse();
        }
    }

    /** n(n-2h-1)/2 · C(n-2h, f-2h) / C(n, f) ≤ 2^-40. */
    private static boolean isConnected(int n, int f, int h) {
        BigInteger bad = big((long) n * (n - 2L * h - 1) / 2).multiply(choose(n - 2 * h, f - 2 * h));
        assertThat(GraphParameters.disconnectingOrders(n, f, h)).isEqualTo(bad);
        return bad.shiftLeft(40).compareTo(choose(n, f)) <= 0;
    }

    @Property(tries = 60)
    void a_recoverable_threshold_is_the_smallest_that_keeps_all_three_promises(
            @ForAll @IntRange(min = 40, max = 260) int members,
            @ForAll @IntRange(min = 5, max = 40) int percent,
            @ForAll @IntRange(min = 2, max = 60) int half) {
        int colluders = members * percent / 100;
        if (2 * half >= members - 1) {
            return;
        }
        RecoveryBound bound = new RecoveryBound(members, colluders, half);
        int smallest = 2 * half + 1;
        for (int threshold = 2 * half; threshold > half; threshold--) {
            boolean isolatesNobody = isolatesNobody(members, colluders, half, threshold);
            boolean neverBoth = yieldsNeverBothKinds(members, colluders, 2 * half, threshold);
            assertThat(bound.isolatesNobody(threshold)).isEqualTo(isolatesNobody);
            assertThat(bound.yieldsNeverBothKinds(threshold)).isEqualTo(neverBoth);
            assertThat(bound.roundsEnd(threshold)).isEqualTo(roundsEnd(members, 2 * half, threshold));
            smallest = isolatesNobody && neverBoth ? threshold : smallest;
        }
        boolean isUseful = smallest <= 2 * half && roundsEnd(members, 2 * half, smallest);
        assertThat(bound.smallestThreshold()).isEqualTo(isUseful ? smallest : 2 * half + 1);
    }

    /** n(n-1)/2 · P(Hyp(n, f, h) ≥ t-h)² ≤ 2^-41. */
    private static boolean isolatesNobody(int n, int f, int h, int t) {
        BigInteger ways = atLeast(n, f, h, t - h);
        BigInteger all = choose(n, h);
        return big((long) n * (n - 1) / 2).multiply(ways.pow(2)).shiftLeft(41).compareTo(all.pow(2)) <= 0;
    }

    /** n · P(Hyp(n-1, f, k) ≥ 2t-k) ≤ 2^-41. */
    private static boolean yieldsNeverBothKinds(int n, int f, int k, int t) {
        return big(n).multiply(atLeast(n - 1, f, k, 2 * t - k)).shiftLeft(41).compareTo(choose(n - 1, k)) <= 0;
    }

    /** n · P(Hyp(n-1, ⌈n/10⌉, k) ≥ k-t+1) ≤ 2^-10. */
    private static boolean roundsEnd(int n, int k, int t) {
        return big(n).multiply(atLeast(n - 1, (n + 9) / 10, k, k - t + 1))
                        .shiftLeft(10)
                        .compareTo(choose(n - 1, k))
                <= 0;
    }

    /** Draws of {@code drawn} out of {@code population} that hold {@code fewest} or more of {@code marked}. */
    private static BigInteger atLeast(int population, int marked, int drawn, int fewest) {
        BigInteger ways = BigInteger.ZERO;
        for (int x = Math.max(fewest, 0); x <= Math.min(marked, drawn); x++) {
            ways = ways.add(choose(marked, x).multiply(choose(population - marked, drawn - x)));
        }
        return ways;
    }

    private static BigInteger choose(int n, int k) {
        if (k < 0 || k > n) {
            return BigInteger.ZERO;
        }
        BigInteger numerator = BigInteger.ONE;
        BigInteger denominator = BigInteger.ONE;
        for (int i = 0; i < k; i++) {
            numerator = numerator.multiply(big(n - i));
            denominator = denominator.multiply(big(i + 1));
        }
        return numerator.divide(denominator);
    }

    private static BigInteger big(long value) {
        return BigInteger.valueOf(value);
    }

    @Test
    void binomials_are_those_of_the_triangle() {
        for (int n = 0; n < 12; n++) {
            for (int k = -1; k <= n + 1; k++) {
                assertThat(Binomial.of(n, k)).isEqualTo(choose(n, k));
            }
        }
    }

    @Test
    void a_complete_threshold_with_the_member_itself_is_more_than_half_of_members_and_colluders() {
        for (int members = 3; members <= 128; members++) {
            for (int colluders = 0; colluders <= members - 2; colluders++) {
                int threshold = GraphParameters.of(AggregationMode.RECOVERABLE, members, colluders)
                        .threshold();
                assertThat(2 * (threshold + 1)).isGreaterThan(members + colluders);
                assertThat(2 * threshold).isLessThanOrEqualTo(members + colluders);
            }
        }
    }

    @Test
    void bad_shapes_are_refused_and_the_last_good_ones_are_not() {
        assertThat(new GraphParameters(2, 1, 1).isComplete()).isTrue();
        assertThat(new GraphParameters(9, 2, 0).isComplete()).isFalse();
        assertThat(new GraphParameters(9, 8, 8).isComplete()).isTrue();
        for (int[] bad : new int[][] {{1, 1, 0}, {2, 0, 0}, {9, 9, 0}, {9, 10, 0}, {9, 3, 0}, {9, 2, 3}, {9, 2, -1}}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new GraphParameters(bad[0], bad[1], bad[2]));
        }
    }

    @Test
    void bad_numbers_of_colluders_are_refused_whoever_asks() {
        assertThat(GraphParameters.oneFlight(3, 1).isComplete()).isTrue();
        assertThat(GraphParameters.recoverable(3, 1).isComplete()).isTrue();
        assertThat(GraphParameters.of(AggregationMode.ONE_FLIGHT, 3, 0).degree())
                .isEqualTo(2);
        for (int[] bad : new int[][] {{2, 0}, {3, -1}, {3, 2}, {100, 99}}) {
            assertThatIllegalArgumentException().isThrownBy(() -> GraphParameters.oneFlight(bad[0], bad[1]));
            assertThatIllegalArgumentException().isThrownBy(() -> GraphParameters.recoverable(bad[0], bad[1]));
        }
    }
}
