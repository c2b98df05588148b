package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.fedner.node.server.ServerOutcome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that dies with SIGKILL and is started again with the same configuration changes no bit of the shared model. */
class KilledServerTest {
    private static final int ROUNDS = 16;
    private static final String TIMING =
            "{gatherSeconds: 15, setupSeconds: 60, roundSeconds: 60, reconnectSeconds: 30}";

    private static String undisturbed;

    @TempDir
    Path out;

    @BeforeAll
    static void runUndisturbed(@TempDir Path folder) throws Exception {
        undisturbed = run(folder, new long[0]).sharedModel();
    }

    @Test
    void twoUndisturbedRunsGiveTheSameBits() throws Exception {
        assertThat(run(out, new long[0]).sharedModel()).isEqualTo(undisturbed);
    }

    @Test
    void killedBetweenRoundsItGoesOnToTheSameBits() throws Exception {
        assertUndisturbed(run(out, new long[] {1, 8}));
    }

    @Test
    void killedAtARandomMomentItGoesOnToTheSameBits() throws Exception {
        // The kill lands wherever the server is by the time the event has been read: before, in or after the next
        // round.
        Random moment = new Random();
        assertUndisturbed(run(out, new long[] {2 + moment.nextInt(5), 8 + moment.nextInt(ROUNDS - 9)}));
    }

    @Test
    void killedAtTheLastRoundItStillTellsEveryoneTheEnd() throws Exception {
        assertUndisturbed(run(out, new long[] {ROUNDS}));
    }

    private static void assertUndisturbed(ServerOutcome outcome) {
        assertThat(outcome.voided()).as("voided rounds").isZero();
        assertThat(outcome.rounds()).isEqualTo(ROUNDS);
        assertThat(outcome.sharedModel()).isEqualTo(undisturbed);
    }

    /** Runs a job to its end and kills the server whenever it tells one of {@code rounds}. */
    private static ServerOutcome run(Path out, long[] rounds) throws Exception {
        try (Hospitals hospitals = Hospitals.prepare(out, Hospitals.THREE, ROUNDS, TIMING, "{}")) {
            PartyUnderTest server = hospitals.server();
            try (SeededPlatforms platforms = new SeededPlatforms(hospitals)) {
                for (long round : rounds) {
                    server.awaitRound(round);
                    server.kill();
                    server = hospitals.server();
                }
                platforms.finish();
                server.finishes();
            }
            hospitals.everyLogIsClosedAndVerified();
            return hospitals.outcome();
        }
    }
}
