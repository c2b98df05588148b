package org.fedner.node.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fedner.node.CommandRun;
import org.fedner.node.TinyNotes;
import org.fedner.node.cli.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A federation whose network reads the vectors of a small published language model. */
class ElmoRunTest {
    private static final Path MODELS = Path.of("..", "..", "shared", "data", "elmo-fixture");

    @TempDir
    private Path root;

    private Map<String, Path> notes;

    @BeforeEach
    void write() {
        assumeTrue(
                Files.isDirectory(MODELS),
                "SKIPPED: no language models in ../shared/data beside the repository, so no federation read one");
        notes = TinyNotes.three(root.resolve("notes"));
    }

    private CommandRun simulate(String folder, Object... more) {
        List<Object> line = new ArrayList<>(
                List.of("simulate", "--rounds", 3, "--alone", "--format", "json", "--out", root.resolve(folder)));
        line.addAll(List.of(more));
        line.addAll(TinyNotes.options(notes));
        return CommandRun.of(line.toArray());
    }

    private static JsonNode report(CommandRun run) throws IOException {
        assertThat(run.exit()).as(run.err()).isZero();
        return new ObjectMapper().readTree(run.out());
    }

    @Test
    void trainsEvaluatesAndTagsWithTheSameLanguageModelOnly() throws IOException {
        JsonNode report = report(simulate("run", "--elmo", MODELS.resolve("allennlp")));
        assertThat(report.at("/audit/verified").booleanValue()).isTrue();
        for (String name : notes.keySet()) {
            try (Stream<Path> files =
                    Files.list(root.resolve("run/platforms").resolve(name).resolve("cache"))) {
                assertThat(files.toList()).singleElement().asString().endsWith(".vectors");
            }
        }
        JsonNode without = report(simulate("without"));
        int words = 3 * 32 * 128; // the word CNN reads 32 numbers more
        assertThat(report.get("sharedCoordinates").intValue())
                .isEqualTo(without.get("sharedCoordinates").intValue() + words + 3 + 1);
        JsonNode again = report(simulate("again", "--elmo", MODELS.resolve("allennlp"), "--preset", "elmo-ner"));
        assertThat(again.at("/server/sharedModelSha256")).isEqualTo(report.at("/server/sharedModelSha256"));

        Path model = root.resolve("run/platforms/north/model");
        Path input = notes.get("north").resolve("test.conll");
        CommandRun tagged =
                CommandRun.of("tag", "--model", model, "--elmo", MODELS.resolve("allennlp"), "--input", input);
        assertThat(tagged.exit()).as(tagged.err()).isZero();
        List<String> predicted = Files.readAllLines(root.resolve("run/platforms/north/predictions.conll")).stream()
                .map(line -> line.replaceFirst("\t[^\t]*\t", "\t"))
                .toList();
        assertThat(tagged.out().lines().toList()).isEqualTo(predicted);
        for (Object[] wrong : new Object[][] {
            {"tag", "--model", model, "--input", input},
            {"tag", "--model", model, "--elmo", MODELS.resolve("bilm-tf"), "--input", input}
        }) {
            CommandRun refused = CommandRun.of(wrong);
            assertThat(refused.exit()).isEqualTo(ExitCode.BAD_CONFIGURATION.number());
            assertThat(refused.sentence()).contains("--elmo");
        }
    }

    @Test
    void bad_aLanguageModelThatCannotBeReadIsNamedWithItsReason() throws IOException {
        Path broken = Files.createDirectories(root.resolve("broken"));
        Files.copy(MODELS.resolve("allennlp/options.json"), broken.resolve("options.json"));
        byte[] weights = Files.readAllBytes(MODELS.resolve("allennlp/lm_weights.hdf5"));
        Files.write(broken.resolve("lm_weights.hdf5"), Arrays.copyOf(weights, weights.length / 2));
        CommandRun refused = simulate("cut", "--elmo", broken);
        assertThat(refused.exit()).isEqualTo(ExitCode.BAD_DATA.number());
        assertThat(refused.sentence()).contains("lm_weights.hdf5", "cut short");
        assertThat(root.resolve("cut")).doesNotExist();
    }

    @Test
    void bad_aPresetWithoutALanguageModelTakesNoneAndElmoNerNeedsOne() {
        CommandRun refused = simulate("other", "--elmo", MODELS.resolve("allennlp"), "--preset", "lstm-crf");
        assertThat(refused.exit()).isEqualTo(ExitCode.BAD_CONFIGURATION.number());
        assertThat(refused.sentence()).contains("network.elmo");
        CommandRun missing = simulate("missing", "--preset", "elmo-ner");
        assertThat(missing.exit()).isEqualTo(ExitCode.BAD_CONFIGURATION.number());
        assertThat(missing.sentence()).contains("network.elmo", "elmo-ner");
    }
}
