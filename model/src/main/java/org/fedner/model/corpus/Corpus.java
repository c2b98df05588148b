package org.fedner.model.corpus;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A platform's annotated notes in three splits. It prints its sizes only. */
public record Corpus(List<Sentence> train, List<Sentence> dev, List<Sentence> test) {
    public Corpus {
        train = List.copyOf(train);
        dev = List.copyOf(dev);
        test = List.copyOf(test);
    }

    /** Reads {@code train.conll}, {@code dev.conll} and {@code test.conll} of a folder, strictly. */
    public static Corpus read(Path folder, TagScheme scheme) throws CorpusFormatException {
        return new Corpus(
                ConllReader.read(folder.resolve("train.conll"), scheme),
                ConllReader.read(folder.resolve("dev.conll"), scheme),
                ConllReader.read(folder.resolve("test.conll"), scheme));
    }

    /** The tags of all three splits, so that every gold tag has a number. */
    public TagSet tagSet(TagScheme scheme) {
        return TagSet.of(
                scheme,
                Stream.of(train, dev, test).<Sentence>flatMap(List::stream).toList());
    }

    /** The same sentences with their tags in another scheme. */
    public Corpus convertedTo(TagScheme scheme) {
        return new Corpus(
                train.stream().map(scheme::convert).toList(),
                dev.stream().map(scheme::convert).toList(),
                test.stream().map(scheme::convert).toList());
    }

    @Override
    public String toString() {
        return "Corpus[%d train, %d dev, %d test sentences]".formatted(train.size(), dev.size(), test.size());
    }
}
