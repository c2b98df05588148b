package org.fedner.node.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fedner.node.e2e.FaultMatrixTest.Cell;
import org.junit.jupiter.api.Assumptions;

/** A clock that is set while a party runs, by libfaketime; the machine's own is left alone. */
final class ClockCells {
    private static final List<String> PLACES = List.of(
            "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
            "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
            "/usr/lib64/faketime/libfaketimeMT.so.1");

    private ClockCells() {}

    static List<Cell> all() {
        return Stream.of(FaultStage.VICTIM, "server")
                .flatMap(party -> Stream.of("+2h", "-3m").map(step -> cell(party, step)))
                .toList();
    }

    private static Cell cell(String party, String step) {
        String name = "%s: clock set %s in a round".formatted(party.equals("server") ? party : "platform", step);
        return Cell.of(name, 0, stage -> {
                    stage.server.awaitRound(3);
                    Files.writeString(offset(stage, party), step);
                })
                .after(stage -> {
                    Optional<String> library = PLACES.stream()
                            .filter(place -> Files.exists(Path.of(place)))
                            .findFirst();
                    Assumptions.assumeTrue(
                            library.isPresent(), "SKIPPED: setting a party's clock needs the package faketime");
                    Files.writeString(offset(stage, party), "+0");
                    stage.hospitals.environment(
                            party,
                            List.of(
                                    "env",
                                    "LD_PRELOAD=" + library.get(),
                                    "FAKETIME_TIMESTAMP_FILE=" + offset(stage, party),
                                    "FAKETIME_NO_CACHE=1",
                                    "FAKETIME_DONT_FAKE_MONOTONIC=1",
                                    "DONT_FAKE_MONOTONIC=1"));
                });
    }

    private static Path offset(FaultStage stage, String party) {
        return stage.hospitals.out.resolve(party + ".offset");
    }
}
