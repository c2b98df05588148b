package org.fedner.model.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class TagSchemeTest {
    /** Any sequence of well-formed tags, legal or not. */
    @Provide
    Arbitrary<List<String>> anyTags() {
        return Arbitraries.of("O", "B-X", "I-X", "E-X", "S-X", "B-Y", "I-Y", "E-Y", "S-Y")
                .list()
                .ofMaxSize(12);
    }

    @Property
    void bothSchemesKeepTheEntitiesOfAnySequence(@ForAll("anyTags") List<String> tags) {
        List<Entity> entities = Entity.listOf(tags);
        for (TagScheme scheme : TagScheme.values()) {
            assertThat(Entity.listOf(scheme.convert(tags))).isEqualTo(entities);
        }
    }

    @Property
    void conversionGivesLegalSequencesAndIsUndoneByTheOtherScheme(@ForAll("anyTags") List<String> tags) {
        List<String> bio = TagScheme.BIO.convert(tags);
        List<String> bioes = TagScheme.BIOES.convert(tags);
        assertThat(isLegal(TagScheme.BIO, bio)).isTrue();
        assertThat(isLegal(TagScheme.BIOES, bioes)).isTrue();
        assertThat(TagScheme.BIO.convert(bioes)).isEqualTo(bio);
        assertThat(TagScheme.BIOES.convert(bio)).isEqualTo(bioes);
    }

    @Property
    void aSequenceIsLegalExactlyIfConversionToItsOwnSchemeLeavesIt(@ForAll("anyTags") List<String> tags) {
        List<String> bioOnly =
                tags.stream().filter(tag -> "OBI".indexOf(tag.charAt(0)) >= 0).toList();
        assertThat(isLegal(TagScheme.BIO, bioOnly))
                .isEqualTo(TagScheme.BIO.convert(bioOnly).equals(bioOnly));
        assertThat(isLegal(TagScheme.BIOES, tags))
                .isEqualTo(TagScheme.BIOES.convert(tags).equals(tags));
    }

    private static boolean isLegal(TagScheme scheme, List<String> tags) {
        if (tags.isEmpty()) {
            return true;
        }
        TagSet set = TagSet.of(scheme, List.of("X", "Y"));
        int[] indices = set.indicesOf(tags);
        boolean legal = set.allowsAtStart(indices[0]) && set.allowsAtEnd(indices[indices.length - 1]);
        for (int i = 1; i < indices.length; i++) {
            legal &= set.allowsTransition(indices[i - 1], indices[i]);
        }
        return legal;
    }

    @Test
    void illegalSequencesAreReadTheConllevalWay() {
        assertThat(Entity.listOf(List.of("I-X", "I-X", "I-Y", "O", "I-Y")))
                .containsExactly(new Entity("X", 0, 2), new Entity("Y", 2, 3), new Entity("Y", 4, 5));
        assertThat(Entity.listOf(List.of("B-X", "E-X", "E-X", "S-X", "I-X")))
                .containsExactly(
                        new Entity("X", 0, 2), new Entity("X", 2, 3), new Entity("X", 3, 4), new Entity("X", 4, 5));
        assertThat(Entity.listOf(List.of("B-X", "B-X"))).hasSize(2);
    }

    @Test
    void tagsAreNumberedOutsideFirstThenByTypeAndPrefix() {
        TagSet tags = TagSet.of(TagScheme.BIOES, List.of("b", "A", "b"));
        assertThat(tags.tags()).containsExactly("O", "B-A", "I-A", "E-A", "S-A", "B-b", "I-b", "E-b", "S-b");
        assertThat(TagSet.ofTags(tags.tags()).tags()).isEqualTo(tags.tags());
        assertThat(TagSet.ofTags(TagSet.of(TagScheme.BIO, List.of("x")).tags()).scheme())
                .isEqualTo(TagScheme.BIO);
        assertThatThrownBy(() -> tags.indexOf("B-secret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> TagSet.ofTags(List.of("O", "I-x", "B-x")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TagSet.of(TagScheme.BIO, List.<String>of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void overlappingEntitiesCannotBeWritten() {
        List<Entity> overlapping = new ArrayList<>(List.of(new Entity("X", 0, 2), new Entity("Y", 1, 3)));
        assertThatThrownBy(() -> TagScheme.BIO.tags(overlapping, 3)).hasMessageContaining("token 1");
    }
}
