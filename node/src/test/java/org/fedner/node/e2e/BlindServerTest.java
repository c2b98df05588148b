package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.fedner.node.server.ServerOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that sees nothing, in processes over TLS. */
class BlindServerTest {
    private static final int ROUNDS = 14;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path out;

    @Test
    void aKilledPlatformRejoinsByASealedSnapshotAndTheServerNeverHoldsAModel() throws Exception {
        try (Hospitals hospitals = Hospitals.prepare(
                out,
                Hospitals.FOUR,
                ROUNDS,
                Hospitals.aggregation(32, "nothing"),
                "{gatherSeconds: 100, setupSeconds: 60, roundSeconds: 60, reconnectSeconds: 1}",
                "{connectSeconds: 100, silenceSeconds: 100}")) {
            hospitals.neverCheckpoints("west"); // so it comes back with the initial state
            PartyUnderTest server = hospitals.server();
            Map<String, PartyUnderTest> platforms = new LinkedHashMap<>();
            for (String name : hospitals.names) {
                platforms.put(name, hospitals.platform(name));
            }
            awaitRound(server, 3);
            platforms.get("west").kill();
            server.await("epochOpened", line -> line.path("epoch").asLong() == 2);

            platforms.get("north").signal("STOP"); // the others wait for the killed one, however slowly it starts
            int earlier = server.told("connected").size();
            PartyUnderTest again = hospitals.platform("west");
            server.awaitCount("connected", earlier + 1);
            platforms.get("north").signal("CONT");
            server.await(
                    "epochOpened",
                    line -> line.path("members").size() == 4
                            && line.path("epoch").asLong() > 2);

            server.kill(); // and it goes on, blind as before
            server = hospitals.server();
            server.finishes();
            again.finishes();
            for (String name : Hospitals.THREE) {
                platforms.get(name).finishes();
            }

            ServerOutcome outcome = hospitals.outcome();
            assertThat(outcome.rounds()).isEqualTo(ROUNDS);
            assertThat(outcome.sharedModel()).isNull();
            assertThat(server.output()).doesNotContain("loss");
            assertThat(hospitals.leaves("west", "ingress", "\"snapshot\"")).hasSize(1);
            assertThat(Stream.of("north", "east", "south")
                            .mapToInt(name -> leaves(hospitals, name, "egress", "\"snapshot\"")
                                    .size())
                            .sum())
                    .as("one member sealed the state")
                    .isEqualTo(1);
            Set<String> models = new HashSet<>();
            for (String name : hospitals.names) {
                models.addAll(models(hospitals, name));
            }
            assertThat(lastModels(hospitals)).hasSize(1);
            for (String leaf : hospitals.leaves("server")) {
                assertThat(models).noneMatch(leaf::contains);
            }
            hospitals.everyLogIsClosedAndVerified();
            assertThat(sizes(out.resolve("server"), "state-")).isNotEmpty().allMatch(size -> size < 100);
        }
    }

    private static void awaitRound(PartyUnderTest server, long round) throws InterruptedException {
        server.await("hiddenRoundDone", line -> line.path("round").asLong() >= round);
    }

    private static List<String> leaves(Hospitals hospitals, String party, String... words) {
        try {
            return hospitals.leaves(party, words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every model's digest that a platform wrote down. */
    private static List<String> models(Hospitals hospitals, String name) throws IOException {
        List<String> models = new ArrayList<>();
        for (String leaf : hospitals.leaves(name, "round.close", "verified")) {
            models.add(JSON.readTree(leaf).findValue("model_out_sha256").asText());
        }
        return models;
    }

    /** What the platforms ended with. */
    private static Set<String> lastModels(Hospitals hospitals) throws IOException {
        Set<String> last = new HashSet<>();
        for (String name : hospitals.names) {
            JsonNode newest = null;
            for (String leaf : hospitals.leaves(name, "round.close", "verified")) {
                JsonNode read = JSON.readTree(leaf);
                boolean later = newest == null
                        || read.findValue("epoch").asLong()
                                > newest.findValue("epoch").asLong()
                        || read.findValue("epoch").asLong()
                                        == newest.findValue("epoch").asLong()
                                && read.findValue("round").asLong()
                                        > newest.findValue("round").asLong();
                newest = later ? read : newest;
            }
            last.add(newest.findValue("model_out_sha256").asText());
        }
        return last;
    }

    private static List<Long> sizes(Path folder, String prefix) throws IOException {
        List<Long> sizes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .toList()) {
                sizes.add(Files.size(file));
            }
        }
        return sizes;
    }
}
