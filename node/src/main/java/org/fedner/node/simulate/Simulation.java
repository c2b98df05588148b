package org.fedner.node.simulate;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.model.corpus.WordVectors;
import org.fedner.model.encoder.BiLm;
import org.fedner.model.network.NetworkThreads;
import org.fedner.model.network.Recogniser;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.node.auditing.RunLogs;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.cli.Failures;
import org.fedner.node.config.ConfigReader;
import org.fedner.node.config.Job;
import org.fedner.node.config.PolicyFile;
import org.fedner.node.config.ServerFile;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.identity.LoopbackFederation;
import org.fedner.node.identity.SignedJob;
import org.fedner.node.job.JobTerms;
import org.fedner.node.loop.RunEvent;
import org.fedner.node.loop.Stopping;
import org.fedner.node.platform.PlatformEnding;
import org.fedner.node.platform.PlatformNode;
import org.fedner.node.platform.PlatformResult;
import org.fedner.node.platform.PlatformSetup;
import org.fedner.node.platform.SitePrivacy;
import org.fedner.node.platform.TrainingRandomness;
import org.fedner.node.report.DiagnosisReport;
import org.fedner.node.server.ServerEnding;
import org.fedner.node.server.ServerNode;
import org.fedner.node.server.ServerOutcome;
import org.fedner.node.server.ServerSetup;
import org.fedner.node.simulate.faults.FaultPlan;
import org.fedner.node.simulate.faults.FaultSpec;
import org.fedner.node.simulate.faults.FaultyWire;
import org.fedner.node.transport.ServerAddress;

/**
 * Runs all parties of one job.
 *
 * @param out new or empty folder for everything the run leaves
 * @param languageModel of the job, if it has one
 * @param alone also train each platform by itself
 * @param faults what goes wrong on purpose; empty for an undisturbed run
 * @param watcher hears the server's events
 */
public record Simulation(
        Job job,
        List<SimulatedPlatform> platforms,
        Optional<WordVectors> vectors,
        Optional<BiLm> languageModel,
        boolean alone,
        Path out,
        List<FaultSpec> faults,
        RunEvent.Watcher watcher) {

    private static final String HOST = "127.0.0.1";
    private static final int ROUNDS_PER_CHECKPOINT = 100;
    private static final long LISTEN_SECONDS = 60;

    /** Under faults the server waits less, so that a run with a party that is gone for good comes to its end. */
    private static final ServerFile.Timing IMPATIENT = new ServerFile.Timing(10, 60, 60, 5);

    /** What the parties returned. A platform that was killed for good returned nothing. */
    public record Outcome(
            ServerOutcome server,
            List<PlatformResult> platforms,
            double roundsSeconds,
            List<FaultPlan.Injected> injected) {}

    private record Endings(
            ServerEnding server,
            List<PlatformEnding> platforms,
            double roundsSeconds,
            List<FaultPlan.Injected> injected) {}

    /** Runs to the end of a job that trains; the first party that fails ends the others. */
    public Outcome run() throws InterruptedException {
        Endings endings = endings();
        return new Outcome(
                (ServerOutcome) endings.server(),
                endings.platforms().stream().map(PlatformResult.class::cast).toList(),
                endings.roundsSeconds(),
                endings.injected());
    }

    /**
     * Runs a diagnosis to its finding, the server's.
     *
     * @throws FailureException also if the platforms find something else
     */
    public DiagnosisReport diagnose() throws InterruptedException {
        Endings endings = endings();
        DiagnosisReport finding = ((ServerEnding.Diagnosed) endings.server()).report();
        for (PlatformEnding platform : endings.platforms()) {
            if (!((PlatformEnding.Diagnosed) platform).report().faults().equals(finding.faults())) {
                throw new FailureException(ExitCode.INTEGRITY, "the parties of the diagnosis found different faults");
            }
        }
        return finding;
    }

    private Endings endings() throws InterruptedException {
        Clock clock = Clock.systemUTC();
        LoopbackFederation federation;
        SignedJob signed;
        try {
            Files.createDirectories(out);
            federation = LoopbackFederation.create(
                    out.resolve("identities"),
                    job.name(),
                    platforms.stream().map(SimulatedPlatform::name).toList(),
                    clock);
            signed = federation.signJob(ConfigReader.encode(job), clock);
            signed.write(out.resolve("job.signed"));
            try (Identity server = Identity.load(federation.server(), clock)) {
                RunLogs.writePolicy(out, server.roster().get());
            }
        } catch (IdentityException | IOException e) {
            throw new FailureException(ExitCode.BAD_CONFIGURATION, out + ": cannot be prepared: " + e.getMessage(), e);
        }
        ExecutorService threads = Executors.newCachedThreadPool();
        Recognisers recognisers = new Recognisers(vectors);
        Laps laps = new Laps(watcher, new FaultPlan(faults, job.seed(), bytesOfRound()));
        List<FaultyWire> wires = Collections.synchronizedList(new ArrayList<>());
        try {
            ExecutorCompletionService<Object> parties = new ExecutorCompletionService<>(threads);
            Future<Object> server = parties.submit(() -> {
                try {
                    return ServerNode.run(server(federation, signed, clock, laps), new Stopping());
                } finally {
                    laps.port.cancel(false); // a server that never listened is not waited for
                }
            });
            int port = listening(laps, server);
            List<Future<Object>> running = new ArrayList<>();
            for (SimulatedPlatform platform : platforms) {
                running.add(parties.submit(() -> faults.isEmpty()
                        ? Optional.of(PlatformNode.run(
                                platform(platform, federation, port, recognisers, clock), new Stopping()))
                        : new FaultyParty(platform.name(), faults, laps.plan, wires)
                                .run(port, wire -> platform(platform, federation, wire, recognisers, clock))));
            }
            for (int i = 0; i <= running.size(); i++) {
                value(parties.take());
            }
            List<PlatformEnding> results = new ArrayList<>();
            for (Future<Object> platform : running) {
                ((Optional<?>) value(platform)).map(PlatformEnding.class::cast).ifPresent(results::add);
            }
            return new Endings((ServerEnding) value(server), results, laps.seconds(), laps.plan.injected());
        } finally {
            wires.forEach(FaultyWire::close);
            threads.shutdownNow();
            threads.awaitTermination(LISTEN_SECONDS, TimeUnit.SECONDS);
            recognisers.close();
        }
    }

    /** A vector up and its sum down. */
    private long bytesOfRound() {
        return 2L * JobTerms.of(job).layout().size() * Integer.BYTES;
    }

    private static int listening(Laps laps, Future<Object> server) throws InterruptedException {
        try {
            return laps.port.get(LISTEN_SECONDS, TimeUnit.SECONDS);
        } catch (CancellationException e) {
            value(server);
            throw new FailureException(ExitCode.NETWORK, "the simulated server ended before it listened", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new FailureException(ExitCode.NETWORK, "the simulated server did not begin to listen", e);
        }
    }

    private static Object value(Future<Object> party) throws InterruptedException {
        try {
            return party.get();
        } catch (ExecutionException e) {
            throw Failures.of(e.getCause());
        }
    }

    private ServerSetup server(LoopbackFederation federation, SignedJob signed, Clock clock, Laps laps)
            throws IdentityException {
        return new ServerSetup(
                Identity.load(federation.server(), clock),
                signed,
                new InetSocketAddress(HOST, 0),
                out.resolve("server"),
                out.resolve("server/audit"),
                out.resolve("checkpoints").resolve("server"),
                platforms.size(),
                faults.isEmpty() ? new ServerFile.Timing(null, null, null, null) : IMPATIENT,
                Sha256Hex.over(ConfigReader.encode(job)),
                clock,
                laps);
    }

    private PlatformSetup platform(
            SimulatedPlatform platform, LoopbackFederation federation, int port, Recognisers recognisers, Clock clock)
            throws IdentityException {
        Identity identity = Identity.load(federation.platforms().get(platform.name()), clock);
        PolicyFile policy = PolicyFile.fitting(job);
        Path ledger = out.resolve("platforms").resolve(platform.name()).resolve("ledger");
        return new PlatformSetup(
                identity,
                new ServerAddress(HOST, port, Optional.empty()),
                platform.corpus(),
                platform.scheme(),
                vectors,
                languageModel,
                policy,
                out.resolve("platforms").resolve(platform.name()),
                out.resolve("platforms").resolve(platform.name()).resolve("audit"),
                out.resolve("checkpoints").resolve(platform.name()),
                recognisers,
                TrainingRandomness.seeded(job.seed(), platform.name()),
                Sha256Hex.over(ConfigReader.encode(job)),
                Sha256Hex.over(new byte[0]),
                Duration.ofSeconds(LISTEN_SECONDS),
                Duration.ofMinutes(30),
                ROUNDS_PER_CHECKPOINT,
                alone,
                clock,
                RunEvent.Watcher.none(),
                platform.folder()
                        .map(notes -> SitePrivacy.in(ledger, notes))
                        .orElse(new SitePrivacy(ledger, Optional.empty())));
    }

    /** One graph and session for all platforms of the process. */
    private static final class Recognisers implements Function<NetworkSpec, Recogniser>, AutoCloseable {
        private final Map<NetworkSpec, Recogniser> made = new ConcurrentHashMap<>();
        private final Optional<WordVectors> vectors;

        Recognisers(Optional<WordVectors> vectors) {
            this.vectors = vectors;
        }

        @Override
        public Recogniser apply(NetworkSpec spec) {
            return made.computeIfAbsent(spec, wanted -> Recogniser.of(wanted, vectors, NetworkThreads.single()));
        }

        @Override
        public void close() {
            made.values().forEach(Recogniser::close);
        }
    }

    /** Passes events on, and takes the time from the first epoch to the last round. */
    private static final class Laps implements RunEvent.Watcher {
        private final RunEvent.Watcher watcher;
        private final FaultPlan plan;
        private final CompletableFuture<Integer> port = new CompletableFuture<>();
        private volatile long firstNanos;
        private volatile long lastNanos;

        Laps(RunEvent.Watcher watcher, FaultPlan plan) {
            this.watcher = watcher;
            this.plan = plan;
        }

        double seconds() {
            return (lastNanos - firstNanos) / 1e9;
        }

        @Override
        public void heard(RunEvent event) {
            if (event instanceof RunEvent.Listening listening) {
                port.complete(listening.port());
            } else if (event instanceof RunEvent.EpochOpened && firstNanos == 0) {
                firstNanos = System.nanoTime();
                plan.roundBegins(1);
            } else if (event instanceof RunEvent.RoundDone done) {
                roundDone(done.round());
            } else if (event instanceof RunEvent.HiddenRoundDone done) {
                roundDone(done.round());
            }
            watcher.heard(event);
        }

        private void roundDone(long round) {
            lastNanos = System.nanoTime();
            plan.roundBegins((int) round + 1);
        }
    }

    /** The medians of the platforms' phases, averaged over the platforms, and the server's sum. */
    public static Map<String, Double> phaseMillis(ServerOutcome server, List<Map<String, Double>> platforms) {
        Map<String, Double> all = new LinkedHashMap<>();
        for (String phase : List.of("gradient", "encode", "mask", "upload", "sum", "verify", "update")) {
            double mean = phase.equals("sum")
                    ? server.sumMillis()
                    : platforms.stream()
                            .mapToDouble(times -> times.getOrDefault(phase, 0.0))
                            .average()
                            .orElse(0);
            all.put(phase, Math.round(mean * 1000) / 1000.0);
        }
        return all;
    }
}
