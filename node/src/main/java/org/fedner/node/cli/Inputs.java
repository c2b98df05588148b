package org.fedner.node.cli;

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

/** Reads what people bring; a fault becomes one sentence and exit status 3. */
final class Inputs {
    private Inputs() {}

    /** Word vectors, joined side by side and trimmed to a vocabulary if there is one; empty when no file is named. */
    static Optional<WordVectors> vectors(List<Path> files, Optional<Path> vocabulary) {
        if (files.isEmpty()) {
            if (vocabulary.isPresent()) {
                throw new FailureException(
                        ExitCode.BAD_CONFIGURATION, "a vocabulary trims word vectors, and none are named; remove it");
            }
            return Optional.empty();
        }
        try {
            return Optional.of(WordVectors.read(files, vocabulary));
        } catch (CorpusFormatException e) {
            throw new FailureException(ExitCode.BAD_DATA, e.getMessage(), e);
        }
    }

    /** The language model in a folder; empty when none is named. Whoever asks for it closes it. */
    static Optional<BiLm> languageModel(Optional<Path> folder, NetworkThreads threads) {
        try {
            return folder.isEmpty() ? Optional.empty() : Optional.of(BiLm.read(folder.get(), threads));
        } catch (BiLmFormatException e) {
            throw new FailureException(ExitCode.BAD_DATA, e.getMessage(), e);
        }
    }

    /** A folder with three splits whose tags follow {@code scheme}, converted to {@code wanted}. */
    static Corpus corpus(Path folder, TagScheme scheme, TagScheme wanted) {
        try {
            Corpus corpus = Corpus.read(folder, scheme);
            return scheme == wanted ? corpus : corpus.convertedTo(wanted);
        } catch (CorpusFormatException e) {
            throw new FailureException(ExitCode.BAD_DATA, e.getMessage(), e);
        }
    }
}
