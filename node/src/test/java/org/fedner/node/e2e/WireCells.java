package org.fedner.node.e2e;

import static org.fedner.node.e2e.FaultStage.PACER;
import static org.fedner.node.e2e.FaultStage.VICTIM;
import static org.fedner.node.e2e.Moment.BETWEEN;
import static org.fedner.node.e2e.Moment.ENDING;
import static org.fedner.node.e2e.Moment.RESULT;
import static org.fedner.node.e2e.Moment.SET_UP;
import static org.fedner.node.e2e.Moment.TRAINING;
import static org.fedner.node.e2e.Moment.UPLOAD;
import static org.fedner.node.e2e.Moment.WAITING;

import java.util.List;
import org.fedner.node.e2e.FaultCell.Timing;

/** Lines in which the network is hurt: of one platform, or of all at once, which is the server's. */
final class WireCells {
    private static final List<Moment> EVERY = List.of(WAITING, SET_UP, TRAINING, UPLOAD, RESULT, BETWEEN, ENDING);
    private static final long BRIEF_MILLIS = 2_000;

    /** With the product's own deadlines where a partition lasts as long as a real one. */
    private static final Timing TIMING = FaultDeeds.PART_SECONDS > 60 ? Timing.PATIENT : Timing.BRISK;

    private WireCells() {}

    static List<FaultCell> all() {
        String at = ":platform=" + VICTIM;
        return List.of(
                FaultCell.of("platform: reset in mid-vector", 0, stage -> {}).wire("cut" + at + ",way=up,round=4"),
                FaultCell.of("platform: reset in mid-vector in every round", 0, stage -> {})
                        .wire("cut" + at + ",way=up"),
                everyPhase("platform: reset at every phase", 0, FaultDeeds::cutVictim),
                FaultCell.of("server: all reset in mid-vector", 0, stage -> {}).wire("cut:way=up,round=4"),
                everyPhase("server: all reset at every phase", 0, FaultDeeds::cutAll),
                FaultCell.of("platform: bytes altered on the way up and down", 0, stage -> {})
                        .wire("corrupt%s,way=up,round=3;corrupt%s,way=down,round=6".formatted(at, at)),
                FaultCell.of("platform: bytes twice on the way up and down", 0, stage -> {})
                        .wire("duplicate%s,way=up,round=3;duplicate%s,way=down,round=6".formatted(at, at)),
                FaultCell.of("server: latency at every phase", 0, stage -> {})
                        .after(stage -> stage.wires.values().forEach(wire -> wire.slow(250))),
                FaultCell.of("server: latency and loss", 2, stage -> {})
                        .wire("cut:rate=0.25,rounds=2-8")
                        .after(stage -> stage.wires.values().forEach(wire -> wire.slow(150))),
                everyPhase(
                        "platform: parted briefly at every phase",
                        1,
                        stage -> FaultDeeds.partVictim(stage, BRIEF_MILLIS)),
                everyPhase(
                        "server: parted from all briefly at every phase",
                        1,
                        stage -> FaultDeeds.partAll(stage, BRIEF_MILLIS)),
                FaultCell.of("platform: parted for long in training, mid-vector, mid-sum", 3, stage -> {
                            stage.server.awaitRound(1);
                            FaultDeeds.each(
                                    stage, VICTIM, FaultDeeds::partVictimForLong, List.of(TRAINING, UPLOAD, RESULT));
                        })
                        .timing(TIMING)
                        .rounds(60),
                FaultCell.of("server: parted from all for long in training and mid-vector", 2, stage -> {
                            stage.server.awaitRound(1);
                            FaultDeeds.slowDown(stage);
                            FaultDeeds.each(stage, VICTIM, FaultDeeds::partAllForLong, List.of(TRAINING, UPLOAD));
                        })
                        .timing(TIMING)
                        .rounds(40));
    }

    private static FaultCell everyPhase(String name, int mostVoids, FaultCell.Script deed) {
        return FaultCell.of(name, mostVoids, stage -> FaultDeeds.each(stage, VICTIM, deed, EVERY))
                .late(PACER)
                .rounds(20);
    }
}
