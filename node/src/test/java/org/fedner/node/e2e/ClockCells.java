package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fedner.node.e2e.FaultStage.PACER;
import static org.fedner.node.e2e.FaultStage.SERVER;
import static org.fedner.node.e2e.FaultStage.VICTIM;
import static org.fedner.node.e2e.Moment.BETWEEN;
import static org.fedner.node.e2e.Moment.ENDING;
import static org.fedner.node.e2e.Moment.RESULT;
import static org.fedner.node.e2e.Moment.SET_UP;
import static org.fedner.node.e2e.Moment.TRAINING;
import static org.fedner.node.e2e.Moment.UPLOAD;
import static org.fedner.node.e2e.Moment.WAITING;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** A clock that is set while a party runs, by libfaketime; the machine's own is left alone. */
final class ClockCells {
    private static final List<String> PLACES = List.of(
            "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
            "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
            "/usr/lib64/faketime/libfaketimeMT.so.1");

    private ClockCells() {}

    static List<FaultCell> all() {
        return List.of(
                atEveryPhase("platform", VICTIM),
                atEveryPhase("server", SERVER),
                fromTheStart("platform: clock three minutes behind from the start", VICTIM, "-3m"),
                fromTheStart("server: clock three minutes behind from the start", SERVER, "-3m"),
                fromTheStart("server: clock three minutes ahead from the start", SERVER, "+3m"),
                tooFarBehind());
    }

    private static FaultCell atEveryPhase(String kind, String party) {
        return fromTheStart(kind + ": clock set on and back at every phase", party, "+3m")
                .playing(stage -> {
                    set(stage, party, WAITING, "-3m");
                    set(stage, party, SET_UP, "+3m");
                    stage.server.awaitRound(1);
                    set(stage, party, TRAINING, "+2h");
                    set(stage, party, UPLOAD, "-3m");
                    set(stage, party, RESULT, "+2h");
                    set(stage, party, BETWEEN, "-3m");
                    set(stage, party, ENDING, "+3m");
                })
                .late(PACER)
                .rounds(16);
    }

    private static void set(FaultStage stage, String party, Moment moment, String step) throws Exception {
        moment.of(stage, party, at -> Files.writeString(offset(at, party), step));
    }

    private static FaultCell fromTheStart(String name, String party, String offset) {
        return FaultCell.of(name, 0, stage -> {}).after(stage -> setsItsClock(stage, party, offset));
    }

    /** Two hours: its papers are not valid yet. It says so, and takes part when its clock is right. */
    private static FaultCell tooFarBehind() {
        return FaultCell.of("platform: clock two hours behind from the start", 0, stage -> {
                    PartyUnderTest behind = stage.hospitals.platform(VICTIM);
                    assertThat(behind.status()).as(behind.errors()).isEqualTo(6);
                    assertThat(behind.sentence()).contains("clock");
                    Files.writeString(offset(stage, VICTIM), "+0");
                    stage.startPlatform(VICTIM);
                })
                .late(VICTIM)
                .after(stage -> setsItsClock(stage, VICTIM, "-2h"));
    }

    private static void setsItsClock(FaultStage stage, String party, String offset) throws Exception {
        Optional<String> library =
                PLACES.stream().filter(place -> Files.exists(Path.of(place))).findFirst();
        Assumptions.assumeTrue(library.isPresent(), "SKIPPED: setting a party's clock needs the package faketime");
        Files.writeString(offset(stage, party), offset);
        stage.hospitals.environment(
                party,
                List.of(
                        "env",
                        "LD_PRELOAD=" + library.get(),
                        "FAKETIME_TIMESTAMP_FILE=" + offset(stage, party),
                        "FAKETIME_NO_CACHE=1",
                        "FAKETIME_DONT_FAKE_MONOTONIC=1",
                        "DONT_FAKE_MONOTONIC=1"));
    }

    private static Path offset(FaultStage stage, String party) {
        return stage.hospitals.out.resolve(party + ".offset");
    }
}
