package org.fedner.aggregation.masking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mode R on a sparse graph, against a server that chooses the survivors after it has seen who colludes where. */
class RecoveryBoundTest {

    /** The smallest that meet the three bounds; computed with Python's integers from the formulas of docs/protocol.md. */
    @ParameterizedTest
    @CsvSource({
        "129, 26, 64, 51",
        "129, 43, 84, 71",
        "200, 40, 80, 63",
        "200, 66, 110, 91",
        "500, 100, 110, 85",
        "1000, 200, 126, 97",
        "1000, 333, 206, 166",
        "1000, 500, 406, 343",
        "1024, 205, 126, 97"
    })
    void degree_and_threshold_are_the_specifications(int members, int colluders, int degree, int threshold) {
        assertThat(GraphParameters.recoverable(members, colluders))
                .isEqualTo(new GraphParameters(members, degree, threshold));
    }

    /**
     * Every placing of colluders, every choice of survivors: whoever is cut off from other honest survivors with all its self
     * masks rebuilt stands beside two disjoint windows with t - h colluders each. This is the lemma that the bound counts.
     */
    @ParameterizedTest
    @CsvSource({"9, 2, 3", "9, 2, 4", "11, 2, 3", "11, 2, 4", "11, 3, 4", "11, 3, 5", "12, 3, 5"})
    void whoever_the_server_drops_only_two_windows_full_of_colluders_isolate_anyone(
            int members, int half, int threshold) {
        int attacks = 0;
        for (int colluding = 0; colluding < 1 << members; colluding++) {
            BitSet colluders = BitSet.valueOf(new long[] {colluding});
            boolean exposed = hasTwoFullWindows(members, half, threshold - half, colluders);
            int others = ((1 << members) - 1) & ~colluding;
            for (int chosen = others; chosen > 0; chosen = (chosen - 1) & others) {
                BitSet survivors = BitSet.valueOf(new long[] {chosen});
                if (isolatesSomeone(members, half, threshold, survivors, colluders)) {
                    attacks++;
                    assertThat(exposed)
                            .as("%s collude, %s survive", colluders, survivors)
                            .isTrue();
                }
            }
        }
        assertThat(attacks).isPositive(); // such windows do exist here: the statement is not empty
    }

    @Test
    void without_the_threshold_the_server_strips_a_neighbourhood_bare() {
        BitSet survivors = new BitSet();
        survivors.set(0, 3);
        survivors.set(6, 9); // three places between, on both sides of the ring
        assertThat(isolatesSomeone(12, 3, 2, survivors, new BitSet())).isTrue();
        assertThat(isolatesSomeone(12, 3, 4, survivors, new BitSet())).isFalse();
    }

    /** Random orders at full size; the server drops both sides of every stretch in turn, the best it can do. */
    @Test
    void no_stretch_of_a_large_ring_can_be_cut_out() {
        int members = 200;
        GraphParameters parameters = GraphParameters.recoverable(members, 66);
        int half = parameters.degree() / 2;
        Random random = new Random(5);
        for (int draw = 0; draw < 20; draw++) {
            BitSet colluders = new BitSet();
            while (colluders.cardinality() < 66) {
                colluders.set(random.nextInt(members));
            }
            for (int start = 0; start < members; start++) {
                int length = 1 + random.nextInt(members - 2 * half - 1);
                BitSet survivors = new BitSet();
                survivors.set(0, members);
                for (int distance = 1; distance <= half; distance++) {
                    survivors.clear(Math.floorMod(start - distance, members));
                    survivors.clear((start + length - 1 + distance) % members);
                }
                survivors.andNot(colluders);
                assertThat(isolatesSomeone(members, half, parameters.threshold(), survivors, colluders))
                        .isFalse();
            }
        }
    }

    /** Whether some, but not all, honest survivors are cut off from the rest and every one's self mask can be rebuilt. */
    private static boolean isolatesSomeone(int members, int half, int threshold, BitSet survivors, BitSet colluders) {
        if (Ring.isConnected(members, half, survivors)) {
            return false;
        }
        BitSet sources = new BitSet();
        sources.or(survivors);
        sources.or(colluders);
        BitSet left = (BitSet) survivors.clone();
        while (!left.isEmpty()) {
            BitSet component = Ring.component(members, half, survivors, left.nextSetBit(0));
            left.andNot(component);
            boolean rebuilt = component.stream().allMatch(member -> {
                BitSet shares = Ring.neighbours(members, half, member);
                shares.and(sources);
                return shares.cardinality() >= threshold;
            });
            if (rebuilt) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasTwoFullWindows(int members, int half, int colludersInWindow, BitSet colluders) {
        for (int first = 0; first < members; first++) {
            for (int distance = half; distance <= members - half; distance++) {
                if (inWindow(members, half, first, colluders) >= colludersInWindow
                        && inWindow(members, half, first + distance, colluders) >= colludersInWindow) {
                    return true;
                }
            }
        }
        return false;
    }

    private static long inWindow(int members, int half, int from, BitSet colluders) {
        long count = 0;
        for (int place = from; place < from + half; place++) {
            count += colluders.get(place % members) ? 1 : 0;
        }
        return count;
    }
}
