package org.fedner.model.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PackingTest {
    @Provide
    static Arbitrary<int[]> lengths() {
        return Arbitraries.integers()
                .between(1, 9)
                .array(int[].class)
                .ofMinSize(1)
                .ofMaxSize(12);
    }

    @Property
    void everyElementHasAPlaceOfItsOwnAndStepsStandTogether(@ForAll("lengths") int[] lengths) {
        Packing packing = new Packing(lengths);
        int[] taken = new int[packing.places()];
        for (int s = 0; s < lengths.length; s++) {
            for (int t = 0; t < lengths[s]; t++) {
                int place = packing.place(s, t);
                taken[place]++;
                assertThat(place).isBetween(packing.first(t), packing.first(t) + packing.at(t) - 1);
                if (t > 0) {
                    assertThat(place - packing.first(t)).isEqualTo(packing.place(s, t - 1) - packing.first(t - 1));
                }
            }
        }
        assertThat(taken).containsOnly(1);
        assertThat(packing.places()).isEqualTo(Arrays.stream(lengths).sum());
        assertThat(packing.steps()).isEqualTo(Arrays.stream(lengths).max().orElseThrow());
        assertThat(packing.at(packing.steps())).isZero();
        assertThat(packing.first(packing.steps())).isEqualTo(packing.places());
    }

    @Property
    void theMirrorTurnsEachSequenceRoundAndIsItsOwnInverse(@ForAll("lengths") int[] lengths) {
        Packing packing = new Packing(lengths);
        for (int s = 0; s < lengths.length; s++) {
            for (int t = 0; t < lengths[s]; t++) {
                int place = packing.place(s, t);
                assertThat(packing.mirrored(place)).isEqualTo(packing.place(s, lengths[s] - 1 - t));
                assertThat(packing.mirrored(packing.mirrored(place))).isEqualTo(place);
            }
        }
    }
}
