package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.node.config.ConfigReader;
import org.fedner.node.config.Job;
import org.fedner.node.config.ServerFile;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.LoopbackFederation;
import org.fedner.node.job.FederationState;
import org.fedner.node.job.JobTerms;
import org.fedner.node.loop.RunEvent;
import org.fedner.node.server.ServerNode;
import org.fedner.node.server.ServerOutcome;
import org.fedner.node.server.ServerSetup;
import org.fedner.node.transport.ServerAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mode R over real TLS: whoever's connection breaks wherever, the model is that of the survivors' inputs, bit for bit. */
class RecoveringFederationTest {
    private static final int PLATFORMS = 10;
    private static final String HOST = "127.0.0.1";

    /** With one colluder: ⌊(10 + 1) / 2⌋ + 1. */
    private static final int FEWEST_SURVIVORS = 6;

    /** Rounds in which two connections break, each followed by two clean ones. */
    private static final int FAULTED_ROUNDS = Integer.getInteger("fedner.faultedRounds", 2);

    @TempDir
    private Path root;

    @Test
    void theModelIsThatOfTheSurvivorsInputsWhateverConnectionsBreak() throws Exception {
        Job job = new Job(
                "recovering",
                7,
                3 * FAULTED_ROUNDS,
                null,
                null,
                new Job.Aggregation("recovering", 3, 1, null, null, null, null),
                null);
        JobTerms terms = JobTerms.of(job);
        Clock clock = Clock.systemUTC();
        List<String> names = IntStream.range(0, PLATFORMS)
                .mapToObj(number -> "hospital-" + number)
                .toList();
        LoopbackFederation federation = LoopbackFederation.create(root, job.name(), names, clock);
        CompletableFuture<Integer> port = new CompletableFuture<>();
        ServerSetup setup = new ServerSetup(
                Identity.load(federation.server(), clock),
                federation.signJob(ConfigReader.encode(job), clock),
                new InetSocketAddress(HOST, 0),
                root.resolve("server"),
                root.resolve("server/audit"),
                root.resolve("checkpoints"),
                PLATFORMS,
                new ServerFile.Timing(60, 60, 60, 1),
                Sha256Hex.over(ConfigReader.encode(job)),
                clock,
                event -> {
                    if (event instanceof RunEvent.Listening listening) {
                        port.complete(listening.port());
                    }
                });
        ExecutorService threads = Executors.newCachedThreadPool();
        Future<ServerOutcome> server = threads.submit(() -> ServerNode.run(setup));
        ClearSums clear = new ClearSums(terms);
        CutPlan plan = new CutPlan(19);
        List<CutOffPlatform> platforms = new ArrayList<>();
        try {
            ServerAddress address = new ServerAddress(HOST, port.get(60, TimeUnit.SECONDS), Optional.empty());
            for (String name : names) {
                Identity identity = Identity.load(federation.platforms().get(name), clock);
                platforms.add(new CutOffPlatform(identity, address, terms, clear, plan, name.hashCode()));
            }
            ServerOutcome outcome = server.get(20, TimeUnit.MINUTES);
            String model = clear.model().modelDigest().toString();
            assertThat(outcome.rounds()).isEqualTo(job.rounds());
            assertThat(outcome.sharedModel()).isEqualTo(model);
            assertThat(plan.faulted()).isGreaterThanOrEqualTo(FAULTED_ROUNDS);
            assertThat(clear.withoutSum()).isLessThanOrEqualTo(outcome.voided());
            int toTheEnd = 0;
            for (CutOffPlatform platform : platforms) {
                FederationState state = platform.finished.get(1, TimeUnit.MINUTES);
                if (state.modelRound() == job.rounds()) {
                    toTheEnd++;
                    assertThat(state.modelDigest().toString()).isEqualTo(model);
                }
            }
            assertThat(toTheEnd)
                    .as("survivors of the last round; who is away at the end ends behind")
                    .isGreaterThanOrEqualTo(FEWEST_SURVIVORS);
        } finally {
            platforms.forEach(CutOffPlatform::close);
            threads.shutdownNow();
        }
    }
}
