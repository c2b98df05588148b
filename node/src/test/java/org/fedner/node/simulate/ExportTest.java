package org.fedner.node.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.stream.Stream;
import org.fedner.node.CommandRun;
import org.fedner.node.TinyNotes;
import org.fedner.node.cli.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fedner export} over what a simulated platform left. That the graph computes the same: model.network.SavedModelTest. */
class ExportTest {
    private final Path model = TinyRun.shared().out.resolve("platforms/north/model");

    @TempDir
    private Path root;

    private static CommandRun export(Path shared, Path own, Path out) {
        return CommandRun.of("export", "--shared", shared, "--private", own, "--out", out, "--format", "json");
    }

    @Test
    void aPlatformsRecogniserIsWrittenWithItsDescription() throws IOException {
        Path out = root.resolve("deep/exported");
        CommandRun run = export(model.resolve("shared.module"), model.resolve("private.module"), out);
        assertThat(run.exit()).as(run.err()).isZero();
        JsonNode description = new ObjectMapper().readTree(Files.readAllBytes(out.resolve("recogniser.json")));
        assertThat(new ObjectMapper().readTree(run.out())).isEqualTo(description);
        try (Stream<Path> files = Files.list(out)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("saved_model.pb", "recogniser.json");
        }
        assertThat(description.get("version").intValue()).isEqualTo(1);
        assertThat(description.get("taggingScheme").textValue()).isEqualTo("BIO");
        assertThat(description.get("tags")).hasSize(3);
        assertThat(description.at("/tags/1").textValue()).isEqualTo("B-" + TinyNotes.CANARY_TYPE + "north");
        assertThat(description.at("/words/tables")).isNotEmpty();
        assertThat(description.at("/characters/table").textValue())
                .startsWith("!\"#")
                .hasSize(196 - 4);
        assertThat(description.get("contextual").isNull()).isTrue();
        assertThat(description.get("inputs").toString())
                .isEqualTo("[\"capitalisations\",\"characters\",\"mirror\",\"places\",\"rows\",\"within\"]");
        JsonNode report = new ObjectMapper()
                .readTree(TinyRun.shared()
                        .out
                        .resolve("platforms/north/report.json")
                        .toFile());
        assertThat(description.get("parametersSha256")).isEqualTo(report.at("/network/parametersSha256"));
        if (Files.getFileAttributeView(out, PosixFileAttributeView.class) != null) {
            assertThat(Files.getPosixFilePermissions(out)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void bad_aFolderThatHoldsSomethingIsLeftAlone() throws IOException {
        Path out = Files.createDirectories(root.resolve("full"));
        Files.writeString(out.resolve("note"), "mine");
        CommandRun run = export(model.resolve("shared.module"), model.resolve("private.module"), out);
        assertThat(run.exit()).isEqualTo(ExitCode.BAD_CONFIGURATION.number());
        assertThat(run.sentence()).contains("is not empty");
        assertThat(out.resolve("saved_model.pb")).doesNotExist();
    }

    @Test
    void bad_modulesThatAreNotAPairDamagedOrMissingAreRefused() throws IOException {
        Path shared = model.resolve("shared.module");
        Path damaged = root.resolve("damaged.module");
        byte[] bytes = Files.readAllBytes(model.resolve("private.module"));
        bytes[bytes.length / 2] ^= 1;
        Files.write(damaged, bytes);
        Path cut = root.resolve("cut.module");
        Files.write(cut, Arrays.copyOf(bytes, 100));
        for (Path own : new Path[] {damaged, cut}) {
            CommandRun run = export(shared, own, root.resolve("out"));
            assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.INTEGRITY.number());
        }
        CommandRun missing = export(shared, root.resolve("no.module"), root.resolve("out"));
        assertThat(missing.exit()).isEqualTo(ExitCode.BAD_CONFIGURATION.number());
        assertThat(missing.sentence()).contains("no.module", "no such file");
        CommandRun swapped = export(model.resolve("private.module"), shared, root.resolve("out"));
        assertThat(swapped.exit()).isEqualTo(ExitCode.INTEGRITY.number());
        assertThat(CommandRun.of("export", "--shared", shared).exit()).isEqualTo(ExitCode.USAGE.number());
        assertThat(root.resolve("out")).doesNotExist();
    }
}
