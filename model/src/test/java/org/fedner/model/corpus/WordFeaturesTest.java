package org.fedner.model.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.WordFeature;
import org.fedner.model.parameters.WordInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordFeaturesTest {
    private final WordInput.Hashed tables = WordInput.Hashed.standard();
    private final HashedWords hashed = new HashedWords(tables);

    @ParameterizedTest
    @CsvSource({
        "'%', SIGNS",
        "12, NUMBER",
        "'0,5', NUMBER",
        "pain, LOWER",
        "Pain, INITIAL",
        "DNA, UPPER",
        "A, SINGLE",
        "mRNA, MIXED",
        "CoA, MIXED",
        "IL2, ALPHANUMERIC",
        "β, LOWER",
        "中, LOWER"
    })
    void capitalisationHasEightValues(String token, Capitalisation expected) {
        assertThat(Capitalisation.of(token)).isEqualTo(expected);
        assertThat(Capitalisation.values()).hasSize(NetworkSpec.CAPITALISATION_VALUES);
    }

    @Test
    void theCharacterTableIsTheOneTheNetworkIsMadeFor() {
        assertThat(NetworkSpec.fedner(tables).characters().orElseThrow().tableSize())
                .isEqualTo(CharacterTable.SIZE);
        Set<Integer> ids = new HashSet<>();
        for (int c = '!'; c < 0x7F; c++) {
            ids.add(CharacterTable.id(c));
        }
        CharacterTable.FURTHER.chars().forEach(c -> ids.add(CharacterTable.id(c)));
        assertThat(ids).hasSize(CharacterTable.SIZE - 4).allMatch(id -> id > 3 && id < CharacterTable.SIZE);
        assertThat(CharacterTable.id('!')).isEqualTo(4);
        assertThat(CharacterTable.id('≥')).isEqualTo(CharacterTable.SIZE - 1);
        assertThat(CharacterTable.id(0x1F600)).isEqualTo(CharacterTable.UNKNOWN);
    }

    @Test
    void aWordIsCutAndMarkedAtBothEnds() {
        assertThat(CharacterTable.ids("abc", 2))
                .containsExactly(CharacterTable.START, 4 + 'a' - '!', 4 + 'b' - '!', CharacterTable.END);
        assertThat(CharacterTable.ids("\uD83D\uDE00", 20))
                .containsExactly(CharacterTable.START, CharacterTable.UNKNOWN, CharacterTable.END);
    }

    @Test
    void theHashedTextsAreFormPrefixSuffixAndShape() {
        assertThat(HashedWords.text(WordFeature.FORM, "ZorVel12")).isEqualTo("zorvel00");
        assertThat(HashedWords.text(WordFeature.PREFIX, "ZorVel12")).isEqualTo("zor");
        assertThat(HashedWords.text(WordFeature.SUFFIX, "ZorVel12")).isEqualTo("l00");
        assertThat(HashedWords.text(WordFeature.SHAPE, "Zorvelmab-12345%")).isEqualTo("Xxxxx-dddd%");
        assertThat(HashedWords.text(WordFeature.SUFFIX, "µ")).isEqualTo("µ");
        assertThat(HashedWords.text(WordFeature.SHORT_SUFFIX, "ZorVel12")).isEqualTo("00");
        assertThat(HashedWords.text(WordFeature.LONG_SUFFIX, "ZorVelma")).isEqualTo("elma");
    }

    /** Computed once with an independent implementation (Python integers). */
    @Test
    void theRowsOfAWordAreFixedForever() {
        assertThat(hashed.ids("Aspirin")).containsExactly(1357, 1442, 493, 342, 740, 947, 137, 2, 205, 167, 840, 566);
    }

    @Property
    void everyRowExistsWhateverTheWord(@ForAll String token) {
        int[] ids = hashed.ids(token);
        assertThat(ids).hasSize(12);
        for (int i = 0; i < ids.length; i++) {
            assertThat(ids[i]).isBetween(0, tables.tables().get(i / 2).rows() - 1);
        }
        assertThat(Arrays.stream(CharacterTable.ids(token, 20)).boxed())
                .allMatch(id -> id >= 1 && id < CharacterTable.SIZE);
        assertThat(Capitalisation.of(token)).isNotNull();
    }
}
