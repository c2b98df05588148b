package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fedner.node.e2e.FaultStage.SERVER;
import static org.fedner.node.e2e.FaultStage.VICTIM;

import java.util.List;
import org.fedner.node.e2e.FaultCell.Timing;

/** Lines in which nobody comes back: the others must not wait for ever, and must say why they end. */
final class ForGoodCells {
    private static final Timing IMPATIENT = new Timing(60, 60, 25, 4, 40);
    private static final int KILLED = 128 + 9;

    private ForGoodCells() {}

    static List<FaultCell> all() {
        return List.of(
                FaultCell.of("platform: killed for good", 1, stage -> {
                            FaultDeeds.slowDown(stage);
                            stage.server.awaitRound(2);
                            FaultDeeds.dies(stage, VICTIM);
                        })
                        .timing(IMPATIENT)
                        .ending(VICTIM, KILLED),
                FaultCell.of("platform: stopped for good", 1, stage -> {
                            FaultDeeds.slowDown(stage);
                            stage.server.awaitRound(2);
                            stage.platforms.get(VICTIM).signal("STOP");
                            stage.server.await("finished", line -> true);
                            FaultDeeds.dies(stage, VICTIM);
                        })
                        .timing(IMPATIENT)
                        .ending(VICTIM, KILLED),
                FaultCell.of("platform: two of four killed for good", 1, stage -> {
                            FaultDeeds.slowDown(stage);
                            stage.server.awaitRound(2);
                            FaultDeeds.dies(stage, VICTIM);
                            FaultDeeds.dies(stage, "south");
                            assertThat(stage.server.status()).isEqualTo(5);
                            assertThat(stage.server.lastSentence()).contains("platforms");
                            assertThat(stage.word(SERVER)).isEqualTo("no-peer");
                            endForWantOfTheServer(stage, List.of("north", "east"));
                        })
                        .processes(VICTIM, "south")
                        .timing(IMPATIENT)
                        .stops(),
                FaultCell.of("server: killed for good", 0, stage -> {
                            FaultDeeds.slowDown(stage);
                            stage.server.awaitRound(2);
                            FaultDeeds.dies(stage, SERVER);
                            endForWantOfTheServer(stage, stage.hospitals.names);
                        })
                        .timing(IMPATIENT)
                        .stops(),
                FaultCell.of("server: stopped for good", 0, stage -> {
                            FaultDeeds.slowDown(stage);
                            stage.server.awaitRound(2);
                            stage.server.signal("STOP");
                            endForWantOfTheServer(stage, stage.hospitals.names);
                        })
                        .timing(IMPATIENT)
                        .stops());
    }

    private static void endForWantOfTheServer(FaultStage stage, List<String> platforms) throws Exception {
        for (String name : platforms) {
            assertThat(stage.status(name)).as(stage.sentence(name)).isEqualTo(5);
            assertThat(stage.sentence(name)).contains("server");
            assertThat(stage.word(name)).isEqualTo("no-peer");
        }
    }
}
