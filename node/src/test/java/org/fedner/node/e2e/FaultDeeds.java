package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fedner.node.e2e.FaultStage.SERVER;
import static org.fedner.node.e2e.FaultStage.VICTIM;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.fedner.node.simulate.faults.FaultyWire;

/** What is done to a party or its network, and what has to be waited for until the next thing can be done. */
final class FaultDeeds {
    /** Of a stopped process where it is to be missed. */
    static final long STOP_SECONDS = Long.getLong("fedner.stopSeconds", 30);

    /** Of a partition that is longer than anybody waits. */
    static final long PART_SECONDS = Long.getLong("fedner.partSeconds", 15);

    /** Rounds last this long while somebody is away, or a small job would be over before it is back. */
    private static final long SLOW_MILLIS = 3_000;

    /** And this long while networks are parted, so that a job is not over before they are whole again. */
    private static final long PARTED_MILLIS = Math.max(SLOW_MILLIS, PART_SECONDS * 1_000 / 12);

    private FaultDeeds() {}

    /** From here on, or the job would be over before the next moment comes. */
    static void slowDown(FaultStage stage) {
        stage.pace(SLOW_MILLIS);
    }

    /** SIGKILL: the party can say nothing, so the watchdog does. */
    static void dies(FaultStage stage, String party) throws Exception {
        stage.party(party).kill();
        assertThat(stage.word(party)).isEqualTo("died");
    }

    /** The victim dies, and is started again. */
    static void killPlatform(FaultStage stage) throws Exception {
        int epochs = epochs(stage);
        dies(stage, VICTIM);
        stage.wires.get(VICTIM).cut(); // what the relay still held would arrive else
        comesBack(stage, epochs);
    }

    /** The server dies, and is started again. */
    static void killServer(FaultStage stage) throws Exception {
        dies(stage, SERVER);
        stage.startServer();
    }

    /** The server dies and is started again; rounds are slow until everybody is in an epoch of its own. */
    static void killServerOfSurvivors(FaultStage stage) throws Exception {
        stage.pace(SLOW_MILLIS);
        killServer(stage);
        stage.server.await("epochOpened", line -> line.path("members").size() == stage.hospitals.names.size());
        stage.pace(0);
    }

    /** The victim, which has ended, is started again; rounds are slow until it is in an epoch. */
    static void comesBack(FaultStage stage, int epochsBefore) throws Exception {
        stage.pace(SLOW_MILLIS);
        stage.restartPlatform(VICTIM);
        isIn(stage, epochsBefore);
    }

    /** Waits until the victim is in an epoch after so many. */
    private static void isIn(FaultStage stage, int epochsBefore) throws Exception {
        if (stage.isComplete()) {
            int[] seen = {0};
            stage.server.await("epochOpened", line -> ++seen[0] > epochsBefore && names(line, VICTIM));
        }
        stage.pace(0);
    }

    private static boolean names(JsonNode line, String platform) {
        for (JsonNode member : line.path("members")) {
            if (member.asText().equals(platform)) {
                return true;
            }
        }
        return false;
    }

    /** Epochs that the present server process told of. */
    static int epochs(FaultStage stage) {
        return stage.server.told("epochOpened").size();
    }

    /** The victim sleeps longer than a round may last; it is left out, and back afterwards. */
    static void stopPlatformForLong(FaultStage stage) throws Exception {
        int epochs = epochs(stage);
        stage.pace(SLOW_MILLIS);
        stage.platforms.get(VICTIM).signal("STOP");
        sleep(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        assertThat(stage.server.told("excluded"))
                .as("who is missed is left out")
                .isNotEmpty();
        stage.platforms.get(VICTIM).signal("CONT");
        isIn(stage, epochs + 1); // the first of them was without it
    }

    static void stop(FaultStage stage, String party, long millis) throws Exception {
        stage.party(party).signal("STOP");
        sleep(millis);
        stage.party(party).signal("CONT");
    }

    static void cutVictim(FaultStage stage) {
        stage.wires.get(VICTIM).cut();
    }

    static void cutAll(FaultStage stage) {
        stage.wires.values().forEach(FaultyWire::cut);
    }

    /** The victim cannot be reached, too briefly to be missed. */
    static void partVictim(FaultStage stage, long millis) {
        stage.wires.get(VICTIM).part(millis);
        sleep(millis);
    }

    /** Nobody can reach the server. */
    static void partAll(FaultStage stage, long millis) {
        stage.wires.values().forEach(wire -> wire.part(millis));
        sleep(millis);
    }

    /** Nobody can reach the server for {@link #PART_SECONDS}. */
    static void partAllForLong(FaultStage stage) throws Exception {
        partAll(stage, TimeUnit.SECONDS.toMillis(PART_SECONDS));
        everybodyIsIn(stage);
    }

    /** The server sleeps longer than a round may last. */
    static void stopServerForLong(FaultStage stage) throws Exception {
        stop(stage, SERVER, TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        everybodyIsIn(stage);
    }

    /** Whoever was left out meanwhile is back, and a round was done after that: the next moment is everybody's. */
    private static void everybodyIsIn(FaultStage stage) throws Exception {
        int everybody = stage.hospitals.names.size();
        long deadline = System.nanoTime() + PartyUnderTest.PATIENCE.toNanos();
        List<JsonNode> opened = stage.server.told("epochOpened");
        long before = stage.reached();
        while (stage.reached() == before
                || opened.get(opened.size() - 1).path("members").size() < everybody) {
            assertThat(System.nanoTime()).as("everybody is in an epoch").isLessThan(deadline);
            sleep(100);
            opened = stage.server.told("epochOpened");
        }
    }

    /** The victim cannot be reached for longer than it is waited for; it is left out, and back afterwards. */
    static void partVictimForLong(FaultStage stage) throws Exception {
        int epochs = epochs(stage);
        stage.pace(PARTED_MILLIS);
        partVictim(stage, TimeUnit.SECONDS.toMillis(PART_SECONDS));
        assertThat(stage.server.told("excluded"))
                .as("who is missed is left out")
                .isNotEmpty();
        isIn(stage, epochs + 1);
    }

    /** Another process with the victim's key and papers is sent away, and says why. */
    static void startTwin(FaultStage stage) throws Exception {
        stage.pace(SLOW_MILLIS);
        PartyUnderTest twin = stage.twinOf(VICTIM);
        assertThat(twin.status()).as(twin.errors()).isEqualTo(5);
        assertThat(twin.errors()).contains("REFUSED_ALREADY_CONNECTED");
        stage.pace(0);
    }

    /** Nobody but the victim was ever left out. */
    static void onlyTheVictimWasLeftOut(FaultStage stage) throws Exception {
        assertThat(stage.hospitals.outcome().exclusions())
                .allSatisfy(left -> assertThat(left.platform()).isEqualTo(VICTIM));
    }

    static void each(FaultStage stage, String party, FaultCell.Script deed, List<Moment> moments) throws Exception {
        for (Moment moment : moments) {
            moment.of(stage, party, deed);
        }
    }

    private static void sleep(long millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
