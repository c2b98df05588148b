package org.fedner.node.preflight;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.fedner.model.corpus.Corpus;
import org.fedner.model.corpus.CorpusFormatException;
import org.fedner.model.corpus.TagScheme;
import org.fedner.model.corpus.WordVectors;
import org.fedner.model.encoder.BiLm;
import org.fedner.model.encoder.BiLmFormatException;
import org.fedner.model.network.NetworkThreads;

/** What a hospital trains on and with: labelled text, word vectors, a language model. */
final class Material {
    private Material() {}

    /** Says how much there is, and no word of it. */
    static Finding data(Path folder, String scheme) {
        try {
            TagScheme labels = TagScheme.valueOf(scheme);
            Corpus corpus = Corpus.read(folder, labels);
            return Finding.ok(
                    "data",
                    "%,d, %,d and %,d sentences to train, choose and test by; %d tags"
                            .formatted(
                                    corpus.train().size(),
                                    corpus.dev().size(),
                                    corpus.test().size(),
                                    corpus.tagSet(labels).size()));
        } catch (CorpusFormatException e) {
            return Finding.fault("data", SiteFault.DATA_REFUSED, e.getMessage());
        }
    }

    static Finding vectors(List<Path> files, Optional<Path> vocabulary) {
        try {
            WordVectors vectors = WordVectors.read(files, vocabulary);
            return Finding.ok(
                    "vectors",
                    "%,d words of %d numbers, SHA-256 %s"
                            .formatted(vectors.size(), vectors.dimension(), vectors.sha256()));
        } catch (CorpusFormatException e) {
            return Finding.fault("vectors", SiteFault.VECTORS_REFUSED, e.getMessage());
        }
    }

    static Finding languageModel(Path folder) {
        try (BiLm model = BiLm.read(folder, NetworkThreads.single())) {
            return Finding.ok(
                    "elmo",
                    "%d layers of %d numbers, SHA-256 %s"
                            .formatted(model.layers(), model.dimension(), model.sha256Hex()));
        } catch (BiLmFormatException e) {
            return Finding.fault("elmo", SiteFault.LANGUAGE_MODEL_REFUSED, e.getMessage());
        }
    }
}
