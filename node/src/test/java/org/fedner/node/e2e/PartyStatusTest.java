package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.fedner.node.CommandRun;
import org.fedner.node.cli.Fedner;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However a party's process ends, its state says so: by itself, or by whoever looks. */
class PartyStatusTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PATIENT =
            "{gatherSeconds: 100, setupSeconds: 60, roundSeconds: 60, reconnectSeconds: 1}";
    private static final String PATIENT_TOO = "{connectSeconds: 100, silenceSeconds: 100}";

    @TempDir
    Path out;

    @Test
    void whoeverIsKilledAtWhateverMomentHasDiedAndRunsAgainWhenStartedAgain() throws Exception {
        try (Hospitals hospitals = Hospitals.prepare(out, Hospitals.FOUR, 16, PATIENT, PATIENT_TOO)) {
            PartyUnderTest starting = hospitals.platform("west");
            awaitState("platforms/west", "starting");
            starting.kill();
            assertDied("platforms/west");

            PartyUnderTest waiting = hospitals.server();
            awaitState("server", "waiting");
            waiting.kill();
            assertDied("server");
            assertThat(state("server").path("ended").path("by").asText())
                    .as("it is written down, not only said")
                    .isEqualTo("watchdog");

            PartyUnderTest server = hospitals.server();
            assertThat(found("server").path("state").asText()).isEqualTo("running");
            assertThat(found("server").path("before").asText()).isEqualTo("died");
            Map<String, PartyUnderTest> platforms = hospitals.allPlatforms();
            server.awaitRound(2);
            platforms.get("west").kill();
            assertDied("platforms/west");
            server.await("excluded", line -> true);
            awaitState("server", "\"left-out\"");
            JsonNode west = state("server").path("platforms").path(3);
            assertThat(west.path("platform").asText()).isEqualTo("west");
            assertThat(west.path("why").asText()).isEqualTo("disconnected");
            server.await("epochOpened", line -> line.path("members").size() == 3);
            server.kill();
            assertDied("server");

            PartyUnderTest again = hospitals.server();
            PartyUnderTest back = hospitals.platform("west");
            again.finishes();
            back.finishes();
            for (String name : Hospitals.THREE) {
                platforms.get(name).finishes();
            }
            for (String folder : List.of("server", "platforms/west", "platforms/north")) {
                assertThat(found(folder).path("ending").asText()).isEqualTo("finished");
                assertThat(found(folder).path("exitCode").asInt(-1)).isZero();
                assertThat(found(folder).path("endedBy").asText()).isEqualTo("party");
            }
            assertThat(status("--dir", "server", "--dir", "platforms/west", "--until-ended")
                            .exit())
                    .isZero();
        }
    }

    @Test
    void whoIsStoppedInItsTracksIsStalledAndRunsWhenItWakes() throws Exception {
        try (Hospitals hospitals = Hospitals.prepare(out, Hospitals.THREE, 8, PATIENT, PATIENT_TOO)) {
            PartyUnderTest server = hospitals.server();
            awaitState("server", "waiting");
            assertThat(found("server").path("state").asText()).isEqualTo("running");
            server.signal("STOP");
            awaitFound("server", "stalled", "--stalled-after", "8");
            assertThat(found("server").path("state").asText())
                    .as("by its own deadlines it is not yet")
                    .isEqualTo("running");
            CommandRun looked = status("--dir", "server", "--stalled-after", "8");
            assertThat(looked.exit()).isEqualTo(1);
            assertThat(looked.out()).contains("stalled").contains("no sign of life");
            server.signal("CONT");
            awaitFound("server", "running", "--stalled-after", "8");
        }
    }

    @Test
    void endsHaveTheirWordAndTheirExitCode() throws Exception {
        String impatient = "{gatherSeconds: 1, setupSeconds: 60, roundSeconds: 60, reconnectSeconds: 1}";
        try (Hospitals hospitals = Hospitals.prepare(out, Hospitals.THREE, 8, impatient, "{connectSeconds: 1}")) {
            assertThat(hospitals.server().status()).isEqualTo(5);
            assertEnded("server", "no-peer", 5);
            assertThat(hospitals.platform("north").status()).isEqualTo(5);
            assertEnded("platforms/north", "no-peer", 5);

            hospitals.serverTiming(PATIENT);
            PartyUnderTest terminated = hospitals.server();
            PartyUnderTest second = hospitals.serverAtOnce();
            assertThat(second.status()).isEqualTo(4);
            assertThat(second.sentence()).contains("in use by another process");
            assertThat(found("server").path("state").asText())
                    .as("the one that was refused says nothing of the one that runs")
                    .isEqualTo("running");
            terminated.signal("TERM");
            assertThat(terminated.status()).isEqualTo(5);
            assertEnded("server", "stopped", 5);
            PartyUnderTest interrupted = hospitals.server();
            interrupted.signal("INT");
            assertThat(interrupted.status()).isEqualTo(5);
            assertEnded("server", "stopped", 5);

            Files.writeString(out.resolve("job.signed"), "no job");
            PartyUnderTest jobless = hospitals.serverAtOnce();
            int status = jobless.status();
            assertThat(status).isIn(4, 6);
            assertEnded("server", status == 4 ? "bad-configuration" : "integrity", status);
            Files.delete(out.resolve("notes/north/oncology/train.conll"));
            assertThat(hospitals.platform("north").status()).isEqualTo(3);
            assertEnded("platforms/north", "bad-data", 3);
            CommandRun both = status("--dir", "server", "platforms/north");
            assertThat(both.exit()).isEqualTo(1);
            assertThat(both.out().lines()).hasSize(2);
        }
    }

    @Test
    void aWatchdogAndAPartyThatIsStartedAgainNeverWriteOverEachOther() throws Exception {
        try (Hospitals hospitals = Hospitals.prepare(out, Hospitals.THREE, 8, PATIENT, PATIENT_TOO)) {
            try (PartyUnderTest watchdog = PartyUnderTest.start(
                    "watchdog",
                    out.resolve("watchdog.log"),
                    "status",
                    "--dir",
                    out.resolve("server").toString(),
                    "--watch",
                    "--every",
                    "1",
                    "--format",
                    "json")) {
                for (int i = 0; i < 2; i++) {
                    PartyUnderTest server = hospitals.server();
                    List<CommandRun> looks = new ArrayList<>();
                    for (int look = 0; look < 10; look++) {
                        looks.add(status("--dir", "server"));
                    }
                    assertThat(looks).allSatisfy(look -> assertThat(look.exit()).isZero());
                    server.kill();
                    awaitState("server", "\"watchdog\"");
                }
                assertThat(watchdog.output()).contains("\"ending\":\"died\"").contains("\"state\":\"running\"");
                assertThat(watchdog.errors()).isEmpty();
            }
        }
    }

    @Test
    void whatCannotBeReadOrWrittenIsSaidInOneSentence() throws Exception {
        try (Hospitals hospitals = Hospitals.prepare(out, Hospitals.THREE, 8, PATIENT, PATIENT_TOO)) {
            CommandRun absent = status("--dir", "server");
            assertThat(absent.exit()).isEqualTo(4);
            assertThat(absent.out()).contains("no party has run here");

            PartyUnderTest server = hospitals.server();
            server.kill();
            Path file = out.resolve("server/status.json");
            byte[] whole = Files.readAllBytes(file);
            for (int length : new int[] {0, 1, whole.length / 2, whole.length - 3}) {
                Files.write(file, Arrays.copyOf(whole, length));
                CommandRun damaged = status("--dir", "server");
                assertThat(damaged.exit()).isEqualTo(6);
                assertThat(damaged.out().lines()).hasSize(1);
                assertThat(damaged.out()).contains("status.json: is truncated or damaged");
            }
            Files.write(file, whole);
            Assumptions.assumeTrue(
                    run("unshare", "-m", "true") == 0,
                    "SKIPPED: no namespaces for this user, so the status of a folder on a read-only disk was not tried");
            Path said = out.resolve("read-only.txt");
            String script = "mount --bind '%1$s' '%1$s' && mount -o remount,bind,ro '%1$s' && exec \"$@\" > '%2$s'"
                    .formatted(out.resolve("server"), said);
            List<String> line = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", script, "sh"));
            line.addAll(PartyUnderTest.java(Fedner.class));
            line.addAll(List.of("status", "--dir", out.resolve("server").toString()));
            assertThat(run(line.toArray(String[]::new))).isEqualTo(4);
            assertThat(Files.readString(said)).contains("its process is gone").contains("cannot be written down");
            assertThat(Files.readAllBytes(file)).isEqualTo(whole);
            assertDied("server");
        }
    }

    private static int run(String... line) throws IOException, InterruptedException {
        return new ProcessBuilder(line).inheritIO().start().waitFor();
    }

    private void assertDied(String folder) throws Exception {
        JsonNode found = found(folder);
        assertThat(found.path("state").asText()).isEqualTo("died");
        assertThat(found.path("ending").asText()).isEqualTo("died");
        assertThat(found.path("endedBy").asText()).isEqualTo("watchdog");
        assertThat(status("--dir", folder).exit()).isEqualTo(1);
    }

    private void assertEnded(String folder, String word, int exitCode) throws Exception {
        JsonNode found = found(folder);
        assertThat(found.path("state").asText()).isEqualTo("ended");
        assertThat(found.path("ending").asText()).isEqualTo(word);
        assertThat(found.path("exitCode").asInt(-1)).isEqualTo(exitCode);
    }

    private CommandRun status(String... words) {
        List<Object> line = new ArrayList<>(List.of("status"));
        for (int i = 0; i < words.length; i++) {
            boolean isFolder = words[i].startsWith("server") || words[i].startsWith("platforms/");
            line.add(isFolder ? out.resolve(words[i]) : words[i]);
        }
        return CommandRun.of(line.toArray());
    }

    private JsonNode found(String folder, String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of("--dir", folder, "--format", "json"));
        words.addAll(List.of(more));
        return JSON.readTree(status(words.toArray(String[]::new)).out())
                .path("parties")
                .path(0);
    }

    private JsonNode state(String folder) throws IOException {
        return JSON.readTree(out.resolve(folder).resolve("status.json").toFile());
    }

    private void awaitFound(String folder, String state, String... more) throws Exception {
        long deadline = System.nanoTime() + PartyUnderTest.PATIENCE.toNanos();
        while (!found(folder, more).path("state").asText().equals(state)) {
            assertThat(System.nanoTime()).as("'%s' in time", state).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private void awaitState(String folder, String text) throws Exception {
        Path file = out.resolve(folder).resolve("status.json");
        long deadline = System.nanoTime() + PartyUnderTest.PATIENCE.toNanos();
        while (!Files.exists(file) || !Files.readString(file).contains(text)) {
            assertThat(System.nanoTime()).as("'%s' in time", text).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }
}
