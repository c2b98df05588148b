package org.fedner.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fedner.node.CommandRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a security officer sees of a policy before a job does. */
class PolicyCommandTest {
    @TempDir
    private Path root;

    private Path strict;
    private Path loose;

    @BeforeEach
    void write() throws IOException {
        strict = Files.writeString(root.resolve("strict.yaml"), "minPlatforms: 4\nserverSees: [nothing]\n");
        loose = Files.writeString(
                root.resolve("loose.yaml"), "modes: [recovering]\nembeddings: [frozen, tuned]\nmaxRounds: 200000\n");
    }

    @Test
    void lintNamesWhatIsLooserThanTheDefaultsAndTheDigestInTheLog() {
        assertThat(CommandRun.of("policy", "lint", strict).out())
                .isEqualTo("valid, SHA-256 " + PartyProcess.digest(strict).hex() + "\n");
        assertThat(CommandRun.of("policy", "lint", loose).out())
                .contains(
                        "looser than the default: modes was [one-flight] and is [recovering]",
                        "looser than the default: embeddings was [frozen] and is [frozen, tuned]",
                        "looser than the default: maxRounds was 100000 and is 200000");
    }

    @Test
    void bad_aPolicyWithAnUnknownKeyIsRefusedWithTheKnownOnes() throws IOException {
        Path bad = Files.writeString(root.resolve("bad.yaml"), "minPlatform: 4\n");
        CommandRun run = CommandRun.of("policy", "lint", bad);
        assertThat(run.exit()).isEqualTo(ExitCode.BAD_CONFIGURATION.number());
        assertThat(run.sentence()).contains("unknown key 'minPlatform'", "minPlatforms");
    }

    @Test
    void diffSaysOfEachKeyWhetherMoreMayLeave() {
        CommandRun looser = CommandRun.of("policy", "diff", strict, loose);
        assertThat(looser.exit()).isEqualTo(ExitCode.CHECK_FAILED.number());
        assertThat(looser.out().lines())
                .containsExactly(
                        "LOOSER    minPlatforms was 4 and is 3",
                        "OTHER     modes was [one-flight] and is [recovering]",
                        "LOOSER    serverSees was [nothing] and is [sum, nothing]",
                        "LOOSER    embeddings was [frozen] and is [frozen, tuned]",
                        "LOOSER    maxRounds was 100000 and is 200000");
        CommandRun same = CommandRun.of("policy", "diff", strict, strict);
        assertThat(same.exit()).isZero();
        assertThat(same.out()).isEqualTo("no difference in effect\n");
    }

    @Test
    void aJobIsJudgedAsARunningPlatformWould() throws IOException {
        TinyFederation federation = new TinyFederation(root.resolve("tiny"), 3);
        Object[] explain = {
            "policy",
            "explain",
            federation.at("policy.yaml"),
            "--job",
            federation.at("job.signed"),
            "--identity",
            federation.at("south")
        };
        CommandRun taken = CommandRun.of(explain);
        assertThat(taken.exit()).as(taken.err()).isZero();
        assertThat(taken.out()).contains("embeddings: [random]").endsWith("takes part in the job\n");
        explain[2] = strict;
        CommandRun refused = CommandRun.of(explain);
        assertThat(refused.exit()).isEqualTo(ExitCode.POLICY_REFUSED.number());
        assertThat(refused.out()).contains("REFUSES the job: the job's minPlatforms is 3 and the policy's limit is 4");
    }

    @Test
    void configExplainsKeysAndSections() {
        CommandRun one = CommandRun.of("config", "explain", "server.proxy");
        assertThat(one.exit()).isZero();
        assertThat(one.out())
                .contains("platform.yaml  server.proxy.kind", "platform.yaml  server.proxy.credentials  (none)");
        assertThat(one.out().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
        CommandRun unknown = CommandRun.of("config", "explain", "rosterDay");
        assertThat(unknown.exit()).isEqualTo(ExitCode.USAGE.number());
        assertThat(unknown.sentence()).contains("rosterDays");
    }
}
