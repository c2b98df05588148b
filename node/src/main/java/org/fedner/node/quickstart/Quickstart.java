package org.fedner.node.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.fedner.model.corpus.SyntheticHospital;
import org.fedner.model.corpus.SyntheticNotes;
import org.fedner.node.auditing.RunLogs;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.config.ConfigReader;
import org.fedner.node.config.Job;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.identity.LoopbackFederation;
import org.fedner.node.loop.RunEvent;
import org.fedner.node.report.PlatformReport;
import org.fedner.node.report.ReportFiles;
import org.fedner.node.report.RunReport;
import org.fedner.node.server.ServerOutcome;
import org.fedner.node.simulate.Simulation;
import org.fedner.node.simulate.SimulationReport;

/**
 * Synthetic notes, a provisioned federation, and its parties as separate processes over mutual TLS on loopback.
 *
 * @param out new or empty folder; everything of the run stays in it
 * @param remarks for the person watching
 * @param watcher hears the server's rounds
 */
public record Quickstart(Path out, int rounds, PrintStream remarks, RunEvent.Watcher watcher) {
    private static final long SEED = 7;
    private static final long LISTEN_SECONDS = 60;
    private static final long RUN_SECONDS = 1800;
    private static final long POLL_MILLIS = 200;

    /** Runs everything and returns the report, with the audit's answer in it. No process is left behind. */
    public RunReport run() throws InterruptedException {
        long started = System.nanoTime();
        List<String> names = Arrays.stream(SyntheticHospital.values())
                .map(hospital -> hospital.name().toLowerCase(Locale.ROOT))
                .toList();
        Job job = new Job("quickstart", SEED, rounds, null, null, null, null);
        try {
            remarks.println("Writing synthetic notes of three hospitals and enrolling them ...");
            prepare(job, names);
            remarks.println("Starting one server and three platforms as separate processes ...");
            List<ChildProcess> children = new CopyOnWriteArrayList<>();
            Thread onExit = new Thread(() -> children.forEach(ChildProcess::close));
            Runtime.getRuntime().addShutdownHook(onExit);
            try {
                double seconds = runParties(names, children);
                return report(job, names, seconds, (System.nanoTime() - started) / 1e9);
            } finally {
                children.forEach(ChildProcess::close);
                removeHook(onExit);
            }
        } catch (IOException | IdentityException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION, out + ": cannot be prepared or read back: " + e.getMessage(), e);
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process is already ending and the hook runs
        }
    }

    private void prepare(Job job, List<String> names) throws IOException, IdentityException {
        Clock clock = Clock.systemUTC();
        Files.createDirectories(out);
        new SyntheticNotes(SEED, SyntheticNotes.Sizes.standard()).write(out.resolve("notes"));
        LoopbackFederation federation =
                LoopbackFederation.create(out.resolve("identities"), "quickstart", names, clock);
        federation.signJob(ConfigReader.encode(job), clock).write(out.resolve("job.signed"));
        try (Identity server = Identity.load(federation.server(), clock)) {
            RunLogs.writePolicy(out, server.roster().get());
        }
        write("server.yaml", """
                identity: identities/server
                job: job.signed
                listen: {host: 127.0.0.1, port: 0}
                platforms: %d
                work: server
                """.formatted(names.size()));
        write("policy.yaml", "embeddings: [random]\n");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(out.resolve(name), text, StandardCharsets.UTF_8);
    }

    private double runParties(List<String> names, List<ChildProcess> children)
            throws IOException, InterruptedException {
        CompletableFuture<Integer> port = new CompletableFuture<>();
        ServerEvents events = new ServerEvents(watcher, port);
        ChildProcess server = ChildProcess.start(
                "the server", "server", out.resolve("server.yaml"), out.resolve("server.log"), events);
        children.add(server);
        int listening = listening(port, server);
        List<ChildProcess> platforms = new ArrayList<>();
        for (String name : names) {
            write(name + ".yaml", """
                    identity: identities/platforms/%s
                    server: {host: 127.0.0.1, port: %d}
                    data: {folder: notes/%s, scheme: BIO}
                    policy: policy.yaml
                    work: platforms/%s
                    alone: true
                    checkpointEvery: 10
                    """.formatted(name, listening, name, name));
            ChildProcess platform = ChildProcess.start(
                    "the platform " + name,
                    "platform",
                    out.resolve(name + ".yaml"),
                    out.resolve(name + ".log"),
                    event -> {});
            children.add(platform);
            platforms.add(platform);
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(RUN_SECONDS);
        while (server.isAlive() && System.nanoTime() < deadline) {
            platforms.forEach(ChildProcess::requireNoFailure);
            Thread.sleep(POLL_MILLIS);
        }
        server.requireSuccess(1);
        remarks.println("Each platform now trains alone, for comparison ...");
        for (ChildProcess platform : platforms) {
            platform.requireSuccess(RUN_SECONDS);
        }
        return events.seconds();
    }

    private static int listening(CompletableFuture<Integer> port, ChildProcess server) throws InterruptedException {
        try {
            return port.get(LISTEN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            server.requireNoFailure();
            throw new FailureException(ExitCode.NETWORK, "the server did not begin to listen", e);
        }
    }

    private RunReport report(Job job, List<String> names, double seconds, double wallSeconds) throws IOException {
        List<PlatformReport> reports = new ArrayList<>();
        List<Map<String, Double>> phases = new ArrayList<>();
        for (String name : names) {
            Path work = out.resolve("platforms").resolve(name);
            reports.add(ReportFiles.read(work.resolve("report.json"), PlatformReport.class));
            Map<String, Double> medians = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> phase : ReportFiles.read(work.resolve("phases.json"), JsonNode.class)
                    .properties()) {
                medians.put(phase.getKey(), phase.getValue().asDouble());
            }
            phases.add(medians);
        }
        ServerOutcome outcome = ServerOutcome.read(out.resolve("server").resolve("outcome.json"));
        return SimulationReport.write(
                out,
                job,
                null,
                outcome,
                reports,
                Simulation.phaseMillis(outcome, phases),
                seconds,
                wallSeconds,
                List.of());
    }
}
