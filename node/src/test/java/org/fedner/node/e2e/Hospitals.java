package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fedner.audit.verify.LogReport;
import org.fedner.audit.verify.VerificationReport;
import org.fedner.model.corpus.SyntheticHospital;
import org.fedner.model.corpus.SyntheticNotes;
import org.fedner.node.auditing.RunLogs;
import org.fedner.node.cli.Fedner;
import org.fedner.node.config.ConfigReader;
import org.fedner.node.config.Job;
import org.fedner.node.config.JobMembership;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.LoopbackFederation;
import org.fedner.node.identity.PageCertificate;
import org.fedner.node.identity.SignedJob;
import org.fedner.node.server.ServerOutcome;

/**
 * A federation of one server and some platforms on disk: identities, a signed job, small synthetic corpora and a YAML file
 * each. Its processes end with it.
 */
final class Hospitals implements AutoCloseable {
    static final List<String> THREE = List.of("north", "east", "south");
    static final List<String> FOUR = List.of("north", "east", "south", "west");

    final Path out;
    final List<String> names;
    final Job job;
    final SignedJob signed;
    final LoopbackFederation federation;
    final int port;
    private final List<PartyUnderTest> started = new ArrayList<>();
    private final Map<String, Integer> starts = new HashMap<>();
    private final Map<String, List<String>> environments = new HashMap<>();

    private Hospitals(
            Path out,
            List<String> names,
            int rounds,
            Job.Aggregation aggregation,
            JobMembership membership,
            String serverTiming,
            String platformTiming)
            throws Exception {
        this.out = out;
        this.names = names;
        this.job =
                new Job("e2e", 7, rounds, null, new Job.Training(6, null, null, null), aggregation, null, membership);
        this.port = freePort();
        Files.createDirectories(out);
        federation = LoopbackFederation.create(out.resolve("identities"), "e2e", names, Clock.systemUTC());
        signed = federation.signJob(ConfigReader.encode(job), Clock.systemUTC());
        signed.write(out.resolve("job.signed"));
        try (Identity server = Identity.load(federation.server(), Clock.systemUTC())) {
            RunLogs.writePolicy(out, server.roster().get());
        }
        for (int i = 0; i < names.size(); i++) {
            Path notes = out.resolve("notes").resolve(names.get(i));
            new SyntheticNotes(i, new SyntheticNotes.Sizes(24, 4, 6)).write(notes);
            write(names.get(i) + ".yaml", """
                    identity: identities/platforms/%s
                    server: {host: 127.0.0.1, port: %d}
                    data: {folder: notes/%s/%s, scheme: BIO}
                    policy: policy.yaml
                    work: platforms/%s
                    checkpointEvery: 1
                    timing: %s
                    """.formatted(
                            names.get(i),
                            port,
                            names.get(i),
                            SyntheticHospital.values()[i % 3].folder(),
                            names.get(i),
                            platformTiming));
        }
        write(
                "policy.yaml",
                "embeddings: [random]\nmodes: [%s]\nrings: [%d]\nserverSees: [%s]\nmaxBytesPerRound: 30000000\n"
                        .formatted(aggregation.mode(), aggregation.ring(), aggregation.serverSees()));
        serverTiming(serverTiming);
    }

    /** Gives the server's next start other deadlines. */
    void serverTiming(String timing) throws IOException {
        write("server.yaml", """
                identity: identities/server
                job: job.signed
                listen: {host: 127.0.0.1, port: %d}
                platforms: %d
                work: server
                timing: %s
                """.formatted(port, names.size(), timing));
    }

    /** Gives a party a page; the certificate that it will show is made already. */
    PageUnderTest page(String name) throws Exception {
        int page = freePort();
        Path file = out.resolve(name + ".yaml");
        Files.writeString(file, Files.readString(file) + "page: {port: %d}\n".formatted(page));
        Path identity = name.equals("server")
                ? federation.server()
                : federation.platforms().get(name);
        PageCertificate.current(identity, name, List.of(), Clock.systemUTC());
        return new PageUnderTest(file, identity, page);
    }

    /** A platform that is killed in the next run comes back as if it had taken part in nothing. */
    void neverCheckpoints(String name) throws IOException {
        Path file = out.resolve(name + ".yaml");
        Files.writeString(file, Files.readString(file).replace("checkpointEvery: 1", "checkpointEvery: 1000"));
    }

    /** Prepares {@code out}; timings are YAML maps of the server's and the platforms' keys. */
    static Hospitals prepare(Path out, List<String> names, int rounds, String serverTiming, String platformTiming)
            throws Exception {
        return prepare(out, names, rounds, aggregation(32, "sum"), serverTiming, platformTiming);
    }

    /** The same with sums of another kind. */
    static Hospitals prepare(
            Path out,
            List<String> names,
            int rounds,
            Job.Aggregation aggregation,
            String serverTiming,
            String platformTiming)
            throws Exception {
        return new Hospitals(out, names, rounds, aggregation, null, serverTiming, platformTiming);
    }

    /** The same of a job that somebody in particular must take part in. */
    static Hospitals prepare(
            Path out,
            List<String> names,
            int rounds,
            JobMembership membership,
            String serverTiming,
            String platformTiming)
            throws Exception {
        return new Hospitals(out, names, rounds, aggregation(32, "sum"), membership, serverTiming, platformTiming);
    }

    /** Three hospitals in a job that does not end, and a server that waits a minute for whatever it waits for. */
    static Hospitals prepareForLong(Path out) throws Exception {
        return prepare(
                out,
                THREE,
                100_000,
                "{gatherSeconds: 100, setupSeconds: 60, roundSeconds: 60, reconnectSeconds: 30}",
                "{}");
    }

    /** Starts all platforms. */
    Map<String, PartyUnderTest> platforms() throws IOException {
        Map<String, PartyUnderTest> platforms = new LinkedHashMap<>();
        for (String name : names) {
            platforms.put(name, platform(name));
        }
        return platforms;
    }

    static Job.Aggregation aggregation(int ring, String serverSees) {
        return new Job.Aggregation(null, null, null, ring, serverSees, null, null);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(out.resolve(name), text, StandardCharsets.UTF_8);
    }

    /** Starts the server and returns when it listens. */
    PartyUnderTest server() throws Exception {
        PartyUnderTest server = serverAtOnce();
        server.await("listening", line -> true);
        return server;
    }

    /** Starts the server, whether or not it comes to listen. */
    PartyUnderTest serverAtOnce() throws IOException {
        return start("server", "server");
    }

    /** Starts every platform. */
    Map<String, PartyUnderTest> allPlatforms() throws IOException {
        Map<String, PartyUnderTest> platforms = new LinkedHashMap<>();
        for (String name : names) {
            platforms.put(name, platform(name));
        }
        return platforms;
    }

    PartyUnderTest platform(String name) throws IOException {
        return start("platform", name);
    }

    /** Starts a platform that is no {@code fedner}; its errors go to a file as those of the others do. */
    PartyUnderTest foreignPlatform(String name, List<String> command) throws IOException {
        PartyUnderTest party = PartyUnderTest.run(name, out.resolve(name + "-foreign.log"), command);
        started.add(party);
        return party;
    }

    private PartyUnderTest start(String command, String name) throws IOException {
        int count = starts.merge(name, 1, Integer::sum);
        List<String> line = new ArrayList<>(environments.getOrDefault(name, List.of()));
        line.addAll(PartyUnderTest.java(Fedner.class));
        line.addAll(List.of(
                command,
                "--config",
                out.resolve(name + ".yaml").toString(),
                "--format",
                "json",
                "--until-stdin-closes"));
        PartyUnderTest party = PartyUnderTest.run(name, out.resolve(name + "-" + count + ".log"), line);
        started.add(party);
        return party;
    }

    /** Words before the command line of a party's next start, such as {@code env NAME=VALUE}. */
    void environment(String party, List<String> words) {
        environments.put(party, words);
    }

    List<String> environment(String party) {
        return environments.getOrDefault(party, List.of());
    }

    ServerOutcome outcome() throws IOException {
        return ServerOutcome.read(out.resolve("server").resolve("outcome.json"));
    }

    /** Every party's log verifies against every other's and was closed; {@code expected} are rules broken on purpose. */
    void everyLogIsClosedAndVerified(String... expected) {
        logsAreClosedAndVerified(names.size() + 1, expected);
    }

    /** The same where some platform keeps no log. */
    void logsAreClosedAndVerified(int logs, String... expected) {
        VerificationReport report = RunLogs.verify(RunLogs.below(out), RunLogs.readPolicy(out.resolve(RunLogs.POLICY)));
        assertThat(report.findings())
                .allSatisfy(
                        finding -> assertThat(finding.rule()).as("%s", finding).isIn((Object[]) expected));
        assertThat(report.logs()).hasSize(logs);
        assertThat(report.logs()).allSatisfy(log -> assertThat(log.state()).isEqualTo(LogReport.State.CLOSED));
    }

    /** The leaves of a party's closed log that contain all of {@code words}. */
    List<String> leaves(String party, String... words) throws IOException {
        List<String> leaves = new ArrayList<>();
        try (Stream<Path> files = Files.walk(audit(party).resolve("tile/entries"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                ByteBuffer bundle = ByteBuffer.wrap(Files.readAllBytes(file));
                while (bundle.hasRemaining()) {
                    byte[] leaf = new byte[Short.toUnsignedInt(bundle.getShort())];
                    bundle.get(leaf);
                    leaves.add(new String(leaf, StandardCharsets.UTF_8));
                }
            }
        }
        return leaves.stream()
                .distinct() // a partial tile may lie beside the one that replaced it
                .filter(leaf -> Stream.of(words).allMatch(leaf::contains))
                .toList();
    }

    private Path audit(String party) {
        return out.resolve(party.equals("server") ? "server" : "platforms/" + party)
                .resolve("audit");
    }

    /** A platform's id as the logs write it. */
    String id(String name) throws Exception {
        try (Identity identity = Identity.load(federation.platforms().get(name), Clock.systemUTC())) {
            return HexFormat.of().formatHex(identity.id().bytes());
        }
    }

    @Override
    public void close() {
        started.forEach(PartyUnderTest::close);
    }
}
