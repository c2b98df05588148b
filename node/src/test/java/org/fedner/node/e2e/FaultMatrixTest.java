package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.fedner.node.server.ServerOutcome;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fault at every phase, to a platform and to the server, with real processes: each run ends as it should, and where it
 * completes, the model is that of the logged schedule in the clear.
 *
 * <p>The normal build runs a slice; {@code -Dfedner.faultMatrix=all} runs the table of docs/testing.md, parts of names, with
 * semicolons between them, the lines that have one. {@code -Dfedner.stopSeconds=180} lets stopped processes sleep so long, {@code -Dfedner.partSeconds=360}
 * keeps networks parted so long, under the product's own deadlines.
 */
class FaultMatrixTest {
    private static final List<String> SLICE = List.of(
            "platform: reset in mid-vector",
            "platform: killed in mode R after its ACK and after its ANSWER",
            "server: killed while it waits and in set-up");
    private static final String CHOSEN = System.getProperty("fedner.faultMatrix", "");

    @TempDir
    Path out;

    static Stream<FaultCell> cells() {
        List<FaultCell> all = new ArrayList<>();
        all.addAll(PlatformCells.all());
        all.addAll(PlatformCells.ofServer());
        all.addAll(WireCells.all());
        all.addAll(FullDiskCells.all());
        all.addAll(ClockCells.all());
        all.addAll(ForGoodCells.all());
        return all.stream().filter(cell -> isChosen(cell.name()));
    }

    private static boolean isChosen(String name) {
        return CHOSEN.isEmpty()
                ? SLICE.contains(name)
                : CHOSEN.equals("all") || Stream.of(CHOSEN.split(";")).anyMatch(name::contains);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cells")
    void theRunEndsAsItShouldAndItsModelIsThatOfItsLoggedSchedule(FaultCell cell) throws Exception {
        long began = System.nanoTime();
        try (FaultStage stage = new FaultStage(out, cell)) {
            cell.before().play(stage);
            stage.start();
            cell.script().play(stage);
            if (cell.ending() == FaultCell.Ending.STOPS) {
                report(cell, "stops", "", began);
                return;
            }
            ServerOutcome outcome = stage.completes();
            if (!cell.wire().isEmpty()) {
                assertThat(stage.injected()).as("the fault struck").isNotEmpty();
            }
            assertThat(outcome.voided()).as("void rounds").isLessThanOrEqualTo(cell.mostVoids());
            if (cell.name().startsWith("platform:")) {
                FaultDeeds.onlyTheVictimWasLeftOut(stage);
            }
            stage.logsVerify();
            report(
                    cell,
                    "completes",
                    "%d of %d rounds void, %d epochs, %d left out"
                            .formatted(
                                    outcome.voided(),
                                    outcome.rounds(),
                                    outcome.epochs(),
                                    outcome.exclusions().size()),
                    began);
        }
    }

    /** A line of the table in docs/testing.md. */
    private static void report(FaultCell cell, String ending, String counts, long began) throws Exception {
        Path folder = Files.createDirectories(Path.of("target", "fault-matrix"));
        Files.writeString(
                folder.resolve(cell.name().replaceAll("[^A-Za-z]+", "-") + ".txt"),
                "| %s | %s | %s | %d s |%n"
                        .formatted(
                                cell.name(),
                                ending,
                                counts,
                                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)));
    }
}
