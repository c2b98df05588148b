package org.fedner.node.e2e;

import java.io.IOException;
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
import org.fedner.node.job.JobTerms;
import org.fedner.node.loop.RunEvent;
import org.fedner.node.server.ServerNode;
import org.fedner.node.server.ServerOutcome;
import org.fedner.node.server.ServerSetup;
import org.fedner.node.transport.ServerAddress;

/**
 * A server and many platforms of drawn vectors in this process, over real TLS, each connection its own. What the sums must be
 * is known, since the platforms note their inputs.
 */
final class DrawnFederation implements AutoCloseable {
    static final String HOST = "127.0.0.1";

    final ClearSums clear;
    final List<CutOffPlatform> platforms = new ArrayList<>();
    final ServerAddress address;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Future<ServerOutcome> server;

    /** Where a platform connects in place of the server's port. */
    @FunctionalInterface
    interface Entrance {
        int before(String platform, int serverPort) throws IOException;
    }

    DrawnFederation(Path root, Job job, int count, CutPlan plan) throws Exception {
        this(root, job, count, plan, new ServerFile.Timing(600, 300, 300, 1), (platform, port) -> port);
    }

    DrawnFederation(Path root, Job job, int count, CutPlan plan, ServerFile.Timing timing, Entrance entrance)
            throws Exception {
        JobTerms terms = JobTerms.of(job);
        Clock clock = Clock.systemUTC();
        List<String> names = IntStream.range(0, count)
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
                count,
                timing,
                Sha256Hex.over(ConfigReader.encode(job)),
                clock,
                event -> {
                    if (event instanceof RunEvent.Listening listening) {
                        port.complete(listening.port());
                    }
                });
        server = threads.submit(() -> ServerNode.run(setup));
        clear = new ClearSums(terms);
        address = new ServerAddress(HOST, port.get(60, TimeUnit.SECONDS), Optional.empty());
        for (String name : names) {
            Identity identity = Identity.load(federation.platforms().get(name), clock);
            ServerAddress way = new ServerAddress(HOST, entrance.before(name, address.port()), Optional.empty());
            platforms.add(new CutOffPlatform(identity, way, terms, clear, plan, name.hashCode()));
        }
    }

    ServerOutcome outcome() throws Exception {
        return server.get(40, TimeUnit.MINUTES);
    }

    @Override
    public void close() {
        platforms.forEach(CutOffPlatform::close);
        threads.shutdownNow();
    }
}
