package org.fedner.aggregation.privacy.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NoiseSharesTest {

    @Property
    void theHonestSharesTogetherCarryTheWholeAndNoSmallerShareDoes(
            @ForAll @IntRange(min = 64, max = 1_000_000) int total,
            @ForAll @IntRange(min = 1, max = 60) int honest,
            @ForAll @IntRange(min = 0, max = 60) int colluders) {
        NoiseShares shares = new NoiseShares(total, honest + colluders, colluders);
        long share = shares.share();
        assertThat(share * share * honest).isGreaterThanOrEqualTo((long) total * total);
        assertThat((share - 1) * (share - 1) * honest).isLessThan((long) total * total);
    }

    @Test
    void sharesOfFourQuantaAddUpToADiscreteGaussianForAllPurposes() {
        assertThat(new NoiseShares(8, 4, 0).share()).isEqualTo(4);
        assertThat(new NoiseShares(8, 4, 0).excess(1_000_000)).isLessThan(1e-60);
    }

    @Test
    void sharesThatAreTooSmallOrOfNobodyAreRefused() {
        assertThatThrownBy(() -> new NoiseShares(6, 4, 0)).hasMessageContaining("too small");
        assertThatThrownBy(() -> new NoiseShares(100, 2, 2)).isInstanceOf(IllegalArgumentException.class);
    }
}
