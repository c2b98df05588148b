package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.fedner.crypto.field.Mersenne61;
import org.junit.jupiter.api.Test;

/** The ledger's components are what linear algebra says: all that can be computed, and nothing else. */
class LedgerTest {

    @Property(tries = 1000)
    void theSumsSpanExactlyWhatCancelsAllUnknownMasks(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int honest) {
        Random random = new Random(seed);
        boolean[][] hidden = new boolean[honest][honest];
        int percent = random.nextInt(101);
        for (int i = 0; i < honest; i++) {
            for (int j = 0; j < i; j++) {
                hidden[i][j] = random.nextInt(100) < percent;
                hidden[j][i] = hidden[i][j];
            }
        }
        Set<Integer> all = new HashSet<>();
        Set<Integer> uploaded = new HashSet<>();
        boolean most = random.nextBoolean();
        for (int i = 0; i < honest; i++) {
            all.add(i);
            if (most ? random.nextInt(8) > 0 : random.nextBoolean()) {
                uploaded.add(i);
            }
        }
        List<Set<Integer>> sums = Ledger.computable(all, uploaded, (i, j) -> hidden[i][j]);

        List<Integer> rows = List.copyOf(uploaded);
        List<long[]> masks = new ArrayList<>(); // per unknown mask, its coefficient in each upload
        for (int i = 0; i < honest; i++) {
            for (int j = i + 1; j < honest; j++) {
                if (hidden[i][j]) {
                    long[] column = new long[rows.size()];
                    for (int row = 0; row < rows.size(); row++) {
                        int member = rows.get(row);
                        column[row] = member == i ? 1 : member == j ? Mersenne61.negate(1) : 0;
                    }
                    masks.add(column);
                }
            }
        }
        assertThat(sums).as("dimension").hasSize(rows.size() - rank(masks, rows.size()));
        for (Set<Integer> sum : sums) {
            for (long[] column : masks) {
                long total = 0;
                for (int row = 0; row < rows.size(); row++) {
                    total = sum.contains(rows.get(row)) ? Mersenne61.add(total, column[row]) : total;
                }
                assertThat(total).as("an unknown mask cancels").isZero();
            }
        }
    }

    @Test
    void aMemberWhoseNeighboursAllColludeIsBare() {
        assertThat(Ledger.computable(Set.of(1, 2, 3), Set.of(1), (i, j) -> i != 1 && j != 1))
                .containsExactly(Set.of(1));
    }

    @Test
    void oneMissingUploadHidesAllOthers() {
        assertThat(Ledger.computable(Set.of(1, 2, 3), Set.of(1, 2), (i, j) -> true))
                .isEmpty();
        assertThat(Ledger.computable(Set.of(1, 2, 3), Set.of(1, 2, 3), (i, j) -> true))
                .containsExactly(Set.of(1, 2, 3));
    }

    /** Gaussian elimination over the field of 2^61 - 1. */
    private static int rank(List<long[]> vectors, int length) {
        List<long[]> rest = new ArrayList<>(vectors.stream().map(long[]::clone).toList());
        int rank = 0;
        for (int at = 0; at < length; at++) {
            int pivotAt = at;
            var pivot = rest.stream().filter(vector -> vector[pivotAt] != 0).findFirst();
            if (pivot.isEmpty()) {
                continue;
            }
            rank++;
            long[] chosen = pivot.get();
            rest.remove(chosen);
            // entries are 1 and -1 on a graph's edges, and stay so: the quotient is the product
            for (long[] vector : rest) {
                if (vector[at] != 0) {
                    long factor = vector[at] == chosen[at] ? Mersenne61.negate(1) : 1;
                    for (int j = 0; j < length; j++) {
                        vector[j] = Mersenne61.add(vector[j], factor == 1 ? chosen[j] : Mersenne61.negate(chosen[j]));
                    }
                }
            }
        }
        return rank;
    }
}
