package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.config.Job;
import org.fedner.node.report.PlatformReport;
import org.fedner.node.report.ReportFiles;
import org.fedner.node.server.ServerOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server and all platforms are gone at one moment, as if they stood in one room. Started again, they go on, though the server
 * may have kept a round that no platform did.
 */
class PowerCutTest {
    private static final String TIMING =
            "{gatherSeconds: 100, setupSeconds: 60, roundSeconds: 60, reconnectSeconds: 30}";
    private static final int CUTS = Integer.getInteger("fedner.powerCuts", 1);
    private static final int ROUNDS_BETWEEN = 3;

    @TempDir
    Path out;

    @Test
    void cutAtAnyMomentTheJobGoesOnToItsEnd() throws Exception {
        runsToItsEnd(CUTS, Hospitals.aggregation(32, "sum"));
    }

    @Test
    void soItDoesWhereTheServerSeesNothing() throws Exception {
        runsToItsEnd(1, Hospitals.aggregation(32, "nothing"));
    }

    @Test
    void soItDoesWhereRoundsAreRecovered() throws Exception {
        runsToItsEnd(1, new Job.Aggregation("recovering", null, 1, null, null, null, null));
    }

    private void runsToItsEnd(int cuts, Job.Aggregation aggregation) throws Exception {
        long seed = Long.getLong("fedner.powerCutSeed", System.nanoTime());
        Random moment = new Random(seed);
        int rounds = ROUNDS_BETWEEN * (cuts + 2);
        try (Hospitals hospitals = Hospitals.prepare(out, Hospitals.THREE, rounds, aggregation, TIMING, "{}")) {
            PartyUnderTest server = hospitals.server();
            Map<String, PartyUnderTest> platforms = hospitals.allPlatforms();
            long undone = 0;
            for (int cut = 1; cut <= cuts; cut++) {
                long round = 1 + (long) ROUNDS_BETWEEN * (cut - 1);
                server.await(told(aggregation), line -> line.path("round").asLong() >= round);
                Thread.sleep(cut == 1 ? 0 : moment.nextInt(120)); // in the first round, then somewhere
                cut(moment, server, platforms);
                undone += undone(server);
                server = hospitals.server();
                platforms = hospitals.allPlatforms();
            }
            finish(server, platforms);
            undone += undone(server);
            System.out.printf("%d power cuts, %d rounds done again (seed %d)%n", cuts, undone, seed);
            assertWhole(hospitals, rounds);
        }
    }

    /** Part of the parties die together; the others, alive, may have to go back to what those kept. */
    @Test
    void whoeverDiesTogetherAllGoOnTogether() throws Exception {
        long seed = Long.getLong("fedner.powerCutSeed", System.nanoTime());
        Random moment = new Random(seed);
        int rounds = ROUNDS_BETWEEN * (CUTS + 2);
        try (Hospitals hospitals = Hospitals.prepare(out, Hospitals.THREE, rounds, TIMING, "{connectSeconds: 100}")) {
            PartyUnderTest server = hospitals.server();
            Map<String, PartyUnderTest> platforms = hospitals.allPlatforms();
            for (int cut = 1; cut <= CUTS; cut++) {
                server.awaitRound((long) ROUNDS_BETWEEN * cut);
                Thread.sleep(moment.nextInt(120));
                List<String> dying = new ArrayList<>(hospitals.names);
                Collections.shuffle(dying, moment);
                dying.remove(0);
                PartyUnderTest last = server;
                boolean serverToo = moment.nextBoolean();
                dying.forEach(name -> platforms.get(name).beginsToDie());
                if (serverToo) {
                    last.kill();
                    server = hospitals.server();
                }
                for (String name : dying) {
                    platforms.get(name).kill();
                    platforms.put(name, hospitals.platform(name));
                }
            }
            finish(server, platforms);
            System.out.printf("%d times two or three killed (seed %d)%n", CUTS, seed);
            assertWhole(hospitals, rounds);
        }
    }

    /** Three of four agree on what was before the server's rounds; the fourth may know better. */
    @Test
    void whoMayKnowTheRoundsIsWaitedForBeforeTheyAreUndone() throws Exception {
        int rounds = 6;
        String impatient = "{gatherSeconds: 30, setupSeconds: 60, roundSeconds: 60, reconnectSeconds: 30}";
        try (Hospitals hospitals = Hospitals.prepare(out, Hospitals.FOUR, rounds, impatient, "{connectSeconds: 100}")) {
            for (String name : Hospitals.FOUR) {
                hospitals.neverCheckpoints(name);
            }
            PartyUnderTest server = hospitals.server();
            Map<String, PartyUnderTest> platforms = hospitals.allPlatforms();
            server.awaitRound(3);
            cut(new Random(5), server, platforms);
            long had = server.lastRound();

            PartyUnderTest waiting = hospitals.server();
            for (String name : Hospitals.THREE) {
                platforms.put(name, hospitals.platform(name));
            }
            waiting.await("held", told -> told.path("awaited").toString().contains("west"));
            assertThat(waiting.status()).isEqualTo(ExitCode.INTEGRITY.number());
            assertThat(waiting.sentence()).contains("west may have it too and did not come", "revoked");
            assertThat(waiting.told("epochOpened")).isEmpty();

            PartyUnderTest again = hospitals.server();
            platforms.put("west", hospitals.platform("west"));
            finish(again, platforms);
            assertThat(again.told("rolledBack")).singleElement().satisfies(told -> {
                assertThat(told.path("round").asLong()).isZero();
                assertThat(told.path("rounds").asLong()).isGreaterThanOrEqualTo(had);
            });
            assertThat(hospitals.leaves("server", "round.rollback")).hasSize(1);
            assertWhole(hospitals, rounds);
        }
    }

    @Test
    void whoMayVouchIsWaitedForBeforeAnybodyGoesBack() throws Exception {
        waitsForTheFourth(Hospitals.aggregation(32, "sum"));
    }

    @Test
    void soItIsWhereMembersSealTheStateForEachOther() throws Exception {
        waitsForTheFourth(Hospitals.aggregation(32, "nothing"));
    }

    /** Two vouch for the beginning and one for what came after: with the fourth, nothing is undone. */
    private void waitsForTheFourth(Job.Aggregation aggregation) throws Exception {
        int rounds = 6;
        try (Hospitals hospitals =
                Hospitals.prepare(out, Hospitals.FOUR, rounds, aggregation, TIMING, "{connectSeconds: 100}")) {
            hospitals.neverCheckpoints("east");
            hospitals.neverCheckpoints("south");
            PartyUnderTest server = hospitals.server();
            Map<String, PartyUnderTest> platforms = hospitals.allPlatforms();
            server.await(told(aggregation), line -> line.path("round").asLong() >= 3);
            platforms.get("east").kill();
            Thread.sleep(2000); // the others hear of the last round and keep it; another one needs all four
            cut(new Random(6), server, platforms);

            PartyUnderTest again = hospitals.server();
            for (String name : Hospitals.THREE) {
                platforms.put(name, hospitals.platform(name));
            }
            again.await("held", told -> told.path("awaited").toString().contains("west"));
            platforms.put("west", hospitals.platform("west"));
            finish(again, platforms);
            for (String name : hospitals.names) {
                assertThat(hospitals.leaves(name, "round.rollback")).as(name).isEmpty();
            }
            assertThat(hospitals.leaves("server", "round.rollback")).isEmpty();
            assertWhole(hospitals, rounds);
        }
    }

    /** Unless one platform has it, everybody does the last round again; then, who has not got it ends without, and says so. */
    @Test
    void cutInTheLastRoundNobodyEndsWithoutItUnlessSomebodyEndedWithIt() throws Exception {
        int rounds = 4;
        try (Hospitals hospitals = Hospitals.prepare(out, Hospitals.THREE, rounds, TIMING, "{}")) {
            PartyUnderTest server = hospitals.server();
            Map<String, PartyUnderTest> platforms = hospitals.allPlatforms();
            server.awaitRound(rounds);
            cut(new Random(4), server, platforms);
            PartyUnderTest again = hospitals.server();
            Map<String, PartyUnderTest> back = hospitals.allPlatforms();
            again.finishes();
            Set<Integer> statuses = new HashSet<>();
            for (PartyUnderTest platform : back.values()) {
                statuses.add(platform.status());
            }
            if (statuses.size() == 1) {
                assertThat(statuses).containsExactly(0);
                assertWhole(hospitals, rounds);
            } else {
                assertThat(statuses).containsExactlyInAnyOrder(0, ExitCode.NETWORK.number());
                hospitals.everyLogIsClosedAndVerified();
            }
        }
    }

    private static String told(Job.Aggregation aggregation) {
        return aggregation.serverSees().equals("sum") ? "roundDone" : "hiddenRoundDone";
    }

    private static void cut(Random order, PartyUnderTest server, Map<String, PartyUnderTest> platforms)
            throws InterruptedException {
        List<PartyUnderTest> all = new ArrayList<>(platforms.values());
        all.add(server);
        Collections.shuffle(all, order);
        all.forEach(PartyUnderTest::beginsToDie);
        for (PartyUnderTest party : all) {
            party.kill();
        }
    }

    private static long undone(PartyUnderTest server) {
        return server.told("rolledBack").stream()
                .mapToLong(told -> told.path("rounds").asLong())
                .sum();
    }

    private static void finish(PartyUnderTest server, Map<String, PartyUnderTest> platforms)
            throws InterruptedException {
        server.finishes();
        for (PartyUnderTest platform : platforms.values()) {
            platform.finishes();
        }
    }

    /** Every log verifies, and outcome and reports count every round of the model once, whoever did it twice. */
    private static void assertWhole(Hospitals hospitals, int rounds) throws Exception {
        ServerOutcome outcome = hospitals.outcome();
        assertThat(outcome.rounds()).isEqualTo(rounds);
        assertThat(outcome.participation().verifiedRounds()).isEqualTo(rounds);
        assertThat(outcome.participation().platforms())
                .allSatisfy(part -> assertThat(part.share()).isEqualTo(1));
        Set<String> models = new HashSet<>();
        Optional.ofNullable(outcome.sharedModel()).ifPresent(models::add); // which a server may not see
        for (String name : hospitals.names) {
            PlatformReport report =
                    ReportFiles.read(hospitals.out.resolve("platforms/" + name + "/report.json"), PlatformReport.class);
            assertThat(report.participation().verifiedRounds()).as(name).isLessThanOrEqualTo(rounds);
            models.add(lastModel(hospitals, name));
        }
        assertThat(models).as("all end with one model").hasSize(1);
        hospitals.everyLogIsClosedAndVerified();
    }

    private static String lastModel(Hospitals hospitals, String name) throws IOException {
        String last = "";
        long newest = -1;
        for (String text : hospitals.leaves(name, "round.close", "verified")) {
            JsonNode leaf = new ObjectMapper().readTree(text);
            if (leaf.path("seq").asLong() > newest) {
                newest = leaf.path("seq").asLong();
                last = leaf.path("model_out_sha256").asText();
            }
        }
        return last;
    }
}
