package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.fedner.node.e2e.FaultMatrixTest.Cell;
import org.junit.jupiter.api.Assumptions;

/**
 * A disk that is full at a chosen moment: the party's work folder is a file system of its own, and a file takes what is left.
 * The party stops with 4; with room again, or writable again, it goes on.
 */
final class FullDiskCells {
    private static final String FILLER = "filler";
    private static final int MEGABYTES = 96;

    private FullDiskCells() {}

    static List<Cell> all() {
        return List.of(
                platform("platform: disk full in set-up", stage -> stage.server.awaitCount("connected", 4), false),
                platform("platform: disk full in a round", stage -> stage.server.awaitRound(3), false),
                platform("platform: disk read-only in a round", stage -> stage.server.awaitRound(3), true),
                server("server: disk full in set-up", stage -> stage.server.awaitCount("connected", 4), false),
                server("server: disk full in a round", stage -> stage.server.awaitRound(3), false),
                server("server: disk read-only in a round", stage -> stage.server.awaitRound(3), true));
    }

    private static Cell platform(String name, FaultMatrixTest.Script moment, boolean readOnly) {
        return Cell.of(name, 1, stage -> {
                    moment.play(stage);
                    Path disk = disk(stage, "platforms/" + FaultStage.VICTIM);
                    PartyUnderTest victim = stage.platforms.get(FaultStage.VICTIM);
                    end(disk, readOnly);
                    assertThat(victim.status()).as(victim.errors()).isEqualTo(4);
                    assertThat(victim.sentence()).contains("disk");
                    mend(disk, readOnly);
                    FaultMatrixTest.rejoins(stage);
                })
                .after(stage -> mount(stage, disk(stage, "platforms/" + FaultStage.VICTIM)));
    }

    private static Cell server(String name, FaultMatrixTest.Script moment, boolean readOnly) {
        return Cell.of(name, 1, stage -> {
                    moment.play(stage);
                    Path disk = disk(stage, "server");
                    end(disk, readOnly);
                    assertThat(stage.server.status()).as(stage.server.errors()).isEqualTo(4);
                    assertThat(stage.server.sentence()).contains("disk");
                    mend(disk, readOnly);
                    stage.startServer();
                })
                .after(stage -> mount(stage, disk(stage, "server")));
    }

    private static Path disk(FaultStage stage, String folder) {
        return stage.hospitals.out.resolve(folder);
    }

    private static void mount(FaultStage stage, Path folder) throws Exception {
        Assumptions.assumeTrue(
                System.getProperty("os.name").equals("Linux")
                        && System.getProperty("user.name").equals("root"),
                "SKIPPED: a full disk needs a small tmpfs, and mounting one needs Linux and root; run the tests as root");
        Files.createDirectories(folder);
        run("mount", "-t", "tmpfs", "-o", "size=" + MEGABYTES + "m,mode=700", "tmpfs", folder.toString());
        stage.afterwards(() -> unmount(folder));
    }

    private static void unmount(Path folder) {
        try {
            new ProcessBuilder("umount", "-l", folder.toString()).start().waitFor();
        } catch (IOException e) {
            // it goes with the machine
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void end(Path disk, boolean readOnly) throws Exception {
        if (readOnly) {
            run("mount", "-o", "remount,ro", disk.toString());
            return;
        }
        ByteBuffer block = ByteBuffer.allocateDirect(1 << 16);
        try (FileChannel file =
                FileChannel.open(disk.resolve(FILLER), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (file.size() < (long) MEGABYTES << 20) {
                file.write(block.clear());
            }
        } catch (IOException e) {
            // full, as it should be
        }
    }

    private static void mend(Path disk, boolean readOnly) throws Exception {
        if (readOnly) {
            run("mount", "-o", "remount,rw", disk.toString());
        } else {
            Files.delete(disk.resolve(FILLER));
        }
    }

    private static void run(String... line) throws Exception {
        Process process = new ProcessBuilder(line).inheritIO().start();
        assertThat(process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0)
                .as(String.join(" ", line))
                .isTrue();
    }
}
