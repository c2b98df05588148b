package org.fedner.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fedner.node.CommandRun;
import org.fedner.node.TinyNotes;
import org.fedner.node.identity.LoopbackFederation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people bring, broken in every way we know: one sentence, the documented status, nothing of the notes in it. */
class BadInputTest {
    private static final String SECRET = "Qoxuvimab";
    private static final String SECRET_TAG = "Vexolism";

    /** The log falls silent with --quiet only in a process that began so. */
    private static final String LOG_LINE = "[0-9:.]{12} (INFO |WARN ) [A-Za-z]+ [^/]*";

    @TempDir
    private Path root;

    private Map<String, Path> notes;

    @BeforeEach
    void writeNotes() {
        notes = TinyNotes.three(root.resolve("notes"));
    }

    private CommandRun simulate(Object... more) {
        List<Object> line =
                new ArrayList<>(List.of("simulate", "--quiet", "--rounds", 1, "--out", root.resolve("run")));
        line.addAll(TinyNotes.options(notes));
        line.addAll(List.of(more));
        return CommandRun.of(line.toArray());
    }

    private static void refused(CommandRun run, ExitCode code, String... parts) {
        assertThat(run.exit()).as(run.err()).isEqualTo(code.number());
        assertThat(run.err().strip().lines().filter(line -> !line.matches(LOG_LINE)))
                .as("one line on standard error")
                .hasSize(1);
        assertThat(run.sentence())
                .contains(parts)
                .doesNotContain("Exception", "null", "internal error", "\tat ")
                .doesNotContainIgnoringCase(SECRET)
                .doesNotContainIgnoringCase(SECRET_TAG)
                .doesNotContain(TinyNotes.CANARY_TOKEN, TinyNotes.CANARY_TYPE);
        assertThat(run.out()).doesNotContain(SECRET, SECRET_TAG);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no tab          | Qoxuvimab B-Vexolism\\n                    | line 3 | tab",
                "blank token     |  \\tB-Vexolism\\n                          | line 3 | blank",
                "no token        | \\tB-Vexolism\\n                           | line 3 | blank",
                "three columns   | Qoxuvimab\\tx\\tB-Vexolism\\n              | line 3 | columns",
                "unknown label   | Qoxuvimab\\tX-Vexolism\\n                  | line 3 | scheme",
                "bare label      | Qoxuvimab\\tVexolism\\n                    | line 3 | scheme",
                "empty label     | Qoxuvimab\\t\\n                            | line 3 | scheme",
                "other scheme    | Qoxuvimab\\tS-Vexolism\\n                  | line 3 | scheme",
                "I without B     | Qoxuvimab\\tI-Vexolism\\n                  | line 3 | B-",
                "I of other type | Qoxuvimab\\tB-Vexolism\\nx\\tI-Qoxuvimab\\n | line 4 | B-"
            })
    void aMalformedCorpusIsNamedByFileAndLine(String what, String text, String line, String why) throws IOException {
        Path train = notes.get("south").resolve("train.conll");
        Files.writeString(train, "The\tO\n\n" + text.replace("\\t", "\t").replace("\\n", "\n"));
        refused(simulate(), ExitCode.BAD_DATA, train.toString(), line, why);
        refused(CommandRun.of("data", "validate", notes.get("south")), ExitCode.BAD_DATA, train.toString(), line, why);
        assertThat(root.resolve("run")).doesNotExist();
    }

    @Test
    void textThatIsNotUtf8IsNamedByItsFile() throws IOException {
        Path dev = notes.get("west").resolve("dev.conll");
        byte[] text = (SECRET + "é\tB-" + SECRET_TAG + "\n").getBytes(StandardCharsets.ISO_8859_1);
        Files.write(dev, text);
        refused(simulate(), ExitCode.BAD_DATA, dev.toString(), "UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n\n"})
    void anEmptyFileIsNamed(String text) throws IOException {
        Path test = notes.get("north").resolve("test.conll");
        Files.writeString(test, text);
        refused(simulate(), ExitCode.BAD_DATA, test.toString(), "no sentence");
    }

    @Test
    void aMissingSplitIsNamed() throws IOException {
        Path dev = notes.get("north").resolve("dev.conll");
        Files.delete(dev);
        refused(simulate(), ExitCode.BAD_DATA, dev.toString(), "no such file");
        refused(CommandRun.of("data", "stats", notes.get("north")), ExitCode.BAD_DATA, dev.toString());
    }

    @Test
    void aMissingFolderAndAFileInItsPlaceAreNamed() throws IOException {
        notes.put("north", root.resolve("nowhere"));
        refused(simulate(), ExitCode.BAD_DATA, "nowhere");
        notes.put("north", Files.writeString(root.resolve("file"), "x"));
        refused(simulate(), ExitCode.BAD_DATA, "file");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nothing          | ''                                  | word",
                "no numbers       | Qoxuvimab\\n                        | line 1",
                "word2vec header  | 400000 100\\nthe 0.1 0.2\\n         | header",
                "short line       | the 0.1 0.2\\nqoxuvimab 0.1\\n      | line 2",
                "not a number     | the 0.1 0.2\\nqoxuvimab 0.1 x\\n    | line 2",
                "NaN              | the 0.1 0.2\\nqoxuvimab 0.1 NaN\\n  | line 2",
                "infinite         | the 0.1 0.2\\nqoxuvimab 1e99 1\\n   | line 2",
                "twice            | the 0.1 0.2\\nthe 0.1 0.2\\n        | line 2",
                "all zero         | the 0 0\\na 0 0\\n                  | zero"
            })
    void badVectorsAreNamedByFileAndLine(String what, String text, String part) throws IOException {
        Path vectors = root.resolve("vectors.txt");
        Files.writeString(vectors, text.replace("\\n", "\n"));
        refused(simulate("--vectors", vectors), ExitCode.BAD_DATA, vectors.toString(), part);
    }

    @Test
    void missingVectorsAreNamed() {
        refused(simulate("--vectors", root.resolve("none.txt")), ExitCode.BAD_DATA, "none.txt", "check the path");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "unknown key          | name: x\\nroundz: 5\\n                                         | roundz",
                "unknown inner key    | name: x\\ntraining: {batch: 3}\\n                              | batch",
                "key twice            | name: x\\nrounds: 5\\nrounds: 6\\n                             | twice",
                "inner key twice      | name: x\\ntraining: {dropout: 0.1, dropout: 0.2}\\n            | twice",
                "rounds too small     | name: x\\nrounds: -2\\n                                        | rounds",
                "dropout too large    | name: x\\ntraining: {dropout: 1.5}\\n                          | dropout",
                "rate too large       | name: x\\ntraining: {optimizer: {learningRate: 7}}\\n          | learningRate",
                "batch too small      | name: x\\ntraining: {globalBatch: 0}\\n                        | globalBatch",
                "two platforms enough | name: x\\naggregation: {minPlatforms: 2}\\n                    | minPlatforms",
                "word for number      | name: x\\nrounds: many\\n                                      | rounds",
                "list for number      | name: x\\nrounds: [1, 2]\\n                                    | rounds",
                "no name              | rounds: 3\\n                                                   | name",
                "bad name             | name: 'a/../b'\\n                                              | name",
                "unknown preset       | name: x\\nnetwork: {preset: other}\\n                          | preset",
                "not YAML             | 'name: \"x'                                                    | well-formed",
                "binary               | '\u0000\u0001\u0002'                                          | f.yaml",
                "empty                | ''                                                            | is empty",
                "a list               | '- a'                                                         | no keys"
            })
    void aBadFederationFileIsNamedByKey(String what, String text, String part) throws IOException {
        Path file = root.resolve("f.yaml");
        Files.writeString(file, text.replace("\\n", "\n"));
        List<Object> line = new ArrayList<>(List.of("simulate", file, "--quiet", "--out", root.resolve("run")));
        line.addAll(TinyNotes.options(notes));
        refused(CommandRun.of(line.toArray()), ExitCode.BAD_CONFIGURATION, part);
    }

    @Test
    void fewerThanThreePlatformsAreRefused() {
        notes.remove("west");
        refused(simulate(), ExitCode.USAGE, "at least 3");
    }

    @Test
    void onePlatformNamedTwiceIsRefusedAndNotDropped() {
        refused(simulate("--platform", "north=" + notes.get("west")), ExitCode.USAGE, "north");
    }

    @Test
    void namesThatDifferInCaseOnlyAreRefused() {
        notes.put("North", notes.get("west"));
        refused(simulate(), ExitCode.BAD_CONFIGURATION, "North");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "../x", "", "é", "a/b"})
    void aPlatformsNameIsPlain(String name) {
        notes.put(name, notes.get("west"));
        CommandRun run = simulate();
        assertThat(run.exit()).isIn(ExitCode.USAGE.number(), ExitCode.BAD_CONFIGURATION.number());
        assertThat(run.sentence()).doesNotContain("internal error");
    }

    @Test
    void aFolderThatIsNotEmptyIsNotWrittenInto() throws IOException {
        Files.createDirectories(root.resolve("run"));
        Files.writeString(root.resolve("run/notes.txt"), "mine");
        refused(simulate(), ExitCode.BAD_CONFIGURATION, "not empty", "--out");
        Files.delete(root.resolve("run/notes.txt"));
        Files.delete(root.resolve("run"));
        Files.writeString(root.resolve("run"), "a file");
        refused(simulate(), ExitCode.BAD_CONFIGURATION, "run", "--out");
    }

    @Test
    void wrongUsageIsStatusTwo() {
        refused(simulate("--format", "xml"), ExitCode.USAGE, "--format", "xml");
        refused(simulate("--rounds", "many"), ExitCode.USAGE, "--rounds");
        refused(CommandRun.of("simulate"), ExitCode.USAGE, "--out");
        refused(CommandRun.of("simulate", "--out", root, "--nonsense"), ExitCode.USAGE, "--nonsense");
        refused(CommandRun.of("nonsense"), ExitCode.USAGE, "nonsense");
        refused(CommandRun.of("server"), ExitCode.USAGE, "--config");
        refused(CommandRun.of("data", "validate", root, "--scheme", "IOB"), ExitCode.USAGE, "--scheme");
    }

    @Test
    void aPathThatNoSystemHasIsASentence() {
        CommandRun run = CommandRun.of("data", "validate", "notes\0hidden");
        assertThat(run.exit()).isIn(ExitCode.USAGE.number(), ExitCode.BAD_CONFIGURATION.number());
        assertThat(run.sentence()).doesNotContain("internal error");
    }

    @Test
    void scoresNeedTheSameSentences() throws IOException {
        Path gold = Files.writeString(root.resolve("gold"), SECRET + "\tB-" + SECRET_TAG + "\n");
        Path other = Files.writeString(root.resolve("other"), "x\tB-" + SECRET_TAG + "\n");
        Path longer = Files.writeString(root.resolve("longer"), SECRET + "\tO\n\nx\tO\n");
        refused(CommandRun.of("evaluate", "--gold", gold, "--predicted", other), ExitCode.BAD_DATA, "sentence 1");
        refused(CommandRun.of("evaluate", "--gold", gold, "--predicted", longer), ExitCode.BAD_DATA, "1", "2");
        refused(CommandRun.of("evaluate", "--gold", gold, "--predicted", root), ExitCode.BAD_DATA, "folder");
    }

    @Test
    void auditVerifyNeedsLogsAndKeys() throws IOException {
        Path policy = Files.writeString(root.resolve("keys"), "log nonsense\nquorum none\n");
        refused(CommandRun.of("audit", "verify", root, "--policy", policy), ExitCode.BAD_DATA, "no audit log");
        Files.createDirectories(root.resolve("audit"));
        refused(CommandRun.of("audit", "verify", root), ExitCode.BAD_CONFIGURATION, "--policy");
        refused(
                CommandRun.of("audit", "verify", root, "--policy", policy),
                ExitCode.BAD_CONFIGURATION,
                policy.toString());
        refused(
                CommandRun.of("audit", "verify", root, "--policy", root.resolve("none")),
                ExitCode.BAD_CONFIGURATION,
                "none");
    }

    /** A server's and a platform's files, whose certificates were made {@code before} now. */
    private LoopbackFederation provisioned(Duration before) throws Exception {
        Clock clock = Clock.offset(Clock.systemUTC(), before.negated());
        LoopbackFederation federation =
                LoopbackFederation.create(root.resolve("ids"), "tiny", List.of("north", "south", "west"), clock);
        federation
                .signJob(
                        org.fedner.node.config.ConfigReader.encode(
                                new org.fedner.node.config.Job("tiny", 7, 1, null, null, null, null)),
                        clock)
                .write(root.resolve("job.signed"));
        Files.writeString(root.resolve("server.yaml"), """
                identity: ids/server
                job: job.signed
                listen: {host: 127.0.0.1, port: 0}
                platforms: 3
                work: server
                timing: {gatherSeconds: 1}
                """);
        Files.writeString(root.resolve("north.yaml"), """
                identity: ids/platforms/north
                server: {host: 127.0.0.1, port: 1}
                data: {folder: notes/north-%s}
                policy: policy.yaml
                work: north
                timing: {connectSeconds: 1}
                """.formatted(TinyNotes.CANARY_FOLDER));
        Files.writeString(root.resolve("policy.yaml"), "embeddings: [random]\n");
        return federation;
    }

    private CommandRun server() {
        return CommandRun.of("server", "--quiet", "--config", root.resolve("server.yaml"));
    }

    private CommandRun platform() {
        return CommandRun.of("platform", "--quiet", "--config", root.resolve("north.yaml"));
    }

    @Test
    void anExpiredCertificateIsNamedWithItsFile() throws Exception {
        provisioned(Duration.ofDays(3000));
        refused(server(), ExitCode.INTEGRITY, "ids/server", "expired");
        refused(platform(), ExitCode.INTEGRITY, "ids/platforms/north", "expired");
        refused(CommandRun.of("provision", "show", root.resolve("ids/server")), ExitCode.INTEGRITY, "expired");
    }

    @Test
    void aCertificateFromTheFutureIsNamedToo() throws Exception {
        provisioned(Duration.ofDays(-30));
        refused(server(), ExitCode.INTEGRITY, "ids/server");
    }

    @ParameterizedTest
    @ValueSource(strings = {"key.pem", "audit-key.pem", ""})
    void keysThatOthersCanReadAreRefused(String name) throws Exception {
        provisioned(Duration.ZERO);
        Path open = root.resolve("ids/platforms/north").resolve(name);
        Files.setPosixFilePermissions(
                open, PosixFilePermissions.fromString(name.isEmpty() ? "rwxr-xr-x" : "rw-r--r--"));
        refused(platform(), ExitCode.BAD_CONFIGURATION, "open to others", "chmod");
    }

    @ParameterizedTest
    @ValueSource(strings = {"key.pem", "audit-key.pem", "certificate.pem", "authority.pem", "roster.pem"})
    void aDamagedOrMissingIdentityFileIsNamed(String name) throws Exception {
        provisioned(Duration.ZERO);
        Path file = root.resolve("ids/server").resolve(name);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        refused(server(), ExitCode.INTEGRITY, name);
        Files.delete(file);
        refused(server(), ExitCode.BAD_CONFIGURATION, name, "missing");
    }

    @Test
    void aPolicyOrConfigurationThatIsNotThereIsNamed() throws Exception {
        provisioned(Duration.ZERO);
        Files.delete(root.resolve("policy.yaml"));
        refused(platform(), ExitCode.BAD_CONFIGURATION, "policy.yaml");
        refused(CommandRun.of("platform", "--config", root.resolve("x.yaml")), ExitCode.BAD_CONFIGURATION, "x.yaml");
        Files.writeString(root.resolve("policy.yaml"), "minPlatforms: 2\n");
        refused(platform(), ExitCode.BAD_CONFIGURATION, "minPlatforms");
    }

    @Test
    void anAlteredJobIsAnIntegrityFault() throws Exception {
        provisioned(Duration.ZERO);
        Path job = root.resolve("job.signed");
        Files.writeString(job, Files.readString(job).replace("\"rounds\":1,", "\"rounds\":9,"));
        refused(server(), ExitCode.INTEGRITY, "job.signed", "authority");
        Files.writeString(job, "name: x\n");
        refused(server(), ExitCode.INTEGRITY, "job.signed", "signature");
    }

    @Test
    void aServerThatIsNotThereAndPlatformsThatDoNotComeAreNetworkFaults() throws Exception {
        provisioned(Duration.ZERO);
        refused(platform(), ExitCode.NETWORK, "127.0.0.1:1");
        refused(server(), ExitCode.NETWORK, "0 of at least 3");
        assertThat(root.resolve("server/audit/journal.jsonl")).isEmptyFile(); // the log was closed
    }

    @Test
    void aDamagedStateOfTheServerIsRefusedAndNamed() throws Exception {
        provisioned(Duration.ZERO);
        assertThat(server().exit()).isEqualTo(ExitCode.NETWORK.number());
        Path state = root.resolve("server/checkpoints/state-0");
        byte[] whole = Files.readAllBytes(state);
        for (int size : new int[] {0, 1, 40, whole.length / 2, whole.length - 1}) {
            Files.write(state, Arrays.copyOf(whole, size));
            refused(server(), ExitCode.INTEGRITY, "state-0", "truncated or damaged");
        }
        byte[] altered = whole.clone();
        altered[whole.length / 2] ^= 1;
        Files.write(state, altered);
        refused(server(), ExitCode.INTEGRITY, "state-0");
    }

    @Test
    void aDamagedLastEpochIsRefused() throws Exception {
        provisioned(Duration.ZERO);
        Files.createDirectories(root.resolve("north/checkpoints"));
        Files.write(root.resolve("north/checkpoints/last-epoch"), new byte[] {0, 1});
        refused(platform(), ExitCode.INTEGRITY, "last-epoch");
        Files.write(
                root.resolve("north/checkpoints/last-epoch"),
                ByteBuffer.allocate(9).array());
        refused(platform(), ExitCode.INTEGRITY, "last-epoch");
    }

    @Test
    void aDamagedAuditLogIsKeptAndRefused() throws Exception {
        provisioned(Duration.ZERO);
        assertThat(server().exit()).isEqualTo(ExitCode.NETWORK.number());
        Path bundles = root.resolve("server/audit/tile/entries");
        Path bundle;
        try (Stream<Path> files = Files.walk(bundles)) {
            bundle = files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
        byte[] altered = Files.readAllBytes(bundle);
        altered[altered.length / 2] ^= 1;
        Files.write(bundle, altered);
        refused(server(), ExitCode.INTEGRITY, "server/audit", "evidence");
        assertThat(Files.readAllBytes(bundle)).isEqualTo(altered);
    }

    @Test
    void theFaultIsShownInFullWithDebugOnly() throws IOException {
        Files.delete(notes.get("north").resolve("dev.conll"));
        assertThat(simulate("--debug").err()).contains("\tat org.fedner");
    }
}
