package org.fedner.model.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads the public corpora that lie beside the repository, where they do; they are not part of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealCorporaTest {
    private static final Path DATA = Path.of("..", "..", "shared", "data");

    private static void needsData() {
        assumeTrue(
                Files.isDirectory(DATA),
                "SKIPPED: no corpora in ../shared/data beside the repository, so the reader was not tried on real text");
    }

    @Test
    void everyCorpusIsReadStrictly() throws Exception {
        needsData();
        List<Path> folders;
        try (Stream<Path> entries = Files.list(DATA)) {
            folders = entries.filter(entry -> Files.exists(entry.resolve("train.conll")))
                    .toList();
        }
        assertThat(folders).hasSizeGreaterThanOrEqualTo(3);
        for (Path folder : folders) {
            Corpus corpus = Corpus.read(folder, TagScheme.BIO);
            assertThat(corpus.convertedTo(TagScheme.BIOES).convertedTo(TagScheme.BIO))
                    .as(folder.getFileName().toString())
                    .isEqualTo(corpus);
        }
    }

    static Stream<Arguments> published() {
        return Stream.of(
                counts("ade-corpus-v2", "train", 2564, 55112, 97, Map.of("ADE", 3504, "Drug", 2956, "Dosage", 137)),
                counts("ade-corpus-v2", "dev", 344, 7686, 55, Map.of("ADE", 464, "Drug", 391, "Dosage", 28)),
                counts("ade-corpus-v2", "test", 508, 11067, 67, Map.of("ADE", 687, "Drug", 606, "Dosage", 28)),
                counts(
                        "maccrobat",
                        "train",
                        2280,
                        52894,
                        179,
                        Map.of("Symptom", 1660, "Disease", 703, "Drug", 486, "Dosage", 166)),
                counts(
                        "maccrobat",
                        "dev",
                        375,
                        8431,
                        79,
                        Map.of("Symptom", 293, "Disease", 81, "Drug", 58, "Dosage", 22)),
                counts(
                        "maccrobat",
                        "test",
                        521,
                        12978,
                        115,
                        Map.of("Symptom", 465, "Drug", 140, "Disease", 133, "Dosage", 69)),
                counts("bc5cdr", "train", 4560, 118170, 154, Map.of("Chemical", 5203, "Disease", 4182)),
                counts("bc5cdr", "dev", 4581, 117453, 225, Map.of("Chemical", 5347, "Disease", 4246)),
                counts("bc5cdr", "test", 4797, 124750, 165, Map.of("Chemical", 5385, "Disease", 4424)));
    }

    private static Arguments counts(
            String corpus, String split, int sentences, long tokens, int longest, Map<String, Integer> entities) {
        return Arguments.of(corpus, split, sentences, tokens, longest, entities);
    }

    @ParameterizedTest
    @MethodSource("published")
    void theCountsAreThePublishedOnes(
            String corpus, String split, int sentences, long tokens, int longest, Map<String, Integer> entities)
            throws Exception {
        needsData();
        Path file = DATA.resolve(corpus).resolve(split + ".conll");
        CorpusStatistics statistics = CorpusStatistics.of(ConllReader.read(file, TagScheme.BIO));
        assertThat(statistics.sentences()).isEqualTo(sentences);
        assertThat(statistics.tokens()).isEqualTo(tokens);
        assertThat(statistics.longestSentence()).isEqualTo(longest);
        assertThat(statistics.entitiesByType()).containsExactlyInAnyOrderEntriesOf(entities);
        assertThat(statistics.entities())
                .isEqualTo(
                        entities.values().stream().mapToInt(Integer::intValue).sum());
    }

    @Test
    void theVectorsAreReadAndScaled() throws Exception {
        needsData();
        Path folder = DATA.resolve("vectors");
        WordVectors vectors = WordVectors.read(List.of(
                folder.resolve("inhouse-ppmi-svd.40d.txt"), folder.resolve("glove.twitter.27B.25d.subset.txt")));
        assertThat(vectors.dimension()).isEqualTo(65);
        assertThat(vectors.size()).isBetween(10_000, 18_320);
        assertThat(vectors.id("Lithium")).isNotEqualTo(WordVectors.UNKNOWN);
        assertThat(WordVectors.read(List.of(folder.resolve("glove.6B.100d.sample.txt")))
                        .size())
                .isEqualTo(100);
    }
}
