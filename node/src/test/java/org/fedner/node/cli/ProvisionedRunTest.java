package org.fedner.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import org.fedner.node.CommandRun;
import org.fedner.node.TinyNotes;
import org.fedner.node.config.Job;
import org.fedner.node.job.JobTerms;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** From {@code provision init} to a trained model with the commands alone, and what a damaged state says afterwards. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProvisionedRunTest {
    private Path root;
    private TinyFederation federation;
    private CommandRun whole;

    @BeforeAll
    void runTheFederation(@TempDir Path folder) throws IOException {
        root = folder;
        federation = new TinyFederation(root, 3);
        whole = federation.runAll(federation.server());
    }

    private void refused(CommandRun run, String... parts) {
        assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.INTEGRITY.number());
        assertThat(run.err().lines().filter(line -> line.startsWith("fedner: ")))
                .anySatisfy(line -> assertThat(line)
                        .contains(parts)
                        .doesNotContain("internal error", TinyNotes.CANARY_TOKEN, TinyNotes.CANARY_TYPE));
        assertThat(run.err()).doesNotContain("Exception", "\tat ");
    }

    @Test
    void partiesEnrolledByHandTrainTogetherAndTheirLogsVerify() {
        assertThat(whole.exit()).as(whole.err()).isZero();
        assertThat(whole.err()).doesNotContain("fedner: ");
        assertThat(whole.out()).contains("finished: 3 rounds, 0 voided, 1 epochs");
        for (String name : federation.notes.keySet()) {
            assertThat(root.resolve("work/platforms/" + name + "/model/private.module"))
                    .exists();
            assertThat(root.resolve("work/platforms/" + name + "/predictions.conll"))
                    .exists();
        }
        CommandRun audit =
                CommandRun.of("audit", "verify", root.resolve("work"), "--policy", root.resolve("trusted-keys"));
        assertThat(audit.exit()).as(audit.out()).isZero();
    }

    @Test
    void wordsAndTypesOfAHospitalAreNotInTheServersFilesOrOnAnyStandardError() throws IOException {
        assertThat(whole.err()).doesNotContain(TinyNotes.CANARY_TOKEN, TinyNotes.CANARY_TYPE, TinyNotes.CANARY_FOLDER);
        try (var files = Files.walk(root.resolve("work/server"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertThat(content)
                        .doesNotContain(TinyNotes.CANARY_TOKEN, TinyNotes.CANARY_TYPE, TinyNotes.CANARY_FOLDER);
            }
        }
    }

    @Test
    void whoDiesAfterTheLastRoundGetsItsModelFromItsCheckpoint() throws IOException {
        Path model = root.resolve("work/platforms/south/model/shared.module");
        byte[] before = Files.readAllBytes(model);
        Files.delete(model);
        CommandRun again = CommandRun.together(List.of(federation.platform("south"), federation.server()));
        assertThat(again.exit()).as(again.err()).isZero();
        assertThat(model).hasBinaryContent(before);
    }

    @Test
    void whoMissedTheLastRoundGetsTheModelOfTheRoundItVerifiedAndIsTold() throws IOException {
        Path checkpoints = root.resolve("work/platforms/west/checkpoints");
        Path model = root.resolve("work/platforms/west/model/shared.module");
        byte[] state = Files.readAllBytes(checkpoints.resolve("state"));
        Files.copy(
                checkpoints.resolve("state.previous"),
                checkpoints.resolve("state"),
                StandardCopyOption.REPLACE_EXISTING);
        Files.delete(model);
        try {
            CommandRun again = CommandRun.together(List.of(federation.platform("west"), federation.server()));
            assertThat(again.exit()).as(again.err()).isEqualTo(ExitCode.NETWORK.number());
            assertThat(again.err()).contains("the job ended while this platform was away: it verified 2 of 3 rounds");
            assertThat(model).exists();
        } finally {
            Files.write(checkpoints.resolve("state"), state);
        }
    }

    @Test
    void aJobThatIsDoneIsNotBegunAgain() throws IOException {
        Path checkpoints = root.resolve("work/platforms/north/checkpoints");
        Path aside = root.resolve("checkpoints-aside");
        Files.move(checkpoints, aside);
        try {
            CommandRun again = CommandRun.together(List.of(federation.platform("north"), federation.server()));
            assertThat(again.exit()).as(again.err()).isEqualTo(ExitCode.NETWORK.number());
            assertThat(again.err()).contains("fedner: the job is finished");
        } finally {
            Files.move(checkpoints, root.resolve("checkpoints-unused"));
            Files.move(aside, checkpoints);
        }
    }

    @Test
    void aJournalDamagedAnywhereIsRefused() throws IOException {
        Path journal = root.resolve("work/server/checkpoints/journal-0");
        long length = Files.size(journal);
        for (long position : new long[] {0, 3, 4, 6, 20, length / 3, length / 2}) {
            flip(journal, position);
            refused(federation.run(federation.server()), "work/server/checkpoints", "journal-0", "is damaged");
            flip(journal, position);
            assertThat(Files.size(journal)).as("nothing was cut off").isEqualTo(length);
        }
    }

    private static void flip(Path file, long position) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(position);
            int old = open.read();
            open.seek(position);
            open.write(old ^ 0x20);
        }
    }

    @Test
    void aDamagedPlatformCheckpointIsRefusedBeforeAnythingOfItIsUsed() throws IOException {
        Path state = root.resolve("work/platforms/north/checkpoints/state");
        Path server = root.resolve("work/server/checkpoints");
        Path aside = root.resolve("work/server/checkpoints-aside");
        byte[] before = Files.readAllBytes(state);
        Files.move(server, aside); // a server that has not finished yet, or the platform is sent home at once
        try {
            byte[] altered = before.clone();
            altered[before.length / 2] ^= 1;
            for (byte[] damaged : List.of(Arrays.copyOf(before, before.length / 2), new byte[0], altered)) {
                Files.write(state, damaged);
                CommandRun run = CommandRun.together(List.of(federation.platform("north"), federation.server()));
                refused(run, "checkpoints/state", "truncated or damaged", "state.previous");
                assertThat(Files.readAllBytes(state)).as("kept as it was").isEqualTo(damaged);
            }
        } finally {
            Files.write(state, before);
            if (Files.exists(server)) {
                Files.move(server, root.resolve("work/server/checkpoints-unused"));
            }
            Files.move(aside, server);
        }
    }

    @Test
    void aSitesPolicyStopsAJobBeforeAnythingIsSent(@TempDir Path other) throws IOException {
        TinyFederation strict = new TinyFederation(other, 3);
        Files.writeString(strict.at("policy.yaml"), "embeddings: [random]\nmaxRounds: 2\n");
        CommandRun run = CommandRun.together(List.of(strict.platform("north"), strict.server()));
        assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.POLICY_REFUSED.number());
        assertThat(run.err()).contains("fedner: this site's policy refuses the job", "maxRounds", "nothing was sent");
    }

    /** The limit of the hospital counts the whole upload; what the job's terms promise is what the egress gate then lets through. */
    @Test
    void thePolicysLimitOfBytesHoldsToTheByte(@TempDir Path other) throws IOException {
        TinyFederation strict = new TinyFederation(other, 3);
        int words = JobTerms.of(new Job("tiny-job", 7, 3, null, null, null, null))
                .layout()
                .size();
        int upload = 4 * words + 256;
        Path north = strict.at("north.yaml");
        Files.writeString(north, Files.readString(north).replace("policy: policy.yaml", "policy: strict.yaml"));
        Files.writeString(strict.at("strict.yaml"), "embeddings: [random]\nmaxBytesPerRound: " + (upload - 1) + "\n");
        CommandRun refused = CommandRun.together(List.of(strict.platform("north"), strict.server()));
        assertThat(refused.exit()).as(refused.err()).isEqualTo(ExitCode.POLICY_REFUSED.number());
        assertThat(refused.err()).contains("maxBytesPerRound is " + upload, "nothing was sent");

        Files.writeString(strict.at("strict.yaml"), "embeddings: [random]\nmaxBytesPerRound: " + upload + "\n");
        CommandRun allowed = strict.runAll(strict.platform("north"));
        assertThat(allowed.exit()).as(allowed.err()).isZero();
        CommandRun audit = CommandRun.of(
                "audit", "verify", strict.at("work/platforms/north"), "--policy", strict.at("trusted-keys"));
        assertThat(audit.exit()).as(audit.out()).isZero();
    }
}
