package org.fedner.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.fedner.node.CommandRun;
import org.fedner.node.TinyNotes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real file system that runs out of space; needs the right to mount one. */
class FullDiskTest {
    @TempDir
    private Path root;

    private Path mounted;

    private Path mount(Path folder, int kibibytes) throws Exception {
        Files.createDirectories(folder);
        boolean done = mayMount()
                && command(
                        "mount", "-t", "tmpfs", "-o", "size=" + kibibytes + "k,mode=700", "tmpfs", folder.toString());
        Assumptions.assumeTrue(
                done,
                "SKIPPED: a full disk needs a small tmpfs, and mounting one needs Linux and root; run the tests as root");
        mounted = folder;
        return folder;
    }

    private static boolean mayMount() {
        return System.getProperty("os.name").equals("Linux")
                && System.getProperty("user.name").equals("root");
    }

    private static boolean command(String... line) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(line).inheritIO().start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted != null) {
            command("umount", "-l", mounted.toString());
        }
    }

    private static void saysSo(CommandRun run, String... parts) {
        assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.BAD_CONFIGURATION.number());
        assertThat(run.err().lines().filter(line -> line.startsWith("fedner: ")))
                .anySatisfy(line -> assertThat(line)
                        .contains("disk")
                        .contains(parts.length == 0 ? new String[] {"disk"} : parts)
                        .doesNotContain("internal error", "Exception", TinyNotes.CANARY_TOKEN));
        assertThat(run.err()).doesNotContain("\tat ");
    }

    /** 2 MB hold the identities, 4 MB also the server's first state, 12 MB its journal but not three checkpoints. */
    @ParameterizedTest
    @ValueSource(ints = {16, 2_000, 4_200, 12_000})
    void aRunOnADiskThatFillsUpEndsInOneSentence(int kibibytes) throws Exception {
        Path out = mount(root.resolve("disk"), kibibytes);
        List<Object> line = new ArrayList<>(List.of("simulate", "--quiet", "--rounds", 3, "--out", out));
        line.addAll(TinyNotes.options(TinyNotes.three(root.resolve("notes"))));
        CommandRun run = CommandRun.of(line.toArray());
        run.sentence();
        saysSo(run);
    }

    @Test
    void anAuditLogThatFillsUpStopsItsPlatform() throws Exception {
        TinyFederation federation = new TinyFederation(root, 40);
        mount(root.resolve("work/platforms/north/audit"), 24);
        saysSo(federation.runAll(federation.platform("north")), "audit log", "nothing may be sent without it");
    }

    @Test
    void anAuditLogThatFillsUpStopsTheServer() throws Exception {
        TinyFederation federation = new TinyFederation(root, 40);
        mount(root.resolve("work/server/audit"), 32);
        saysSo(federation.runAll(federation.server()), "audit log", "nothing may be sent without it");
    }

    @Test
    void aCheckpointThatDoesNotFitStopsItsPlatform() throws Exception {
        TinyFederation federation = new TinyFederation(root, 3);
        mount(root.resolve("work/platforms/north/checkpoints"), 4_000);
        saysSo(federation.runAll(federation.platform("north")), "checkpoint", "work/platforms/north/checkpoints");
    }

    @Test
    void aJournalThatDoesNotFitStopsTheServer() throws Exception {
        TinyFederation federation = new TinyFederation(root, 3);
        mount(root.resolve("work/server/checkpoints"), 5_000);
        saysSo(federation.runAll(federation.server()), "server's state cannot be written");
    }
}
