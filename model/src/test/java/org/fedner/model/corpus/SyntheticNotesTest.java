package org.fedner.model.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SyntheticNotesTest {
    private final SyntheticNotes notes = new SyntheticNotes(1, SyntheticNotes.Sizes.standard());

    @Test
    void theHospitalsAnnotateDifferentTypes() {
        assertThat(notes.corpus(SyntheticHospital.ONCOLOGY)
                        .tagSet(TagScheme.BIO)
                        .types())
                .containsExactly("Dosage", "Drug");
        assertThat(notes.corpus(SyntheticHospital.CARDIOLOGY)
                        .tagSet(TagScheme.BIO)
                        .types())
                .containsExactly("Disease", "Drug", "Symptom");
        assertThat(notes.corpus(SyntheticHospital.PHARMACOVIGILANCE)
                        .tagSet(TagScheme.BIO)
                        .types())
                .containsExactly("ADE", "Drug");
    }

    @ParameterizedTest
    @EnumSource
    void oneSeedGivesOneCorpusOfTheAskedSizes(SyntheticHospital hospital) {
        SyntheticNotes.Sizes sizes = new SyntheticNotes.Sizes(50, 20, 30);
        Corpus corpus = new SyntheticNotes(9, sizes).corpus(hospital);
        assertThat(new SyntheticNotes(9, sizes).corpus(hospital)).isEqualTo(corpus);
        assertThat(new SyntheticNotes(10, sizes).corpus(hospital)).isNotEqualTo(corpus);
        assertThat(List.of(
                        corpus.train().size(),
                        corpus.dev().size(),
                        corpus.test().size()))
                .containsExactly(51, 21, 31); // with the sentence that marks the file
    }

    @ParameterizedTest
    @EnumSource
    void noSentenceOccursTwiceButTheMark(SyntheticHospital hospital) {
        Corpus corpus = notes.corpus(hospital);
        List<Sentence> all = Stream.of(corpus.train(), corpus.dev(), corpus.test())
                .<Sentence>flatMap(List::stream)
                .toList();
        assertThat(new HashSet<>(all)).hasSize(all.size() - 2);
        assertThat(all.get(0).tokens()).contains("synthetic");
    }

    @ParameterizedTest
    @EnumSource
    void manyDrugsOfTheTestNotesAreUnknownAtHomeAndSomeOfThemAreKnownElsewhere(SyntheticHospital hospital) {
        Set<String> atHome = drugs(notes.corpus(hospital).train());
        Set<String> elsewhere = new HashSet<>();
        for (SyntheticHospital other : SyntheticHospital.values()) {
            if (other != hospital) {
                elsewhere.addAll(drugs(notes.corpus(other).train()));
            }
        }
        Set<String> unseen = drugs(notes.corpus(hospital).test());
        int tested = unseen.size();
        unseen.removeAll(atHome);
        assertThat(unseen.size()).isGreaterThan(tested / 3);
        unseen.retainAll(elsewhere);
        assertThat(unseen.size()).isGreaterThan(tested / 5);
    }

    private static Set<String> drugs(List<Sentence> sentences) {
        return sentences.stream()
                .flatMap(sentence -> Entity.listOf(sentence.tags()).stream()
                        .filter(entity -> entity.type().equals("Drug"))
                        .map(entity -> sentence.tokens().get(entity.start()).toLowerCase(Locale.ROOT)))
                .collect(Collectors.toSet());
    }

    @Test
    void filesAreMarkedAndReadBackStrictly(@TempDir Path folder) throws Exception {
        notes.write(folder);
        for (SyntheticHospital hospital : SyntheticHospital.values()) {
            Path own = folder.resolve(hospital.folder());
            assertThat(Corpus.read(own, TagScheme.BIO)).isEqualTo(notes.corpus(hospital));
            assertThat(Files.readString(own.resolve("README.txt"))).startsWith("SYNTHETIC");
        }
    }
}
