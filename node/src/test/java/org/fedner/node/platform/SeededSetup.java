package org.fedner.node.platform;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.crypto.expansion.Keystream;
import org.fedner.model.corpus.Corpus;
import org.fedner.model.corpus.TagScheme;
import org.fedner.model.network.Recogniser;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.node.config.Job;
import org.fedner.node.config.PolicyFile;
import org.fedner.node.identity.Identity;
import org.fedner.node.loop.RunEvent;
import org.fedner.node.transport.ServerAddress;

/** A platform in the process of a test: hashed words, a policy that fits the job, randomness of training from the job's seed. */
public final class SeededSetup {
    private static final Sha256Hex NOTHING = Sha256Hex.over(new byte[0]);

    private SeededSetup() {}

    /**
     * Of a platform that dials loopback.
     *
     * @param name seeds its batches, dropout and rounding
     * @param notes folder of its corpus
     * @param work its folder; checkpoints and ledger lie in it
     * @param patience until it gives up reaching the server, and waiting for it
     */
    public static PlatformSetup of(
            Job job,
            Identity identity,
            String name,
            int port,
            Path notes,
            Path work,
            int checkpointEvery,
            Function<NetworkSpec, Recogniser> recognisers,
            Duration connectFor,
            Duration patience)
            throws Exception {
        return of(
                () -> {},
                RunEvent.Watcher.none(),
                job,
                identity,
                name,
                port,
                notes,
                work,
                checkpointEvery,
                recognisers,
                connectFor,
                patience);
    }

    /**
     * The same of a platform that is kept from its work for a while.
     *
     * @param beforeEncoding runs in each attempt after the gradient is computed
     * @param watcher hears what the platform tells
     */
    public static PlatformSetup of(
            Runnable beforeEncoding,
            RunEvent.Watcher watcher,
            Job job,
            Identity identity,
            String name,
            int port,
            Path notes,
            Path work,
            int checkpointEvery,
            Function<NetworkSpec, Recogniser> recognisers,
            Duration connectFor,
            Duration patience)
            throws Exception {
        return new PlatformSetup(
                identity,
                new ServerAddress("127.0.0.1", port, Optional.empty()),
                Corpus.read(notes, TagScheme.BIO),
                TagScheme.BIO,
                Optional.empty(),
                Optional.empty(),
                PolicyFile.fitting(job),
                work,
                work.resolve("audit"),
                work.resolve("checkpoints"),
                recognisers,
                new Scattered(TrainingRandomness.seeded(job.seed(), name), name, beforeEncoding),
                NOTHING,
                NOTHING,
                connectFor,
                patience,
                checkpointEvery,
                false,
                Clock.systemUTC(),
                watcher,
                new SitePrivacy(work.resolve("ledger"), Optional.empty()));
    }

    /** Void batches are scattered alike in every run, too. */
    private record Scattered(TrainingRandomness seeded, String name, Runnable beforeEncoding)
            implements TrainingRandomness {
        @Override
        public long trainingSeed() {
            return seeded.trainingSeed();
        }

        @Override
        public Keystream rounding(long modelRound, int attempt) {
            beforeEncoding.run();
            return seeded.rounding(modelRound, attempt);
        }

        @Override
        public Keystream padding(long modelRound, int attempt) {
            return seeded.padding(modelRound, attempt);
        }

        @Override
        public RandomGenerator scattering() {
            return new Random(name.hashCode());
        }
    }
}
