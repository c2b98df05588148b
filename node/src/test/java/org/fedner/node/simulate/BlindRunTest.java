package org.fedner.node.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fedner.node.CommandRun;
import org.fedner.node.TinyNotes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A federation in Z_2^64 before a server that sees nothing, over loopback TLS in one process. */
class BlindRunTest {

    @Test
    void thePlatformsAgreeOnAModelThatTheServerNeverHad(@TempDir Path folder) throws Exception {
        Map<String, Path> notes = TinyNotes.three(folder.resolve("notes"));
        Path file = folder.resolve("federation.yaml");
        Files.writeString(file, """
                name: blind
                rounds: 3
                network: {embeddings: random}
                training: {globalBatch: 6}
                aggregation: {ring: 64, serverSees: nothing}
                platforms: [%s]
                """.formatted(notes.entrySet().stream()
                .map(entry -> "{name: %s, data: '%s'}".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "))));
        Path out = folder.resolve("run");
        CommandRun run = CommandRun.of("simulate", file, "--format", "json", "--out", out);
        assertThat(run.exit()).as(run.err()).isZero();
        JsonNode report = new ObjectMapper().readTree(run.out());
        assertThat(report.at("/server/sharedModelSha256").textValue()).matches("[0-9a-f]{64}");
        assertThat(report.at("/rounds").intValue()).isEqualTo(3);
        assertThat(report.at("/audit/verified").booleanValue()).isTrue();
        try (Stream<Path> files = Files.walk(out.resolve("checkpoints").resolve("server"))) {
            assertThat(files.filter(path -> path.getFileName().toString().startsWith("state-")))
                    .isNotEmpty()
                    .allSatisfy(path -> assertThat(Files.size(path)).isLessThan(100)); // a number and two digests
        }
    }
}
