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
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.fedner.model.corpus.SyntheticHospital;
import org.fedner.model.network.Recogniser;
import org.fedner.node.config.Job;
import org.fedner.node.identity.Identity;
import org.fedner.node.job.JobTerms;
import org.fedner.node.platform.ClearReplay;
import org.fedner.node.platform.PlatformSetup;
import org.fedner.node.platform.SeededSetup;
import org.fedner.node.server.ServerOutcome;
import org.fedner.node.simulate.faults.FaultPlan;
import org.fedner.node.simulate.faults.FaultSpec;
import org.fedner.node.simulate.faults.FaultyWire;
import org.fedner.node.status.PartyStatus;
import org.fedner.node.status.Watchdog;

/**
 * A server and four platforms, with a relay before each platform; and every way to hurt them. The server and whom something is
 * done to are processes, the other platforms threads of this one: to everybody else that is the same.
 */
final class FaultStage implements AutoCloseable {
    static final String VICTIM = "west";
    static final String SERVER = "server";

    /** Whose training sets the pace where a job would be over too soon; the others wait for its uploads. */
    static final String PACER = "north";

    /** Masked vector up and sum down, about; faults of the wire strike at a drawn byte of that. */
    private static final long BYTES_OF_ROUND = 2_000_000;

    private static final long LOOK_NANOS = 20_000_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    final Hospitals hospitals;
    final Map<String, PartyUnderTest> platforms = new LinkedHashMap<>();
    private final Map<String, Bystander> bystanders = new LinkedHashMap<>();
    volatile PartyUnderTest server;
    final int rounds;
    final Map<String, FaultyWire> wires = new HashMap<>();
    private final FaultCell cell;
    private final FaultPlan plan;
    private final Map<String, List<Path>> restarts = new HashMap<>();
    private final Thread pacer = new Thread(this::follow, "rounds of the fault plan");
    private final List<Runnable> afterwards = new ArrayList<>();
    private volatile boolean over;
    private volatile long reached;
    private volatile boolean underWay;
    private volatile long paceMillis;
    private int twins;

    FaultStage(Path out, FaultCell cell) throws Exception {
        this.cell = cell;
        this.rounds = cell.rounds();
        hospitals = Hospitals.prepare(
                out,
                Hospitals.FOUR,
                rounds,
                cell.isRecovering()
                        ? new Job.Aggregation("recovering", null, 1, null, null, null, null)
                        : Hospitals.aggregation(32, "sum"),
                cell.timing().server(),
                "{}");
        List<FaultSpec> specs = cell.wire().isEmpty() ? List.of() : faults(cell.wire());
        plan = new FaultPlan(specs, 11, BYTES_OF_ROUND);
        for (String name : hospitals.names) {
            wires.put(name, new FaultyWire(name, hospitals.port, plan, () -> killed(name)));
            restarts.put(name, new ArrayList<>());
        }
    }

    private List<FaultSpec> faults(String words) {
        return FaultSpec.parse(words, hospitals.names);
    }

    /** Plans faults of the wire, as {@code --faults} takes them, for rounds that have not begun. */
    void plan(String faults) {
        faults(faults).forEach(plan::add);
    }

    /** Starts everybody but those of whom the cell says that they come later. */
    void start() throws Exception {
        startServer();
        for (String name : hospitals.names) {
            if (!cell.late().contains(name)) {
                startPlatform(name);
            }
        }
        pacer.setDaemon(true);
        pacer.start();
    }

    void startServer() throws Exception {
        server = hospitals.server();
    }

    void startPlatform(String name) throws IOException {
        SeededPlatform platform =
                platform(name, hospitals.federation.platforms().get(name), work(name));
        if (cell.processes().contains(name)) {
            platforms.put(name, hospitals.foreignPlatform(name, line(platform)));
        } else {
            bystanders.put(name, new Bystander(platform, name.equals(PACER) ? this::keepPace : () -> {}));
        }
    }

    /** Starts a process that may end at once. */
    void startAtOnce(String party) throws IOException {
        if (party.equals(SERVER)) {
            server = hospitals.serverAtOnce();
        } else {
            startPlatform(party);
        }
    }

    private void keepPace() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(paceMillis));
    }

    private SeededPlatform platform(String name, Path identity, Path work) {
        return new SeededPlatform(
                name,
                wires.get(name).port(),
                hospitals.out.resolve("job.signed"),
                identity,
                notes(name),
                work,
                cell.timing().connectSeconds());
    }

    /** Whether everybody was started. */
    boolean isComplete() {
        return platforms.size() + bystanders.size() == hospitals.names.size();
    }

    /** A platform's exit code, when it ends. */
    int status(String name) throws InterruptedException {
        return bystanders.containsKey(name)
                ? bystanders.get(name).status()
                : platforms.get(name).status();
    }

    /** What a platform told the person at its terminal when it ended. */
    String sentence(String name) {
        return bystanders.containsKey(name)
                ? bystanders.get(name).sentence()
                : platforms.get(name).errors();
    }

    PartyUnderTest party(String name) {
        return name.equals(SERVER) ? server : platforms.get(name);
    }

    /** From now on each round takes at least so long, but for the one under way; 0 for as fast as it goes. */
    void pace(long millis) {
        paceMillis = millis;
    }

    /** Where a party keeps everything. */
    Path work(String party) {
        return hospitals.out.resolve(party.equals(SERVER) ? SERVER : "platforms/" + party);
    }

    /** How a party ended, as a watchdog that looks now says it; one that died said nothing itself. */
    String word(String party) throws InterruptedException {
        PartyStatus status = new Watchdog(Clock.systemUTC(), OptionalLong.empty()).look(work(party));
        return status.isOver() ? status.ending() : status.state().word();
    }

    /** When all processes have ended. */
    void afterwards(Runnable action) {
        afterwards.add(action);
    }

    /** A second process with a copy of the keys and papers, as on another machine, and a work folder of its own. */
    PartyUnderTest twinOf(String name) throws Exception {
        String twin = "twin-" + twins++;
        Path copy = Files.createDirectory(
                hospitals.out.resolve(twin + "-identity"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        for (String file : List.of("key.pem", "audit-key.pem", "certificate.pem", "authority.pem", "roster.pem")) {
            Files.copy(
                    hospitals.federation.platforms().get(name).resolve(file),
                    copy.resolve(file),
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
        return hospitals.foreignPlatform(twin, line(platform(name, copy, hospitals.out.resolve(twin))));
    }

    /** A second server process with the same keys and configuration. */
    PartyUnderTest twinOfServer() throws IOException {
        return hospitals.serverAtOnce();
    }

    private List<String> line(SeededPlatform platform) {
        List<String> line = new ArrayList<>(hospitals.environment(platform.name()));
        line.addAll(PartyUnderTest.java(SeededPlatformProcess.class));
        line.addAll(List.of(
                platform.name(),
                Integer.toString(platform.port()),
                platform.job().toString(),
                platform.identity().toString(),
                platform.notes().toString(),
                platform.work().toString(),
                Integer.toString(platform.connectSeconds())));
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
        return work(name).resolve("checkpoints");
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

    private void follow() {
        while (!over) {
            PartyUnderTest now = server; // another one after a restart, which tells its own rounds only
            underWay |= !now.told("epochOpened").isEmpty();
            reached = Math.max(reached, now.lastRound());
            if (underWay) {
                plan.roundBegins((int) reached + 1);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** The last round that any server process said was done. */
    long reached() {
        return reached;
    }

    Set<String> late() {
        return cell.late();
    }

    List<FaultPlan.Injected> injected() {
        return plan.injected();
    }

    /**
     * Everybody ends well, or as the cell says, and the model is that of the schedule in the logs, computed in the clear.
     */
    ServerOutcome completes() throws Exception {
        server.endsWithin(3 * PartyUnderTest.PATIENCE.toSeconds(), TimeUnit.SECONDS); // a whole run, not one wait
        server.finishes();
        assertThat(word(SERVER)).isEqualTo("finished");
        for (String name : hospitals.names) {
            int status = status(name);
            assertThat(status).as("%s: %s", name, sentence(name)).isIn((Object[])
                    cell.statuses().getOrDefault(name, new Integer[] {0}));
            assertThat(word(name))
                    .isEqualTo(
                            switch (status) {
                                case 0 -> "finished";
                                case 5 -> "no-peer";
                                default -> "died";
                            });
        }
        ServerOutcome outcome = hospitals.outcome();
        assertThat(outcome.rounds()).isEqualTo(rounds);
        assertThat(replayed()).isEqualTo(outcome.sharedModel());
        return outcome;
    }

    /** Every log verifies against the others; all are closed but those of parties that are gone for good. */
    void logsVerify() {
        long gone =
                platforms.values().stream().filter(PartyUnderTest::wasKilled).count();
        if (gone == 0) {
            hospitals.logsAreClosedAndVerified(hospitals.names.size() + 1);
        }
    }

    private String replayed() throws Exception {
        JobTerms terms = JobTerms.of(hospitals.job);
        Path scratch = Files.createDirectories(hospitals.out.resolve("replay"));
        List<ClearReplay.Site> sites = new ArrayList<>();
        Recogniser recogniser = Bystander.recogniser(terms.network());
        for (String name : hospitals.names) {
            Identity identity = Identity.load(hospitals.federation.platforms().get(name), Clock.systemUTC());
            sites.add(new ClearReplay.Site(
                    identity.id(), work -> setup(name, identity, work, recogniser), leaves(name), restarts.get(name)));
        }
        try (ClearReplay replay = new ClearReplay(terms, recogniser, sites, scratch)) {
            return replay.model(leaves(SERVER));
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
    List<JsonNode> leaves(String party) {
        Path audit = work(party).resolve("audit");
        SortedMap<Long, JsonNode> leaves = new TreeMap<>();
        try (Stream<Path> files = Files.walk(audit)) {
            for (Path file : files.filter(FaultStage::isBundle).toList()) {
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

    private static boolean isBundle(Path file) {
        return file.toString().contains("/tile/entries/")
                && Files.isRegularFile(file)
                && !file.getFileName().toString().endsWith(".tmp");
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
        bystanders.values().forEach(Bystander::close);
        hospitals.close();
        afterwards.forEach(Runnable::run);
        wires.values().forEach(FaultyWire::close);
    }
}
