package org.fedner.node.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fedner.model.parameters.SharedModule;
import org.fedner.node.CommandRun;
import org.fedner.node.TinyNotes;
import org.fedner.node.cli.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every preset and every cut in a federation over TLS with the secure sum; what cannot be is refused before anything runs. */
class PresetRunTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path root;

    private Map<String, Path> notes(boolean haveOneType) {
        if (!haveOneType) {
            return TinyNotes.three(root.resolve("notes"));
        }
        Map<String, Path> folders = new LinkedHashMap<>();
        for (String name : List.of("north", "south", "west")) {
            folders.put(name, TinyNotes.write(root.resolve(name), "Drug"));
        }
        return folders;
    }

    private CommandRun simulate(String network, boolean haveOneType) throws IOException {
        Path federation = root.resolve("federation.yaml");
        Files.writeString(
                federation, "name: x\nrounds: 2\ntraining: {globalBatch: 12}\nnetwork: {%s}\n".formatted(network));
        List<Object> line =
                new ArrayList<>(List.of("simulate", federation, "--format", "json", "--out", root.resolve("run")));
        line.addAll(TinyNotes.options(notes(haveOneType)));
        return CommandRun.of(line.toArray());
    }

    @ParameterizedTest
    @CsvSource({
        "cnn-crf, word-cnn",
        "lstm-crf, word-cnn",
        "gram-cnn, word-cnn",
        "cnn-lstm-crf, embeddings",
        "s-lstm-crf, bi-lstm",
        "cnn-clstm-crf, word-cnn",
        "fedner, none",
        "fedner, embeddings",
        "fedner, bi-lstm",
        "fedner, all"
    })
    void trainsTagsAndEndsWithAllLogsInAgreement(String preset, String cut) throws Exception {
        CommandRun run = simulate("preset: %s, cut: %s".formatted(preset, cut), cut.equals("all"));
        assertThat(run.exit()).as(run.err()).isZero();
        JsonNode report = JSON.readTree(run.out());
        assertThat(report.get("rounds").intValue()).isEqualTo(2);
        assertThat(report.get("voidedRounds").intValue()).isZero();
        assertThat(report.at("/audit/verified").booleanValue()).isTrue();
        Path model = root.resolve("run/platforms/north/model");
        assertThat(SharedModule.read(model.resolve("shared.module"))
                        .parameters()
                        .size())
                .isEqualTo(report.get("sharedCoordinates").intValue());
        assertThat(report.get("sharedCoordinates").intValue() == 0).isEqualTo(cut.equals("none"));
        CommandRun tagged = CommandRun.of(
                "tag", "--model", model, "--input", notes(false).get("north").resolve("test.conll"));
        assertThat(tagged.exit()).as(tagged.err()).isZero();
        assertThat(tagged.out()).isNotEmpty();
    }

    @Test
    void bad_differentTagsCannotAllBeShared() throws IOException {
        CommandRun run = simulate("cut: all", false);
        assertThat(run.exit()).isEqualTo(ExitCode.BAD_CONFIGURATION.number());
        assertThat(run.sentence()).contains("network.cut", "same tags", "north and south");
        assertThat(root.resolve("run")).doesNotExist();
    }

    /** The job's own tags bind even where the platforms agree among themselves. */
    @Test
    void bad_platformsWithOtherTagsThanTheJobsRefuseIt() throws IOException {
        CommandRun run = simulate("cut: all, tags: [O, B-Dose, I-Dose]", true);
        assertThat(run.exit()).isEqualTo(ExitCode.BAD_CONFIGURATION.number());
        assertThat(run.sentence()).contains("cut 'all'", "tags");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "preset: bert                        | network.preset",
                "cut: lstm                           | network.cut",
                "cut: bi-lstm, tags: [O, B-A, I-A]   | network.tags",
                "cut: all, tags: [O, I-A, B-A]       | network.tags",
                "cut: all, tags: [x]                 | network.tags"
            })
    void bad_anImpossibleNetworkIsRefused(String network, String key) throws IOException {
        CommandRun run = simulate(network, true);
        assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.BAD_CONFIGURATION.number());
        assertThat(run.sentence()).contains(key);
    }
}
