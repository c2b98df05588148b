package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fedner.node.e2e.FaultStage.PACER;
import static org.fedner.node.e2e.FaultStage.SERVER;
import static org.fedner.node.e2e.FaultStage.VICTIM;
import static org.fedner.node.e2e.Moment.ENDING;
import static org.fedner.node.e2e.Moment.TRAINING;
import static org.fedner.node.e2e.Moment.WAITING;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.fedner.node.e2e.FaultCell.Script;
import org.junit.jupiter.api.Assumptions;

/**
 * A disk that is full, or read-only, at a chosen moment: the party's work folder is a file system of its own, and a file takes
 * what is left. The party stops with 4; with room again, or writable again, it goes on.
 */
final class FullDiskCells {
    private static final String FILLER = "filler";
    private static final int MEGABYTES = 96;
    private static final int MEBIBYTE = 1 << 20;

    /** What becomes of the disk. */
    private enum Harm {
        FULL(0),
        /** Room for log entries, not for a checkpoint. */
        NEARLY_FULL(MEBIBYTE),
        READ_ONLY(0);

        private final int freeBytes;

        Harm(int freeBytes) {
            this.freeBytes = freeBytes;
        }
    }

    private FullDiskCells() {}

    static List<FaultCell> all() {
        return List.of(
                onItsDisk(VICTIM, "platform: disk full in set-up, in training, at a checkpoint", 3, stage -> {
                            WAITING.of(stage, VICTIM, at -> spoil(at, VICTIM, Harm.FULL)); // set-up comes next
                            platformEnds(stage, Harm.FULL);
                            for (Harm harm : List.of(Harm.FULL, Harm.NEARLY_FULL)) {
                                TRAINING.of(stage, VICTIM, at -> spoil(at, VICTIM, harm));
                                platformEnds(stage, harm);
                            }
                        })
                        .late(PACER),
                onItsDisk(
                                VICTIM,
                                "platform: started again on a read-only disk while it waits and in training",
                                2,
                                stage -> {
                                    WAITING.of(stage, VICTIM, at -> spoil(at, VICTIM, Harm.READ_ONLY));
                                    platformEnds(stage, Harm.READ_ONLY);
                                    TRAINING.of(stage, VICTIM, at -> spoil(at, VICTIM, Harm.READ_ONLY));
                                    platformEnds(stage, Harm.READ_ONLY);
                                })
                        .late(PACER),
                onItsDisk(VICTIM, "platform: disk full at the end", 0, stage -> {
                            ENDING.of(stage, VICTIM, at -> spoil(at, VICTIM, Harm.FULL));
                            stops(stage, VICTIM);
                            mend(stage, VICTIM, Harm.FULL);
                            stage.restartPlatform(VICTIM);
                        })
                        .rounds(6)
                        .ending(VICTIM, 0, 5),
                onItsDisk(SERVER, "server: disk full in set-up, in training, at a checkpoint, at the end", 0, stage -> {
                            WAITING.of(stage, SERVER, at -> spoil(at, SERVER, Harm.FULL));
                            serverEnds(stage, Harm.FULL);
                            for (Harm harm : List.of(Harm.FULL, Harm.NEARLY_FULL)) {
                                TRAINING.of(stage, SERVER, at -> spoil(at, SERVER, harm));
                                serverEnds(stage, harm);
                            }
                            ENDING.of(stage, SERVER, at -> spoil(at, SERVER, Harm.FULL));
                            serverEnds(stage, Harm.FULL);
                        })
                        .late(PACER),
                onItsDisk(
                                SERVER,
                                "server: started again on a read-only disk while it waits and in training",
                                0,
                                stage -> {
                                    WAITING.of(stage, SERVER, at -> spoil(at, SERVER, Harm.READ_ONLY));
                                    serverEnds(stage, Harm.READ_ONLY);
                                    TRAINING.of(stage, SERVER, at -> spoil(at, SERVER, Harm.READ_ONLY));
                                    serverEnds(stage, Harm.READ_ONLY);
                                })
                        .late(PACER));
    }

    private static FaultCell onItsDisk(String party, String name, int mostVoids, Script script) {
        return FaultCell.of(name, mostVoids, script).rounds(20).after(stage -> mount(stage, stage.work(party)));
    }

    /**
     * While the party sleeps, so that it meets a disk that is harmed already whatever it does next. No disk becomes read-only under
     * an open file, so for that the party dies and is started again.
     */
    private static void spoil(FaultStage stage, String party, Harm harm) throws Exception {
        if (harm == Harm.READ_ONLY) {
            FaultDeeds.dies(stage, party);
            run("mount", "-o", "remount,ro", stage.work(party).toString());
            stage.startAtOnce(party);
            return;
        }
        stage.party(party).signal("STOP");
        fill(stage.work(party), harm);
        stage.party(party).signal("CONT");
    }

    private static void platformEnds(FaultStage stage, Harm harm) throws Exception {
        int epochs = FaultDeeds.epochs(stage);
        stops(stage, VICTIM);
        mend(stage, VICTIM, harm);
        FaultDeeds.comesBack(stage, epochs);
    }

    private static void serverEnds(FaultStage stage, Harm harm) throws Exception {
        stops(stage, SERVER);
        mend(stage, SERVER, harm);
        stage.startServer();
    }

    private static void stops(FaultStage stage, String party) throws InterruptedException {
        PartyUnderTest victim = stage.party(party);
        assertThat(victim.status()).as(victim.errors()).isEqualTo(4);
        assertThat(victim.lastSentence()).contains("disk");
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

    private static void fill(Path disk, Harm harm) throws Exception {
        ByteBuffer block = ByteBuffer.allocateDirect(1 << 16);
        long free = Files.getFileStore(disk).getUsableSpace() - harm.freeBytes;
        try (FileChannel file =
                FileChannel.open(disk.resolve(FILLER), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (harm == Harm.FULL || file.size() < free) {
                file.write(block.clear());
            }
        } catch (IOException e) {
            // full, as it should be
        }
    }

    private static void mend(FaultStage stage, String party, Harm harm) throws Exception {
        if (harm == Harm.READ_ONLY) {
            run("mount", "-o", "remount,rw", stage.work(party).toString());
        } else {
            Files.delete(stage.work(party).resolve(FILLER));
        }
    }

    private static void run(String... line) throws Exception {
        Process process = new ProcessBuilder(line).inheritIO().start();
        assertThat(process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0)
                .as(String.join(" ", line))
                .isTrue();
    }
}
