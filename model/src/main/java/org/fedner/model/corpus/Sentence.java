package org.fedner.model.corpus;

import java.util.List;

/** A sentence and its tags, one per token. It prints its size only: notes are about people. */
public record Sentence(List<String> tokens, List<String> tags) {
    public Sentence {
        tokens = List.copyOf(tokens);
        tags = List.copyOf(tags);
        if (tokens.isEmpty() || tokens.size() != tags.size()) {
            throw new IllegalArgumentException("%d tokens with %d tags".formatted(tokens.size(), tags.size()));
        }
    }

    public int length() {
        return tokens.size();
    }

    @Override
    public String toString() {
        return "Sentence[" + tokens.size() + " tokens]";
    }
}
