package org.fedner.model.network;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fedner.model.corpus.Capitalisation;
import org.fedner.model.corpus.CharacterTable;
import org.fedner.model.corpus.HashedWords;
import org.fedner.model.corpus.WordVectors;
import org.fedner.model.parameters.CharacterLayer;
import org.fedner.model.parameters.NetworkSpec;

/**
 * Turns tokens into what the network reads, one {@link WordForm} per distinct word it has seen. Belongs to one platform
 * (it remembers its words) and to one thread.
 */
public final class SentenceEncoder {
    private final Optional<CharacterLayer> characters;
    private final Optional<HashedWords> hashed;
    private final Optional<WordVectors> vectors;
    private final boolean isContextual;
    private final Map<String, WordForm> forms = new HashMap<>();

    SentenceEncoder(NetworkSpec spec, Optional<WordVectors> vectors) {
        characters = spec.characters();
        hashed = spec.words().hashed().map(HashedWords::new);
        this.vectors = vectors;
        isContextual = spec.contextual().isPresent();
    }

    /** A sentence without tags, for tagging. */
    public EncodedSentence encode(List<String> tokens) {
        return encode(tokens, new int[0]);
    }

    /** A sentence with the numbers of its tags, for training. */
    public EncodedSentence encode(List<String> tokens, int[] tags) {
        WordForm[] words = tokens.stream()
                .map(token -> forms.computeIfAbsent(token, this::form))
                .toArray(WordForm[]::new);
        return new EncodedSentence(words, tags, isContextual ? List.copyOf(tokens) : List.of());
    }

    private WordForm form(String token) {
        return new WordForm(
                characters
                        .map(layer -> CharacterTable.ids(token, layer.wordLimit()))
                        .orElse(new int[0]),
                Capitalisation.of(token).ordinal(),
                hashed.map(words -> words.ids(token)).orElse(new int[0]),
                vectors.map(words -> words.id(token)).orElse(WordVectors.UNKNOWN));
    }
}
