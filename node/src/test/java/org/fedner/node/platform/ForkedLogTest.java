package org.fedner.node.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.fedner.model.network.NetworkThreads;
import org.fedner.model.network.Recogniser;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.node.CommandRun;
import org.fedner.node.auditing.RunLogs;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.config.Job;
import org.fedner.node.identity.Identity;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real platforms over real TLS before a server that keeps two audit logs: the round stops, and the platforms' logs convict it. */
class ForkedLogTest {
    private static final Job JOB = new Job("forks", 7, 4, null, null, null, null);
    private static final int FORKS = 2;
    private static final Map<NetworkSpec, Recogniser> RECOGNISERS = new ConcurrentHashMap<>();

    @TempDir
    private Path root;

    @AfterAll
    static void closeNetworks() {
        RECOGNISERS.values().forEach(Recogniser::close);
        RECOGNISERS.clear();
    }

    @Test
    void aForkedLogStopsTheRoundAtTheNextCheckpointAndTheServerIsConvicted() throws Exception {
        outcomes(FORKS).forEach((name, outcome) -> {
            assertThat(outcome).as(name).isInstanceOf(FailureException.class);
            FailureException failure = (FailureException) outcome;
            assertThat(failure.exitCode()).isEqualTo(ExitCode.INTEGRITY);
            assertThat(failure.sentence()).contains("3 of this epoch's members cosigned", "audit compare");
        });
        for (Path log : logs()) {
            assertThat(verifiedRounds(log)).as(log.toString()).isEqualTo(FORKS);
        }

        Path evidence = root.resolve("fork.notes");
        CommandRun compared = compare(logs(), "--out", evidence);
        assertThat(compared.exit()).as(compared.out()).isEqualTo(ExitCode.INTEGRITY.number());
        assertThat(compared.out()).contains("CONVICTED split", "/server signed two roots");
        // The file alone convicts, before somebody who has nothing but the public keys.
        CommandRun alone = compare(List.of(evidence));
        assertThat(alone.exit()).isEqualTo(ExitCode.INTEGRITY.number());
        assertThat(alone.out()).contains("signed two roots");

        CommandRun verified = verify(logs());
        assertThat(verified.exit()).isEqualTo(ExitCode.INTEGRITY.number());
        assertThat(verified.out()).contains("INTEGRITY split", "signed two roots");
    }

    @Test
    void oneHistoryIsBelievedToTheEnd() throws Exception {
        outcomes(JOB.rounds() + 2)
                .forEach((name, outcome) -> assertThat(outcome).as(name).isInstanceOf(PlatformResult.class));
        CommandRun compared = compare(logs());
        assertThat(compared.exit()).as(compared.out()).isZero();
        assertThat(compared.out()).contains("one history");
        assertThat(verify(logs()).exit()).isZero();
    }

    private CommandRun compare(List<Path> paths, Object... options) {
        return audit("compare", paths, options);
    }

    private CommandRun verify(List<Path> paths) {
        return audit("verify", paths);
    }

    private CommandRun audit(String command, List<Path> paths, Object... options) {
        List<Object> line = new ArrayList<>(List.of("audit", command, "--policy", root.resolve("keys")));
        line.addAll(List.of(options));
        line.addAll(paths);
        return CommandRun.of(line.toArray());
    }

    private List<Path> logs() {
        return Stream.of("north", "south", "west")
                .map(name -> root.resolve(name).resolve("audit"))
                .toList();
    }

    private static int verifiedRounds(Path log) throws IOException {
        int count = 0;
        try (Stream<Path> files = Files.walk(log.resolve("tile/entries"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                count += text.split("\"outcome\":\"verified\"", -1).length - 1;
            }
        }
        return count;
    }

    private Map<String, Object> outcomes(int forksFromRound) throws Exception {
        ThreePlatforms.Ended<ForkingServer> ended = new ThreePlatforms(
                        root,
                        JOB,
                        network -> RECOGNISERS.computeIfAbsent(
                                network, made -> Recogniser.hashed(made, NetworkThreads.single())))
                .against(
                        (federation, job) -> new ForkingServer(federation, job, root.resolve("server"), forksFromRound),
                        PlatformNode::run);
        try (Identity server = Identity.load(ended.federation().server(), Clock.systemUTC())) {
            RunLogs.writePolicyFile(root.resolve("keys"), server.roster().get());
        }
        return ended.outcomes();
    }
}
