package org.fedner.model.training;

import java.util.List;
import org.fedner.model.corpus.Sentence;
import org.fedner.model.corpus.TagSet;

/**
 * A platform's annotated sentences. Every tag is one of {@code tags}, every sequence legal in its scheme.
 *
 * @param train at least one sentence
 * @param dev decides which state is kept; may be empty, then the last one is
 * @param test only ever scored
 */
public record PlatformCorpus(TagSet tags, List<Sentence> train, List<Sentence> dev, List<Sentence> test) {
    public PlatformCorpus {
        train = List.copyOf(train);
        dev = List.copyOf(dev);
        test = List.copyOf(test);
        if (train.isEmpty()) {
            throw new IllegalArgumentException("a platform needs at least one sentence to train on");
        }
        for (Sentence sentence : train) {
            requireLegal(tags, tags.indicesOf(sentence.tags()));
        }
    }

    private static void requireLegal(TagSet tags, int[] path) {
        boolean isLegal = tags.allowsAtStart(path[0]) && tags.allowsAtEnd(path[path.length - 1]);
        for (int t = 1; t < path.length; t++) {
            isLegal &= tags.allowsTransition(path[t - 1], path[t]);
        }
        if (!isLegal) {
            throw new IllegalArgumentException("a training sentence breaks the scheme " + tags.scheme());
        }
    }

    @Override
    public String toString() {
        return "PlatformCorpus[%d train, %d dev, %d test]".formatted(train.size(), dev.size(), test.size());
    }
}
