package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.fedner.node.server.ServerOutcome;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fault at every phase, to a platform and to the server, with real processes: each run reaches its end, and the model is
 * that of the logged schedule in the clear.
 *
 * <p>The normal build runs a slice; {@code -Dfedner.faultMatrix=all} runs the table of docs/testing.md, and
 * {@code -Dfedner.stopSeconds=180} lets stopped processes sleep so long.
 */
class FaultMatrixTest {
    private static final List<String> SLICE = List.of("platform: reset in mid-vector", "server: killed in a round");
    private static final String CHOSEN = System.getProperty("fedner.faultMatrix", "");
    private static final long STOP_SECONDS = Long.getLong("fedner.stopSeconds", 14);
    private static final String VICTIM = FaultStage.VICTIM;

    @TempDir
    Path out;

    /** What is done to a running federation. */
    @FunctionalInterface
    interface Script {
        void play(FaultStage stage) throws Exception;
    }

    /**
     * One line of the table.
     *
     * @param wire faults of the network, as {@code --faults} takes them
     * @param mostVoids rounds that may be void for it
     */
    record Cell(String name, String wire, int roundSeconds, int mostVoids, Script before, Script script) {
        static Cell of(String name, int mostVoids, Script script) {
            return new Cell(name, "", 300, mostVoids, stage -> {}, script);
        }

        static Cell wire(String name, String wire, int mostVoids, Script script) {
            return new Cell("platform: " + name, wire, 300, mostVoids, stage -> {}, script);
        }

        Cell waiting(int seconds) {
            return new Cell(name, wire, seconds, mostVoids, before, script);
        }

        Cell after(Script prepared) {
            return new Cell(name, wire, roundSeconds, mostVoids, prepared, script);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Cell> cells() {
        List<Cell> all = new ArrayList<>();
        all.addAll(platformCells());
        all.addAll(wireCells());
        all.addAll(serverCells());
        all.addAll(FullDiskCells.all());
        all.addAll(ClockCells.all());
        return all.stream()
                .filter(cell -> CHOSEN.equals("all")
                        || (CHOSEN.isEmpty()
                                ? SLICE.contains(cell.name())
                                : cell.name().contains(CHOSEN)));
    }

    private static List<Cell> platformCells() {
        return List.of(
                Cell.of("platform: killed in set-up", 1, stage -> {
                    stage.server.awaitCount("connected", 4);
                    stage.platforms.get(VICTIM).kill();
                    rejoins(stage);
                }),
                Cell.of("platform: killed between rounds", 1, stage -> {
                    stage.server.awaitRound(3);
                    stage.platforms.get(VICTIM).kill();
                    rejoins(stage);
                }),
                Cell.of("platform: stopped in a round", 1, stage -> {
                            stage.server.awaitRound(3);
                            stage.platforms.get(VICTIM).signal("STOP");
                            stage.server.await("excluded", line -> true);
                            holdTheOthersUntil(stage, () -> {
                                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(STOP_SECONDS));
                                stage.platforms.get(VICTIM).signal("CONT");
                                stage.server.awaitCount("connected", 5);
                            });
                        })
                        .waiting(10),
                Cell.of("platform: its certificate in a second process", 0, stage -> {
                    stage.server.awaitRound(2);
                    PartyUnderTest twin = stage.twinOf(VICTIM);
                    assertThat(twin.status()).isEqualTo(5);
                    assertThat(twin.errors()).contains("REFUSED_ALREADY_CONNECTED");
                }));
    }

    private static List<Cell> wireCells() {
        String at = ":platform=" + VICTIM + ",round=4";
        return List.of(
                Cell.wire("killed in mid-vector", "kill" + at, 1, FaultMatrixTest::rejoins),
                Cell.wire("reset in mid-vector", "cut" + at, 0, stage -> {}),
                Cell.wire("reset in mid-vector in every round", "cut:platform=" + VICTIM, 0, stage -> {}),
                Cell.wire("all reset in mid-vector", "cut:round=4", 0, stage -> {}),
                Cell.wire("bytes altered on the way", "corrupt" + at, 0, stage -> {}),
                Cell.wire("bytes twice on the way", "duplicate" + at, 0, stage -> {}),
                Cell.wire("latency", "delay:millis=700,rounds=3-5", 0, stage -> {}),
                Cell.wire("latency and loss", "delay:millis=300,rounds=2-8;cut:rate=0.25,rounds=2-8", 2, stage -> {}),
                Cell.wire("parted for two seconds", "partition:millis=2000,round=4,platform=" + VICTIM, 1, stage -> {}),
                Cell.wire("parted for long", "partition:millis=15000,round=4,platform=" + VICTIM, 1, stage -> {
                    stage.server.await("excluded", line -> true);
                    holdTheOthersUntil(stage, () -> stage.server.awaitCount("connected", 5));
                }));
    }

    private static List<Cell> serverCells() {
        return List.of(
                Cell.of("server: killed in set-up", 0, stage -> {
                    stage.server.awaitCount("connected", 4);
                    killServer(stage);
                }),
                Cell.of("server: killed in a round", 0, stage -> {
                    stage.server.awaitRound(3);
                    stage.platforms.get("north").signal("STOP"); // holds the round open
                    killServer(stage);
                    stage.platforms.get("north").signal("CONT");
                }),
                Cell.of("server: killed between rounds", 0, stage -> {
                    stage.server.awaitRound(5);
                    killServer(stage);
                }),
                Cell.of("server: killed at the end", 0, stage -> {
                    stage.server.awaitRound(FaultStage.ROUNDS);
                    killServer(stage);
                }),
                Cell.of("server: stopped in a round", 0, stage -> {
                    stage.server.awaitRound(3);
                    stage.server.signal("STOP");
                    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(STOP_SECONDS));
                    stage.server.signal("CONT");
                }));
    }

    private static void killServer(FaultStage stage) throws Exception {
        stage.server.kill();
        stage.startServer();
    }

    /** Started again; the round after its death waits, however slowly it starts. */
    static void rejoins(FaultStage stage) throws Exception {
        stage.platforms.get(VICTIM).awaitEnd();
        stage.server.await("disconnected", line -> true);
        int before = stage.server.told("connected").size();
        holdTheOthersUntil(stage, () -> {
            stage.restartPlatform(VICTIM);
            stage.server.awaitCount("connected", before + 1);
        });
    }

    /** Else a small job would be over before the one that is away comes back. */
    private static void holdTheOthersUntil(FaultStage stage, Wait wait) throws Exception {
        stage.platforms.get("north").signal("STOP");
        wait.until();
        stage.platforms.get("north").signal("CONT");
    }

    @FunctionalInterface
    private interface Wait {
        void until() throws Exception;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cells")
    void theRunEndsAndItsModelIsThatOfItsLoggedSchedule(Cell cell) throws Exception {
        long began = System.nanoTime();
        try (FaultStage stage = new FaultStage(out, cell.wire(), cell.roundSeconds())) {
            cell.before().play(stage);
            stage.start();
            cell.script().play(stage);
            ServerOutcome outcome = stage.completes();
            if (!cell.wire().isEmpty()) {
                assertThat(stage.injected()).as("the fault struck").isNotEmpty();
            }
            assertThat(outcome.voided()).as("void rounds").isLessThanOrEqualTo(cell.mostVoids());
            stage.hospitals.logsAreClosedAndVerified(5);
            report(cell, outcome, System.nanoTime() - began);
        }
    }

    /** A line of the table in docs/testing.md. */
    private static void report(Cell cell, ServerOutcome outcome, long nanos) throws Exception {
        Path folder = Files.createDirectories(Path.of("target", "fault-matrix"));
        Files.writeString(
                folder.resolve(cell.name().replaceAll("[^a-z]+", "-") + ".txt"),
                "| %s | completes | %d | %d | %d | %d s |%n"
                        .formatted(
                                cell.name(),
                                outcome.voided(),
                                outcome.epochs(),
                                outcome.exclusions().size(),
                                TimeUnit.NANOSECONDS.toSeconds(nanos)));
    }
}
