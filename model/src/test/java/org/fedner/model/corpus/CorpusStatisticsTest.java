package org.fedner.model.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CorpusStatisticsTest {
    @Test
    void countsAsComputedByHand() {
        CorpusStatistics statistics = CorpusStatistics.of(List.of(
                new Sentence(List.of("a", "b", "c"), List.of("B-X", "B-X", "I-X")),
                new Sentence(List.of("d"), List.of("O")),
                new Sentence(List.of("e", "f"), List.of("B-Y", "O"))));
        assertThat(statistics)
                .isEqualTo(CorpusStatistics.of(List.of(
                        new Sentence(List.of("1", "2", "3"), List.of("S-X", "B-X", "E-X")),
                        new Sentence(List.of("4"), List.of("O")),
                        new Sentence(List.of("5", "6"), List.of("S-Y", "O")))));
        assertThat(statistics.sentences()).isEqualTo(3);
        assertThat(statistics.tokens()).isEqualTo(6);
        assertThat(statistics.longestSentence()).isEqualTo(3);
        assertThat(statistics.meanSentenceLength()).isEqualTo(2);
        assertThat(statistics.entitiesByType()).isEqualTo(Map.of("X", 2, "Y", 1));
        assertThat(statistics.entities()).isEqualTo(3);
        assertThat(statistics.sentencesWithoutEntity()).isEqualTo(1);
    }
}
