package org.fedner.node.platform;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.fedner.audit.event.Event;
import org.fedner.model.network.NetworkThreads;
import org.fedner.model.network.Recogniser;
import org.fedner.node.TinyNotes;
import org.fedner.node.config.Job;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.LoopbackFederation;
import org.fedner.node.job.JobTerms;

/** One platform's training in an epoch of three, without a server. */
final class TinyTraining {
    private TinyTraining() {}

    interface Use {
        void of(PlatformTraining training, PlatformStore store) throws Exception;
    }

    /** @param root holds its folders: {@code checkpoints}, {@code ledger} */
    static void of(Path root, Job job, Consumer<Event> log, Use use) throws Exception {
        JobTerms terms = JobTerms.of(job);
        LoopbackFederation federation =
                LoopbackFederation.create(root.resolve("ids"), "tiny", List.of("a", "b", "c"), Clock.systemUTC());
        try (Recogniser recogniser = Recogniser.hashed(terms.network(), NetworkThreads.single());
                Identity identity = Identity.load(federation.platforms().get("a"), Clock.systemUTC());
                PlatformStore store = new PlatformStore(root.resolve("checkpoints"))) {
            PlatformSetup setup = SeededSetup.of(
                    terms.job(),
                    identity,
                    "a",
                    1,
                    TinyNotes.write(root.resolve("notes"), TinyNotes.CANARY_TYPE),
                    root,
                    1,
                    network -> recogniser,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1));
            try (PlatformTraining training = new PlatformTraining(setup, terms, recogniser, store, log)) {
                training.beginEpoch(identity.roster().get().entries().stream()
                        .map(entry -> entry.id())
                        .limit(3)
                        .toList());
                training.sizes(3L * terms.job().aggregation().sizeUnit());
                use.of(training, store);
            }
        }
    }
}
