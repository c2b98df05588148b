package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.fedner.model.corpus.SyntheticHospital;
import org.fedner.model.network.NetworkThreads;
import org.fedner.model.network.Recogniser;
import org.fedner.node.identity.Identity;
import org.fedner.node.job.JobTerms;
import org.fedner.node.platform.ClearReplay;
import org.fedner.node.platform.PlatformSetup;
import org.fedner.node.platform.SeededSetup;
import org.fedner.node.server.ServerOutcome;
import org.fedner.node.simulate.faults.FaultPlan;
import org.fedner.node.simulate.faults.FaultSpec;
import org.fedner.node.simulate.faults.FaultyWire;

/** A server and four platforms, each a process, with a relay before each platform; and every way to hurt them. */
final class FaultStage implements AutoCloseable {
    static final int ROUNDS = 10;
    static final String VICTIM = "west";

    /** Masked vector up and sum down, about; faults of the wire strike at a drawn byte of that. */
    private static final long BYTES_OF_ROUND = 2_000_000;

    private static final long LOOK_NANOS = 20_000_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    final Hospitals hospitals;
    final Map<String, PartyUnderTest> platforms = new LinkedHashMap<>();
    PartyUnderTest server;
    private final FaultPlan plan;
    private final Map<String, FaultyWire> wires = new HashMap<>();
    private final Map<String, List<Path>> restarts = new HashMap<>();
    private final Thread pacer = new Thread(this::pace, "rounds of the fault plan");
    private final List<Runnable> afterwards = new ArrayList<>();
    private volatile boolean over;

    /** @param faults of the wire, as {@code --faults} takes them; may be empty */
    FaultStage(Path out, String faults, int roundSeconds) throws Exception {
        hospitals = Hospitals.prepare(
                out,
                Hospitals.FOUR,
                ROUNDS,
                "{gatherSeconds: 100, setupSeconds: 60, roundSeconds: %d, reconnectSeconds: 4}".formatted(roundSeconds),
                "{}");
        List<FaultSpec> specs = faults.isEmpty() ? List.of() : FaultSpec.parse(faults, hospitals.names);
        plan = new FaultPlan(specs, 11, BYTES_OF_ROUND);
        for (String name : hospitals.names) {
            wires.put(name, new FaultyWire(name, hospitals.port, plan, () -> killed(name)));
            restarts.put(name, new ArrayList<>());
        }
    }

    void start() throws Exception {
        startServer();
        for (String name : hospitals.names) {
            startPlatform(name);
        }
        pacer.setDaemon(true);
        pacer.start();
    }

    void startServer() throws Exception {
        server = hospitals.server();
    }

    void startPlatform(String name) throws IOException {
        platforms.put(
                name,
                hospitals.foreignPlatform(
                        name, line(name, hospitals.federation.platforms().get(name), "platforms/" + name)));
    }

    /** When all processes have ended. */
    void afterwards(Runnable action) {
        afterwards.add(action);
    }

    /** A second process with a copy of the keys and papers, as on another machine, and a work folder of its own. */
    PartyUnderTest twinOf(String name) throws Exception {
        Path copy = Files.createDirectory(
                hospitals.out.resolve("twin-identity"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        for (String file : List.of("key.pem", "audit-key.pem", "certificate.pem", "authority.pem", "roster.pem")) {
            Files.copy(
                    hospitals.federation.platforms().get(name).resolve(file),
                    copy.resolve(file),
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
        return hospitals.foreignPlatform("twin-of-" + name, line(name, copy, "twin-" + name));
    }

    private List<String> line(String name, Path identity, String work) {
        List<String> line = new ArrayList<>(hospitals.environment(name));
        line.addAll(PartyUnderTest.java(SeededPlatformProcess.class));
        line.addAll(List.of(
                name,
                Integer.toString(wires.get(name).port()),
                hospitals.out.resolve("job.signed").toString(),
                identity.toString(),
                notes(name).toString(),
                hospitals.out.resolve(work).toString()));
        return line;
    }

    private Path notes(String name) {
        return hospitals
                .out
                .resolve("notes")
                .resolve(name)
                .resolve(SyntheticHospital.values()[hospitals.names.indexOf(name) % 3].folder());
    }

    private Path checkpoints(String name) {
        return hospitals.out.resolve("platforms").resolve(name).resolve("checkpoints");
    }

    private void killed(String name) {
        try {
            platforms.get(name).kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until the process is gone, keeps what it left as its checkpoint, and starts it again. */
    void restartPlatform(String name) throws Exception {
        PartyUnderTest gone = platforms.get(name);
        gone.awaitEnd();
        Path copy = hospitals.out.resolve(
                "%s-checkpoint-%d".formatted(name, restarts.get(name).size()));
        Files.createDirectories(copy);
        if (Files.exists(checkpoints(name).resolve("state"))) {
            Files.copy(checkpoints(name).resolve("state"), copy.resolve("state"));
        }
        restarts.get(name).add(copy);
        startPlatform(name);
    }

    private void pace() {
        while (!over) {
            if (!server.told("epochOpened").isEmpty()) {
                plan.roundBegins((int) server.lastRound() + 1);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    List<FaultPlan.Injected> injected() {
        return plan.injected();
    }

    /** Everybody ends well, and the model is that of the schedule in the logs, computed in the clear. */
    ServerOutcome completes() throws Exception {
        server.endsWithin(3 * PartyUnderTest.PATIENCE.toSeconds(), TimeUnit.SECONDS); // a whole run, not one wait
        server.finishes();
        for (PartyUnderTest platform : platforms.values()) {
            assertThat(platform.status()).as(platform.errors()).isZero();
        }
        ServerOutcome outcome = hospitals.outcome();
        assertThat(outcome.rounds()).isEqualTo(ROUNDS);
        assertThat(replayed()).isEqualTo(outcome.sharedModel());
        return outcome;
    }

    private String replayed() throws Exception {
        JobTerms terms = JobTerms.of(hospitals.job);
        Path scratch = Files.createDirectories(hospitals.out.resolve("replay"));
        List<ClearReplay.Site> sites = new ArrayList<>();
        try (Recogniser recogniser = Recogniser.hashed(terms.network(), NetworkThreads.single())) {
            for (String name : hospitals.names) {
                Identity identity =
                        Identity.load(hospitals.federation.platforms().get(name), Clock.systemUTC());
                sites.add(new ClearReplay.Site(
                        identity.id(),
                        work -> setup(name, identity, work, recogniser),
                        leaves("platforms/" + name),
                        restarts.get(name)));
            }
            try (ClearReplay replay = new ClearReplay(terms, recogniser, sites, scratch)) {
                return replay.model(leaves("server"));
            }
        }
    }

    private PlatformSetup setup(String name, Identity identity, Path work, Recogniser recogniser) {
        try {
            return SeededSetup.of(
                    hospitals.job,
                    identity,
                    name,
                    1,
                    notes(name),
                    work,
                    1_000,
                    spec -> recogniser,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** All leaves of a party's log, in order: those in bundles, and those a killed process left in its journal. */
    private List<JsonNode> leaves(String party) {
        Path audit = hospitals.out.resolve(party).resolve("audit");
        SortedMap<Long, JsonNode> leaves = new TreeMap<>();
        try (Stream<Path> files = Files.walk(audit.resolve("tile/entries"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                ByteBuffer bundle = ByteBuffer.wrap(Files.readAllBytes(file));
                while (bundle.hasRemaining()) {
                    byte[] leaf = new byte[Short.toUnsignedInt(bundle.getShort())];
                    bundle.get(leaf);
                    keep(leaves, new String(leaf, StandardCharsets.UTF_8));
                }
            }
            Files.readAllLines(audit.resolve("journal.jsonl")).forEach(line -> keep(leaves, line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(leaves.values());
    }

    private static void keep(SortedMap<Long, JsonNode> leaves, String text) {
        try {
            JsonNode leaf = JSON.readTree(text);
            leaves.put(leaf.path("seq").asLong(), leaf);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        over = true;
        hospitals.close();
        afterwards.forEach(Runnable::run);
        wires.values().forEach(FaultyWire::close);
    }
}
