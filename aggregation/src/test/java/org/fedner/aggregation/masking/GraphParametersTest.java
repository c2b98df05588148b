package org.fedner.aggregation.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.BitSet;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mode F: how many neighbours keep the honest members connected. */
class GraphParametersTest {

    @ParameterizedTest
    @CsvSource({
        "100, 20, 18",
        "1000, 200, 26",
        "100, 33, 26",
        "1000, 333, 36",
        "100, 50, 38",
        "1000, 500, 58",
        "65, 13, 14"
    })
    void the_degree_is_the_specifications(int members, int colluders, int degree) {
        assertThat(GraphParameters.oneFlight(members, colluders).degree()).isEqualTo(degree);
    }

    @Test
    void up_to_64_members_everyone_masks_with_everyone() {
        assertThat(GraphParameters.of(AggregationMode.ONE_FLIGHT, 64, 1).degree())
                .isEqualTo(63);
        assertThat(GraphParameters.of(AggregationMode.ONE_FLIGHT, 65, 1).degree())
                .isEqualTo(14);
        assertThat(GraphParameters.of(AggregationMode.RECOVERABLE, 128, 1).degree())
                .isEqualTo(127);
        assertThat(GraphParameters.of(AggregationMode.RECOVERABLE, 129, 1).isComplete())
                .isFalse();
    }

    @Test
    void a_job_that_names_few_colluders_gets_the_graph_for_a_fifth() {
        assertThat(GraphParameters.of(AggregationMode.ONE_FLIGHT, 1000, 1))
                .isEqualTo(GraphParameters.of(AggregationMode.ONE_FLIGHT, 1000, 200));
        assertThat(GraphParameters.of(AggregationMode.ONE_FLIGHT, 1000, 333).degree())
                .isEqualTo(36);
    }

    @Test
    void where_no_sparse_graph_is_safe_it_is_complete() {
        assertThat(GraphParameters.oneFlight(66, 64).isComplete()).isTrue();
        assertThat(GraphParameters.of(AggregationMode.RECOVERABLE, 129, 127).isComplete())
                .isTrue();
    }

    /** All placings of all numbers of colluders. */
    @Test
    void the_bound_is_never_below_the_exact_share_of_disconnecting_placings() {
        for (int members = 5; members <= 13; members++) {
            for (int half = 1; 2 * half < members - 1; half++) {
                long[] disconnecting = new long[members + 1]; // [colluders]
                for (int placing = 0; placing < 1 << members; placing++) {
                    BitSet honest = BitSet.valueOf(new long[] {placing});
                    if (!Ring.isConnected(members, half, honest)) {
                        disconnecting[members - honest.cardinality()]++;
                    }
                }
                for (int colluders = 0; colluders <= members - 2; colluders++) {
                    BigInteger exact = BigInteger.valueOf(disconnecting[colluders]);
                    assertThat(GraphParameters.disconnectingOrders(members, colluders, half))
                            .isGreaterThanOrEqualTo(exact);
                    assertThat(exactly(members, colluders, half)).isEqualTo(exact);
                }
            }
        }
    }

    /** At degrees low enough that it happens: the share seen is the exact one, and the bound lies above both. */
    @ParameterizedTest
    @CsvSource({"65, 32, 6", "100, 50, 7", "100, 33, 4", "1000, 333, 6"})
    void as_often_as_random_orders_fall_apart_the_calculation_says(int members, int colluders, int half) {
        int draws = 4000;
        Random random = new Random(members * 31L + half);
        int apart = 0;
        for (int draw = 0; draw < draws; draw++) {
            BitSet honest = new BitSet();
            honest.set(0, members);
            while (members - honest.cardinality() < colluders) {
                honest.clear(random.nextInt(members));
            }
            apart += Ring.isConnected(members, half, honest) ? 0 : 1;
        }
        double exact = share(exactly(members, colluders, half), members, colluders);
        double bound = share(GraphParameters.disconnectingOrders(members, colluders, half), members, colluders);
        double deviation = Math.sqrt(exact * (1 - exact) / draws);
        assertThat((double) apart / draws).isBetween(exact - 5 * deviation, exact + 5 * deviation);
        assertThat(exact).isGreaterThan(0.001).isLessThan(bound);
    }

    @Property(tries = 40)
    void more_colluders_never_mean_fewer_neighbours(
            @ForAll @IntRange(min = 65, max = 300) int members, @ForAll @IntRange(min = 1, max = 62) int colluders) {
        assertThat(GraphParameters.oneFlight(members, colluders).degree())
                .isGreaterThanOrEqualTo(
                        GraphParameters.oneFlight(members, colluders - 1).degree());
    }

    @Test
    void bad_numbers_are_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> GraphParameters.of(AggregationMode.ONE_FLIGHT, 2, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> GraphParameters.of(AggregationMode.ONE_FLIGHT, 70, 69));
        assertThatIllegalArgumentException().isThrownBy(() -> GraphParameters.of(AggregationMode.ONE_FLIGHT, 70, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new GraphParameters(70, 15, 15));
        assertThatIllegalArgumentException().isThrownBy(() -> new GraphParameters(70, 70, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new GraphParameters(70, 14, 15));
        assertThatIllegalArgumentException().isThrownBy(() -> new GraphParameters(70, 0, 0));
    }

    /**
     * Placings with two or more gaps of h colluders between neighbouring honest members, by inclusion and exclusion over
     * the compositions of f into n - f gaps; a composition with an anchored honest member, times n / (n - f).
     */
    private static BigInteger exactly(int members, int colluders, int half) {
        int honest = members - colluders;
        BigInteger sum = BigInteger.ZERO;
        for (int gaps = 2; gaps * half <= colluders && gaps <= honest; gaps++) {
            BigInteger term = Binomial.of(honest, gaps)
                    .multiply(Binomial.of(colluders - gaps * half + honest - 1, honest - 1))
                    .multiply(BigInteger.valueOf(gaps - 1));
            sum = gaps % 2 == 0 ? sum.add(term) : sum.subtract(term);
        }
        return sum.multiply(BigInteger.valueOf(members)).divide(BigInteger.valueOf(honest));
    }

    private static double share(BigInteger placings, int members, int colluders) {
        return new BigDecimal(placings)
                .divide(new BigDecimal(Binomial.of(members, colluders)), MathContext.DECIMAL64)
                .doubleValue();
    }
}
