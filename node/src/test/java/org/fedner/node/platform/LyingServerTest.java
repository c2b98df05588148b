package org.fedner.node.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.Ring32Vector;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.Upload;
import org.fedner.crypto.expansion.Digest;
import org.fedner.model.network.NetworkThreads;
import org.fedner.model.network.Recogniser;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.node.Canaries;
import org.fedner.node.CommandRun;
import org.fedner.node.auditing.RunLogs;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.config.Job;
import org.fedner.node.identity.Identity;
import org.fedner.node.job.JobTerms;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three real platforms over real TLS and a server that lies about the sum: all stop with status 6, their logs closed and whole. */
class LyingServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Job JOB = new Job("lies", 7, 3, null, null, null, null);
    private static final long PRIME = (1L << 61) - 1;
    private static final Map<NetworkSpec, Recogniser> RECOGNISERS = new ConcurrentHashMap<>();

    @TempDir
    private Path root;

    private byte[] heard = new byte[0];

    @AfterAll
    static void closeNetworks() {
        RECOGNISERS.values().forEach(Recogniser::close);
        RECOGNISERS.clear();
    }

    @Test
    void oneAlteredCoordinateStopsEveryPlatform() throws Exception {
        everyoneStops(0, altering(sum -> sum[sum.length / 2]++));
    }

    @Test
    void twoToThe31AddedStopsEveryPlatform() throws Exception {
        everyoneStops(0, altering(sum -> sum[3] += Integer.MIN_VALUE));
    }

    @Test
    void swappedCoordinatesStopEveryPlatform() throws Exception {
        everyoneStops(0, altering(sum -> {
            int other = sum.length - 1;
            while (sum[other] == sum[5]) {
                other--;
            }
            int kept = sum[5];
            sum[5] = sum[other];
            sum[other] = kept;
        }));
    }

    @Test
    void aDroppedPlatformsVectorStopsEveryPlatform() throws Exception {
        everyoneStops(0, (round, truth, uploads, earlier) -> {
            Upload dropped = uploads.get(1);
            int[] rest = ((Ring32Vector) truth.sum()).words().clone();
            for (int i = 0; i < rest.length; i++) {
                rest[i] -= ((Ring32Vector) dropped.vector()).words()[i];
            }
            Tag tag = new Tag(
                    Math.floorMod(truth.tag().first() - dropped.tag().first(), PRIME),
                    Math.floorMod(truth.tag().second() - dropped.tag().second(), PRIME));
            return Result.of(truth.context(), tag, truth.uploads(), RingVector.owning(rest));
        });
    }

    @Test
    void anOldSumReplayedStopsEveryPlatform() throws Exception {
        everyoneStops(1, (round, truth, uploads, earlier) -> {
            Result told = earlier.isEmpty() ? truth : earlier.get(0);
            return Result.of(truth.context(), told.tag(), truth.uploads(), told.sum());
        });
    }

    @Test
    void aServerThatNamesOtherUploadsIsConvictedWhenItCannotShowThem() throws Exception {
        outcomes((round, truth, uploads, earlier) -> Result.of(
                truth.context(),
                Tag.ZERO,
                Digest.of(),
                Ring.Z32.zero(truth.sum().size())));
        CommandRun open = convict();
        assertThat(open.exit()).isEqualTo(ExitCode.BAD_DATA.number());
        assertThat(open.out()).contains("INCOMPLETE", "ask the server for its evidence");
        assertThat(convict("--server-was-asked").exit()).isEqualTo(ExitCode.INTEGRITY.number());
    }

    @Test
    void aServerThatLiesToOnePlatformIsConvictedByWhatTheOthersKept() throws Exception {
        AtomicInteger told = new AtomicInteger();
        outcomes((round, truth, uploads, earlier) -> {
            boolean lies = round == JOB.rounds() && told.getAndIncrement() == 0;
            return lies ? Result.of(truth.context(), Tag.ZERO, truth.uploads(), truth.sum()) : truth;
        });
        CommandRun convicted = convict();
        assertThat(convicted.exit()).isEqualTo(ExitCode.INTEGRITY.number());
        assertThat(convicted.out()).contains("two different outcomes", "SERVER CONVICTED");
    }

    @Test
    void aServerThatDoesNotLieIsBelievedAndNothingOfTheNotesIsInTheBytesBeforeEncryption() throws Exception {
        for (Object outcome :
                outcomes((round, truth, uploads, earlier) -> truth).values()) {
            assertThat(outcome).isInstanceOf(PlatformResult.class);
        }
        assertThat(heard.length).isGreaterThan(1 << 20);
        assertThat(Canaries.found("on the wire", heard)).isEmpty();
        CommandRun run = convict();
        assertThat(run.exit()).isEqualTo(ExitCode.BAD_DATA.number());
        assertThat(run.out()).contains("no refused sum");
    }

    /** The auditor's command over what the platforms kept, which nobody else may read. */
    private CommandRun convict(String... options) throws IOException {
        List<Object> command = new ArrayList<>(List.of("audit", "convict"));
        command.addAll(List.of(options));
        command.addAll(List.of("--authority", root.resolve("identities/platforms/north/authority.pem")));
        for (String name : List.of("north", "south", "west")) {
            Path folder = root.resolve(name).resolve("evidence");
            command.add(folder);
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files).allSatisfy(file -> assertThat(
                                PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------"));
            }
        }
        return CommandRun.of(command.toArray());
    }

    @Test
    void aVersionThatWasNotOfferedStopsBeforeAnythingButTheGreetingLeft() throws Exception {
        outcomes(new Believable() {
                    @Override
                    public int version() {
                        return 1;
                    }
                })
                .forEach((name, outcome) -> {
                    FailureException failure = (FailureException) outcome;
                    assertThat(failure.exitCode()).isEqualTo(ExitCode.INTEGRITY);
                    assertThat(failure.sentence()).contains("version 1", "did not offer");
                });
        for (Path log : logs()) {
            assertThat(entries(log).split("\"type\":\"egress\"", -1)).hasSize(3);
            assertThat(entries(log)).contains("\"content\":\"cosignature\"", "\"content\":\"hello\"");
        }
    }

    @Test
    void requestsThatAlternateBringNoNewAllowanceOfBytes() throws Exception {
        int uploadBytes = Integer.BYTES * JobTerms.of(JOB).layout().size();
        long allowed = 8_000_000L + (1 << 21); // a round's bytes where the policy says nothing, and the set-up's
        long mostUploads = allowed / uploadBytes + 2; // with the size round's, and the one that is blocked
        outcomes(new Believable() {
                    @Override
                    public int repeatedRequests() {
                        return (int) (2 * mostUploads);
                    }
                })
                .forEach((name, outcome) -> {
                    FailureException failure = (FailureException) outcome;
                    assertThat(failure.exitCode()).as(failure.sentence()).isEqualTo(ExitCode.POLICY_REFUSED);
                    assertThat(failure.sentence()).contains("maxBytesPerRound");
                });
        for (Path log : logs()) {
            assertThat(entries(log)).contains("\"rule\":\"size_cap\"");
            long uploads = entries(log).split("\"content\":\"masked_vector\"", -1).length - 1;
            assertThat(uploads).isBetween(3L, mostUploads);
        }
    }

    /** Lies about something else than the sum. */
    private interface Believable extends LyingServer.Lie {
        @Override
        default Result instead(long round, Result truth, List<Upload> uploads, List<Result> earlier) {
            return truth;
        }
    }

    private static LyingServer.Lie altering(Consumer<int[]> change) {
        return (round, truth, uploads, earlier) -> {
            int[] sum = ((Ring32Vector) truth.sum()).words().clone();
            change.accept(sum);
            return Result.of(truth.context(), truth.tag(), truth.uploads(), RingVector.owning(sum));
        };
    }

    /** @param believed training rounds before the lie */
    private void everyoneStops(int believed, LyingServer.Lie lie) throws Exception {
        outcomes(lie).forEach((name, outcome) -> {
            assertThat(outcome).as(name).isInstanceOf(FailureException.class);
            FailureException failure = (FailureException) outcome;
            assertThat(failure.exitCode()).isEqualTo(ExitCode.INTEGRITY);
            assertThat(failure.sentence()).contains("tag is wrong", "audit logs", "audit convict");
            assertThat(root.resolve(name).resolve(PlatformResult.MODEL)).doesNotExist();
        });
        CommandRun convicted = convict();
        assertThat(convicted.exit()).isEqualTo(ExitCode.INTEGRITY.number());
        assertThat(convicted.out()).contains("SERVER CONVICTED");
        for (Path log : logs()) {
            String entries = entries(log);
            assertThat(entries).contains("\"tag_mismatch\"", "\"reason\":\"failed\"");
            assertThat(entries.split("\"outcome\":\"verified\"", -1)).hasSize(believed + 1);
        }
    }

    private List<Path> logs() {
        return Stream.of("north", "south", "west")
                .map(name -> root.resolve(name).resolve("audit"))
                .toList();
    }

    private static String entries(Path log) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(log.resolve("tile/entries"))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                text.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return text.toString();
    }

    /** What each platform returned or threw; their logs are closed and verify, whatever it was. */
    private Map<String, Object> outcomes(LyingServer.Lie lie) throws Exception {
        ThreePlatforms.Ended<LyingServer> ended = new ThreePlatforms(
                        root,
                        JOB,
                        network -> RECOGNISERS.computeIfAbsent(
                                network, made -> Recogniser.hashed(made, NetworkThreads.single())))
                .against((federation, job) -> new LyingServer(federation, job, lie), PlatformNode::run);
        heard = ended.server().heard();
        try (Identity server = Identity.load(ended.federation().server(), Clock.systemUTC())) {
            Path policy = Files.writeString(
                    root.resolve("keys"), RunLogs.policyOf(server.roster().get()));
            List<Object> verify = new ArrayList<>(List.of("audit", "verify", "--policy", policy, "--format", "json"));
            verify.addAll(logs());
            CommandRun verified = CommandRun.of(verify.toArray());
            assertThat(verified.exit()).as(verified.out()).isZero();
            for (JsonNode log : JSON.readTree(verified.out()).get("logs")) {
                assertThat(log.get("state").textValue()).isEqualTo("CLOSED");
                assertThat(log.get("unsigned").intValue()).isZero();
            }
        }
        return ended.outcomes();
    }
}
