package org.fedner.node.cli.provision;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.fedner.model.corpus.CorpusFormatException;
import org.fedner.model.corpus.WordVectors;
import org.fedner.model.encoder.BiLmFiles;
import org.fedner.model.encoder.BiLmFormatException;
import org.fedner.model.parameters.ContextualInput;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.config.ConfigReader;
import org.fedner.node.config.FederationFile;
import org.fedner.node.config.Job;

/** A federation file as the job that is signed: word vectors by content instead of by path, no platforms. */
final class FederationJob {
    private FederationJob() {}

    static Job read(Path file) {
        FederationFile federation = ConfigReader.read(file, FederationFile.class);
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("."));
        try {
            return federation.job(
                    vectors(
                            federation.network().vectorFiles(folder),
                            federation.network().vocabularyFile(folder)),
                    elmo(federation.network().elmoFolder(folder)));
        } catch (CorpusFormatException | BiLmFormatException e) {
            throw new FailureException(ExitCode.BAD_DATA, e.getMessage(), e);
        } catch (IllegalArgumentException e) { // values that do not go together, each allowed by itself
            throw new FailureException(ExitCode.BAD_CONFIGURATION, file + ": " + e.getMessage(), e);
        }
    }

    private static Optional<Job.Elmo> elmo(Optional<Path> folder) throws BiLmFormatException {
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        ContextualInput model = BiLmFiles.describe(folder.get());
        return Optional.of(new Job.Elmo(model.sha256(), model.layers(), model.dimension()));
    }

    private static Optional<Job.Vectors> vectors(List<Path> files, Optional<Path> vocabulary)
            throws CorpusFormatException {
        if (files.isEmpty()) {
            return Optional.empty();
        }
        WordVectors vectors = WordVectors.read(files, vocabulary);
        return Optional.of(new Job.Vectors(vectors.sha256(), vectors.dimension(), vectors.size()));
    }
}
