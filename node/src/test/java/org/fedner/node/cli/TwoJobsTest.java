package org.fedner.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.fedner.audit.event.JobAccept;
import org.fedner.audit.log.LogLeaves;
import org.fedner.node.CommandRun;
import org.fedner.node.identity.OwnLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same parties, two jobs one after the other: each has one log over both, and nobody honest can be taken for a forger. */
class TwoJobsTest {
    @TempDir
    Path root;

    @Test
    void honestPartiesOfTwoJobsHaveOneLogEachAndAreNeverTakenForForgers() throws Exception {
        TinyFederation federation = new TinyFederation(root, 2);
        assertThat(federation.runAll(federation.server()).exit()).isZero();
        Files.writeString(root.resolve("second.yaml"), "name: second-job\nrounds: 2\n");
        CommandRun signed = CommandRun.of(
                "provision",
                "job",
                root.resolve("second.yaml"),
                "--authority",
                root.resolve("authority"),
                "--out",
                root.resolve("second.signed"));
        assertThat(signed.exit()).as(signed.err()).isZero();
        List<String> parties = Stream.concat(Stream.of("server"), federation.notes.keySet().stream())
                .toList();
        for (String party : parties) {
            alter(party, "work: work/", "work: second/");
        }
        alter("server", "job: job.signed", "job: second.signed");

        CommandRun forgotten = federation.run(federation.server());
        assertThat(forgotten.exit()).isEqualTo(ExitCode.BAD_CONFIGURATION.number());
        assertThat(forgotten.err()).contains("does not hold this party's audit log", "work/server/audit", "'audit'");
        assertThat(root.resolve("second/server/audit"))
                .as("no second log was begun")
                .doesNotExist();

        for (String party : parties) {
            String folder = party.equals("server") ? party : "platforms/" + party;
            Path file = root.resolve(party + ".yaml");
            Files.writeString(file, Files.readString(file) + "audit: work/" + folder + "/audit\n");
        }
        CommandRun second = federation.runAll(federation.server());
        assertThat(second.exit()).as(second.err()).isZero();
        assertThat(second.out()).contains("finished: 2 rounds, 0 voided, 1 epochs");

        Path work = root.resolve("work");
        long jobs = LogLeaves.read(work.resolve("platforms/north/audit")).stream()
                .filter(leaf -> leaf.event() instanceof JobAccept)
                .count();
        assertThat(jobs).isEqualTo(2);
        for (String command : List.of("verify", "compare")) {
            CommandRun run = CommandRun.of("audit", command, work, "--policy", root.resolve("trusted-keys"));
            assertThat(run.exit()).as(run.out()).isZero();
        }
        whoHasLostItsLogIsRefused(federation);
    }

    private void whoHasLostItsLogIsRefused(TinyFederation federation) throws IOException {
        Files.move(root.resolve("work/platforms/north/audit"), root.resolve("elsewhere"));
        CommandRun lost = federation.run(federation.platform("north"));
        assertThat(lost.exit()).isEqualTo(ExitCode.BAD_CONFIGURATION.number());
        assertThat(lost.err()).contains("does not hold this party's audit log", OwnLog.FILE);
        Files.move(root.resolve("work/platforms/south/audit"), root.resolve("work/platforms/north/audit"));
        assertThat(federation.run(federation.platform("north")).exit())
                .as("another party's log")
                .isEqualTo(ExitCode.BAD_CONFIGURATION.number());
        alter("north", "audit: work/platforms/north/audit", "audit: elsewhere");
        assertThat(federation.run(federation.platform("north")).exit())
                .as("a log may be moved; now only the server is missing")
                .isEqualTo(ExitCode.NETWORK.number());
    }

    private void alter(String party, String from, String to) throws IOException {
        Path file = root.resolve(party + ".yaml");
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }
}
