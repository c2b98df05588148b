package org.fedner.node.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.fedner.model.corpus.Corpus;
import org.fedner.model.corpus.CorpusFormatException;
import org.fedner.model.corpus.TagScheme;
import org.fedner.model.corpus.WordVectors;
import org.fedner.model.encoder.BiLm;
import org.fedner.model.encoder.BiLmFormatException;
import org.fedner.model.network.NetworkThreads;
import org.fedner.node.TinyNotes;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.config.Job;
import org.fedner.node.config.PolicyFile;
import org.fedner.node.job.JobTerms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a platform holds must be what the job names by digest, before anything is sent. */
class JobOfferTest {
    private static final Path MODELS = Path.of("..", "..", "shared", "data", "elmo-fixture");

    @TempDir
    private Path root;

    private static Job job(Optional<WordVectors> vectors, Optional<BiLm> model) {
        Job.Vectors named = vectors.map(held -> new Job.Vectors(held.sha256(), held.dimension(), null))
                .orElse(null);
        Job.Elmo elmo = model.map(held -> new Job.Elmo(held.sha256Hex(), held.layers(), held.dimension()))
                .orElse(null);
        return new Job("test", 7, 10, new Job.Network(null, null, named, null, elmo, null), null, null, null);
    }

    /** The refusal of {@code job} by a platform that holds these. */
    private FailureException refusal(Job job, Optional<WordVectors> vectors, Optional<BiLm> model) throws Exception {
        Corpus corpus = Corpus.read(TinyNotes.write(root.resolve("notes"), "Drug"), TagScheme.BIO);
        PlatformSetup setup = new PlatformSetup(
                null,
                null,
                corpus,
                TagScheme.BIO,
                vectors,
                model,
                null,
                root,
                root,
                root,
                null,
                null,
                null,
                null,
                null,
                null,
                1,
                false,
                Clock.systemUTC(),
                null,
                null);
        SitePolicy policy = new SitePolicy(PolicyFile.fitting(job), null, Clock.systemUTC());
        return catchThrowableOfType(
                FailureException.class, () -> JobOffer.agree(setup, policy, null, JobTerms.of(job)));
    }

    private WordVectors vectors(String lines) throws IOException, CorpusFormatException {
        Path file = root.resolve("vectors.txt");
        Files.writeString(file, lines);
        return WordVectors.read(List.of(file));
    }

    private static void refused(FailureException refusal, String sentence) {
        assertThat(refusal.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(refusal.sentence()).contains(sentence);
    }

    @Test
    void bad_otherMissingAndUnusedWordVectorsAreRefused() throws Exception {
        Optional<WordVectors> one = Optional.of(vectors("the 0.5 1.0\npatient 0.25 -1.0\n"));
        Optional<WordVectors> other = Optional.of(vectors("the 0.5 1.0\npatient 0.25 -1.5\n"));
        refused(refusal(job(one, Optional.empty()), other, Optional.empty()), "word vectors are not the job's");
        refused(refusal(job(one, Optional.empty()), Optional.empty(), Optional.empty()), "the job needs word vectors");
        refused(refusal(job(Optional.empty(), Optional.empty()), one, Optional.empty()), "uses no word vectors");
    }

    @Test
    void bad_anotherMissingAndUnusedLanguageModelIsRefused() throws Exception {
        assumeTrue(
                Files.isDirectory(MODELS),
                "SKIPPED: no language models in ../shared/data beside the repository, so none was refused");
        try (BiLm one = model("allennlp");
                BiLm other = model("bilm-tf")) {
            Job job = job(Optional.empty(), Optional.of(one));
            refused(refusal(job, Optional.empty(), Optional.of(other)), "needs the coordinator's language model");
            refused(refusal(job, Optional.empty(), Optional.empty()), "needs the coordinator's language model");
            Job without = job(Optional.empty(), Optional.empty());
            refused(refusal(without, Optional.empty(), Optional.of(one)), "uses no language model");
        }
    }

    private static BiLm model(String name) throws BiLmFormatException {
        return BiLm.read(MODELS.resolve(name), NetworkThreads.single());
    }
}
