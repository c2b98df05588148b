package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.fedner.node.cli.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an administrator puts back from a copy. */
class RestoredCopyTest {
    private static final int ROUNDS = 9;
    private static final String TIMING =
            "{gatherSeconds: 100, setupSeconds: 60, roundSeconds: 60, reconnectSeconds: 5}";

    @TempDir
    Path out;

    @TempDir
    Path aside;

    /** It would tell a second history of its log, and an auditor would find it guilty. */
    @Test
    void aPlatformWithAnOlderCopyOfItsLogStopsBeforeItShowsIt() throws Exception {
        try (Hospitals hospitals = Hospitals.prepare(out, Hospitals.THREE, ROUNDS, TIMING, "{connectSeconds: 100}")) {
            PartyUnderTest server = hospitals.server();
            Map<String, PartyUnderTest> platforms = hospitals.allPlatforms();
            Path work = out.resolve("platforms").resolve("north");
            server.awaitRound(3);
            platforms.get("north").kill();
            copy(work, aside.resolve("older"));
            platforms.put("north", hospitals.platform("north"));
            server.awaitRound(6);
            platforms.get("north").kill();
            Files.move(work, aside.resolve("newest"));

            Files.move(aside.resolve("older"), work);
            for (int attempt = 0; attempt < 3; attempt++) { // each lets the older copy grow
                PartyUnderTest older = hospitals.platform("north");
                assertThat(older.status()).isEqualTo(ExitCode.INTEGRITY.number());
                assertThat(older.sentence())
                        .contains("older copy", "No upload left", "newest copy", "provision request");
            }

            Files.move(work, aside.resolve("set-aside"));
            Files.move(aside.resolve("newest"), work);
            platforms.put("north", hospitals.platform("north"));
            server.finishes();
            for (PartyUnderTest platform : platforms.values()) {
                platform.finishes();
            }
            hospitals.everyLogIsClosedAndVerified("R1"); // what it said of a set-up is in the log that was set aside
        }
    }

    /** The others have the shared module; the private one begins anew. */
    @Test
    void aPlatformThatLostItsCheckpointsGoesOnWithTheOthersState() throws Exception {
        try (Hospitals hospitals = Hospitals.prepare(out, Hospitals.THREE, ROUNDS, TIMING, "{connectSeconds: 100}")) {
            PartyUnderTest server = hospitals.server();
            Map<String, PartyUnderTest> platforms = hospitals.allPlatforms();
            server.awaitRound(3);
            platforms.get("north").kill();
            Path work = out.resolve("platforms").resolve("north");
            Files.move(work.resolve("checkpoints"), aside.resolve("lost"));
            platforms.put("north", hospitals.platform("north"));
            server.finishes();
            for (PartyUnderTest platform : platforms.values()) {
                platform.finishes();
            }
            assertThat(hospitals.outcome().rounds()).isEqualTo(ROUNDS);
            hospitals.everyLogIsClosedAndVerified();
        }
    }

    /** Whoever answered it again in an old epoch would mask twice with one key. */
    @Test
    void aServerThatLostItsCheckpointsIsRefusedByEverybody() throws Exception {
        String impatient = "{gatherSeconds: 20, setupSeconds: 60, roundSeconds: 60, reconnectSeconds: 5}";
        try (Hospitals hospitals =
                Hospitals.prepare(out, Hospitals.THREE, ROUNDS, impatient, "{connectSeconds: 100}")) {
            PartyUnderTest server = hospitals.server();
            Map<String, PartyUnderTest> platforms = hospitals.allPlatforms();
            server.awaitRound(3);
            platforms.values().forEach(PartyUnderTest::beginsToDie);
            server.kill();
            Path checkpoints = out.resolve("server").resolve("checkpoints");
            Files.move(checkpoints, aside.resolve("newest"));

            PartyUnderTest emptied = hospitals.server();
            for (PartyUnderTest platform : hospitals.allPlatforms().values()) {
                assertThat(platform.status()).isEqualTo(ExitCode.INTEGRITY.number());
                assertThat(platform.sentence()).contains("proposed an epoch number again", "old copy", "coordinator");
            }
            assertThat(emptied.status()).isEqualTo(ExitCode.NETWORK.number());

            Files.move(checkpoints, aside.resolve("set-aside"));
            Files.move(aside.resolve("newest"), checkpoints);
            PartyUnderTest again = hospitals.server();
            Map<String, PartyUnderTest> back = hospitals.allPlatforms();
            again.finishes();
            for (PartyUnderTest platform : back.values()) {
                platform.finishes();
            }
            hospitals.everyLogIsClosedAndVerified();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
