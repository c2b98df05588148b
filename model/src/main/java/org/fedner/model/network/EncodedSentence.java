package org.fedner.model.network;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A sentence as the network reads it. Prints its size only. */
public final class EncodedSentence {
    final WordForm[] words;
    final int[] tags; // as many as words, or none
    final List<String> tokens; // as many as words, for contextual vectors, or none

    EncodedSentence(WordForm[] words, int[] tags, List<String> tokens) {
        if (words.length == 0 || tags.length != 0 && tags.length != words.length) {
            throw new IllegalArgumentException("%d words with %d tags".formatted(words.length, tags.length));
        }
        this.words = words;
        this.tags = tags;
        this.tokens = tokens;
    }

    /** Number of tokens. */
    public int length() {
        return words.length;
    }

    /** Rows of the word vectors that the tokens read, in their order; 0 for words without a vector. */
    public IntStream vectorRows() {
        return Arrays.stream(words).mapToInt(word -> word.vector);
    }

    @Override
    public String toString() {
        return "EncodedSentence[" + words.length + " tokens]";
    }
}
