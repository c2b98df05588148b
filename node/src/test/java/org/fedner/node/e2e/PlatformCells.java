package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fedner.node.e2e.FaultStage.PACER;
import static org.fedner.node.e2e.FaultStage.SERVER;
import static org.fedner.node.e2e.FaultStage.VICTIM;
import static org.fedner.node.e2e.Moment.ACK;
import static org.fedner.node.e2e.Moment.BETWEEN;
import static org.fedner.node.e2e.Moment.CHECKPOINT;
import static org.fedner.node.e2e.Moment.ENDING;
import static org.fedner.node.e2e.Moment.QUORUM;
import static org.fedner.node.e2e.Moment.RESULT;
import static org.fedner.node.e2e.Moment.SET_UP;
import static org.fedner.node.e2e.Moment.TRAINING;
import static org.fedner.node.e2e.Moment.UPLOAD;
import static org.fedner.node.e2e.Moment.WAITING;

import java.util.List;
import org.fedner.node.e2e.FaultCell.Timing;

/** Lines in which one platform's process is hurt. */
final class PlatformCells {
    private PlatformCells() {}

    static List<FaultCell> all() {
        return List.of(
                FaultCell.of(
                                "platform: killed while it waits and in set-up",
                                1,
                                stage -> FaultDeeds.each(
                                        stage, VICTIM, FaultDeeds::killPlatform, List.of(WAITING, SET_UP)))
                        .timing(Timing.BRISK)
                        .late(PACER),
                FaultCell.of(
                                "platform: killed in training, mid-vector, mid-sum, between rounds, at a checkpoint",
                                5,
                                stage -> {
                                    stage.server.awaitRound(1);
                                    FaultDeeds.each(
                                            stage,
                                            VICTIM,
                                            FaultDeeds::killPlatform,
                                            List.of(TRAINING, UPLOAD, RESULT, BETWEEN, CHECKPOINT));
                                })
                        .timing(Timing.BRISK)
                        .rounds(40),
                FaultCell.of("platform: killed in mode R after its ACK and after its ANSWER", 3, stage -> {
                            stage.server.awaitRound(1);
                            FaultDeeds.each(stage, VICTIM, FaultDeeds::killPlatform, List.of(ACK, QUORUM, UPLOAD));
                        })
                        .recovering()
                        .timing(Timing.BRISK)
                        .rounds(24),
                FaultCell.of(
                                "platform: killed at the end",
                                0,
                                stage -> ENDING.of(stage, VICTIM, at -> {
                                    FaultDeeds.dies(at, VICTIM);
                                    at.restartPlatform(VICTIM);
                                }))
                        .ending(VICTIM, 0, 5),
                FaultCell.of(
                                "platform: stopped while it waits, in set-up and at the end",
                                0,
                                stage -> FaultDeeds.each(
                                        stage,
                                        VICTIM,
                                        at -> FaultDeeds.stop(at, VICTIM, 5_000),
                                        List.of(WAITING, SET_UP, ENDING)))
                        .late(PACER),
                FaultCell.of(
                                "platform: stopped for long in training, mid-vector, mid-sum, between rounds",
                                5,
                                stage -> {
                                    stage.server.awaitRound(1);
                                    FaultDeeds.each(
                                            stage,
                                            VICTIM,
                                            FaultDeeds::stopPlatformForLong,
                                            List.of(TRAINING, UPLOAD, RESULT, BETWEEN));
                                })
                        .timing(Timing.SHORT_ROUNDS)
                        .rounds((int) (2 * FaultDeeds.STOP_SECONDS)),
                FaultCell.of(
                                "platform: its certificate in a second process while it waits, in set-up and in rounds",
                                0,
                                stage -> {
                                    WAITING.of(stage, VICTIM, FaultDeeds::startTwin);
                                    SET_UP.of(stage, VICTIM, FaultDeeds::startTwin);
                                    stage.server.awaitRound(2);
                                    FaultDeeds.startTwin(stage);
                                })
                        .late(PACER)
                        .rounds(14));
    }

    static List<FaultCell> ofServer() {
        return List.of(
                FaultCell.of(
                                "server: killed while it waits and in set-up",
                                0,
                                stage -> FaultDeeds.each(
                                        stage, SERVER, FaultDeeds::killServer, List.of(WAITING, SET_UP)))
                        .late(PACER),
                FaultCell.of(
                                "server: killed in training, mid-vector, mid-sum, between rounds, at a checkpoint, at the end",
                                0,
                                stage -> {
                                    stage.server.awaitRound(1);
                                    FaultDeeds.each(
                                            stage,
                                            SERVER,
                                            FaultDeeds::killServer,
                                            List.of(TRAINING, UPLOAD, RESULT, BETWEEN, CHECKPOINT, ENDING));
                                })
                        .rounds(20),
                FaultCell.of("server: killed in mode R after SURVIVORS and after QUORUM", 3, stage -> {
                            stage.server.awaitRound(1);
                            FaultDeeds.each(
                                    stage, SERVER, FaultDeeds::killServerOfSurvivors, List.of(ACK, QUORUM, UPLOAD));
                        })
                        .recovering()
                        .rounds(16),
                FaultCell.of("server: stopped at every phase", 0, stage -> {
                            List<Moment> moments =
                                    List.of(WAITING, SET_UP, TRAINING, UPLOAD, RESULT, BETWEEN, CHECKPOINT, ENDING);
                            FaultDeeds.each(stage, SERVER, at -> FaultDeeds.stop(at, SERVER, 5_000), moments);
                        })
                        .late(PACER)
                        .rounds(20),
                FaultCell.of("server: stopped for long in a round", 2, stage -> {
                            stage.server.awaitRound(1);
                            FaultDeeds.slowDown(stage);
                            FaultDeeds.each(stage, SERVER, FaultDeeds::stopServerForLong, List.of(TRAINING, UPLOAD));
                        })
                        .timing(Timing.SHORT_ROUNDS)
                        .rounds(40),
                FaultCell.of("server: its certificate in a second process", 0, stage -> {
                    stage.server.awaitRound(2);
                    PartyUnderTest twin = stage.twinOfServer();
                    assertThat(twin.status()).as(twin.errors()).isEqualTo(4);
                }));
    }
}
