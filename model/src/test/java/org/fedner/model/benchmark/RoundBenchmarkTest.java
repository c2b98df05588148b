package org.fedner.model.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.fedner.model.corpus.Corpus;
import org.fedner.model.corpus.SyntheticHospital;
import org.fedner.model.corpus.SyntheticNotes;
import org.fedner.model.network.NetworkThreads;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.WordInput;
import org.junit.jupiter.api.Test;

class RoundBenchmarkTest {
    private static final List<Corpus> CORPORA = Arrays.stream(SyntheticHospital.values())
            .map(new SyntheticNotes(1, new SyntheticNotes.Sizes(40, 4, 1))::corpus)
            .toList();

    @Test
    void figuresOfARoundBelongTogether() throws Exception {
        NetworkSpec spec = NetworkSpec.fedner(WordInput.Hashed.standard());
        RoundResult result = RoundBenchmark.run(spec, Optional.empty(), CORPORA, 9, 0, 2, NetworkThreads.single());
        assertThat(result.platforms()).isEqualTo(3);
        assertThat(result.sentences()).isBetween(3.0, 10.0); // shares are whole, and a pool's last batch may be short
        assertThat(result.tokens()).isGreaterThan(9.0);
        assertThat(result.gradientMillis()).isPositive();
        assertThat(result.floorMillis())
                .isCloseTo(result.gigaOperations() * 1000 / result.productGflops(), within(1e-6));
        assertThat(result.gradientToFloor()).isCloseTo(result.gradientMillis() / result.floorMillis(), within(1e-6));
    }

    @Test
    void aTableByRowsIsRefused() {
        NetworkSpec tuned = NetworkSpec.fedner(new WordInput.TunedVectors(4, 3, "00".repeat(32)));
        assertThatThrownBy(() -> RoundBenchmark.run(tuned, Optional.empty(), CORPORA, 9, 0, 2, NetworkThreads.single()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
