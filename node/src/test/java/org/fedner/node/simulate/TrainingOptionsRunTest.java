package org.fedner.node.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fedner.model.corpus.ConllWriter;
import org.fedner.model.corpus.Corpus;
import org.fedner.model.corpus.Sentence;
import org.fedner.model.corpus.TagScheme;
import org.fedner.node.CommandRun;
import org.fedner.node.TinyNotes;
import org.fedner.node.cli.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a job may say about training, over TLS and the secure sum; and two tagging schemes in one federation. */
class TrainingOptionsRunTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path root;

    private CommandRun simulate(String folder, int rounds, String training, Object... more) throws IOException {
        Path federation = root.resolve(folder + ".yaml");
        Files.writeString(federation, "name: x\nrounds: %d\ntraining: {%s}\n".formatted(rounds, training));
        List<Object> line =
                new ArrayList<>(List.of("simulate", federation, "--format", "json", "--out", root.resolve(folder)));
        line.addAll(TinyNotes.options(TinyNotes.three(root.resolve("notes"))));
        line.addAll(List.of(more));
        return CommandRun.of(line.toArray());
    }

    private static JsonNode report(CommandRun run) throws IOException {
        assertThat(run.exit()).as(run.err()).isZero();
        JsonNode report = JSON.readTree(run.out());
        assertThat(report.at("/audit/verified").booleanValue()).isTrue();
        return report;
    }

    @Test
    void everyOptionAtOnceGivesOneModelForOneSeedAndAllPartiesAgreeOnIt() throws IOException {
        String all =
                "globalBatch: 12, localSteps: 3, dropoutBySentence: true, patience: 50, optimizer: {learningRate: 0.01,"
                        + " schedule: cosine, warmupRounds: 2, finalFraction: 0.1, clipNorm: 1.5, weightDecay: 0.01}";
        JsonNode report = report(simulate("run", 5, all, "--alone"));
        JsonNode again = report(simulate("again", 5, all));
        String model = report.at("/server/sharedModelSha256").textValue();
        assertThat(again.at("/server/sharedModelSha256").textValue()).isEqualTo(model);
        assertThat(report.get("rounds").intValue()).isEqualTo(5);
        JsonNode plain = report(simulate("plain", 5, "globalBatch: 12, optimizer: {learningRate: 0.01}"));
        assertThat(plain.at("/server/sharedModelSha256").textValue()).isNotEqualTo(model);
        for (JsonNode platform : report.get("platforms")) {
            JsonNode last =
                    platform.get("devCurve").get(platform.get("devCurve").size() - 1);
            assertThat(last.get("round").intValue()).isEqualTo(5);
            assertThat(last.get("trainLoss").doubleValue()).isPositive();
            assertThat(last.get("devLoss").doubleValue()).isPositive();
            assertThat(platform.at("/network/preset").textValue()).isEqualTo("fedner");
            assertThat(platform.at("/network/cut").textValue()).isEqualTo("word-cnn");
            assertThat(platform.at("/network/parametersSha256").textValue()).matches("[0-9a-f]{64}");
            Path page = root.resolve("run/platforms")
                    .resolve(platform.get("name").textValue())
                    .resolve("report.html");
            assertThat(Files.readString(page))
                    .contains(
                            "loss of a sentence",
                            "strict F1 on dev",
                            platform.at("/network/parametersSha256").textValue())
                    .doesNotContain("<script", "src=", "https:");
        }
        assertThat(report.get("preset").textValue()).isEqualTo("fedner");
        assertThat(report.get("cut").textValue()).isEqualTo("word-cnn");
    }

    /** At such a rate no score rises: scored after rounds 1, 2 and 3, patience 2 is exhausted, and rounds 4 to 6 say so. */
    @Test
    void aJobEndsWhenNoPlatformImprovesAnyMore() throws IOException {
        JsonNode report = report(simulate("still", 30, "patience: 2, optimizer: {learningRate: 1.0e-9}", "--alone"));
        assertThat(report.get("rounds").intValue()).isEqualTo(6);
        for (JsonNode platform : report.get("platforms")) {
            assertThat(platform.get("roundsTakenPart").intValue()).isEqualTo(6);
            assertThat(platform.get("devCurve")).hasSize(6);
            assertThat(platform.at("/alone/devCurve")).hasSize(3);
        }
    }

    /** One platform reads BIOES files and keeps BIO tags, one the other way round, one is BIO throughout. */
    @Test
    void platformsOfDifferentTaggingSchemesTrainTogether() throws Exception {
        Map<String, Path> notes = TinyNotes.three(root.resolve("notes"));
        Path ofSouth = root.resolve("south-bioes");
        Files.createDirectories(ofSouth);
        Corpus south = Corpus.read(notes.get("south"), TagScheme.BIO).convertedTo(TagScheme.BIOES);
        write(ofSouth.resolve("train.conll"), south.train());
        write(ofSouth.resolve("dev.conll"), south.dev());
        write(ofSouth.resolve("test.conll"), south.test());
        Path federation = root.resolve("federation.yaml");
        Files.writeString(federation, """
                name: x
                rounds: 3
                platforms:
                - {name: north, data: "%s", taggingScheme: bioes}
                - {name: south, data: "%s", scheme: BIOES, taggingScheme: BIO}
                - {name: west, data: "%s"}
                """.formatted(notes.get("north"), ofSouth, notes.get("west")));
        JsonNode report = report(
                CommandRun.of("simulate", federation, "--format", "json", "--alone", "--out", root.resolve("run")));
        List<String> schemes = new ArrayList<>();
        report.get("platforms")
                .forEach(platform ->
                        schemes.add(platform.at("/network/taggingScheme").textValue()));
        assertThat(schemes).containsExactly("BIOES", "BIO", "BIO");
        assertThat(Files.readString(root.resolve("run/platforms/north/predictions.conll")))
                .contains("\tS-", "\tE-");
        assertThat(Files.readString(root.resolve("run/platforms/south/predictions.conll")))
                .doesNotContain("\tS-", "\tE-");
        CommandRun tagged = CommandRun.of(
                "tag",
                "--model",
                root.resolve("run/platforms/north/model"),
                "--input",
                notes.get("north").resolve("test.conll"));
        assertThat(tagged.exit()).as(tagged.err()).isZero();
        assertThat(tagged.out().lines().filter(line -> !line.isEmpty()))
                .allMatch(line -> line.matches("[^\t]+\t(O|[BIES]-.+)"));
        CommandRun scored = CommandRun.of(
                "evaluate",
                "--gold",
                notes.get("north").resolve("test.conll"),
                "--predicted",
                root.resolve("run/platforms/north/predictions.conll"),
                "--format",
                "json");
        assertThat(JSON.readTree(scored.out()).get("strict"))
                .as("BIO gold and BIOES predictions are spans alike")
                .isEqualTo(report.get("platforms").get(0).get("strict"));
    }

    private static void write(Path file, List<Sentence> sentences) throws IOException {
        ConllWriter.write(file, sentences);
    }

    @Test
    void bad_aCorpusOfAnotherSchemeIsRefusedWithItsLine() throws IOException {
        Map<String, Path> notes = TinyNotes.three(root.resolve("notes"));
        Files.writeString(notes.get("south").resolve("train.conll"), "a\tS-X\n");
        CommandRun run = simulateNotes(notes);
        assertThat(run.exit()).isEqualTo(ExitCode.BAD_DATA.number());
        assertThat(run.sentence()).contains("train.conll line 1", "scheme BIO");
    }

    private CommandRun simulateNotes(Map<String, Path> notes) {
        List<Object> line = new ArrayList<>(List.of("simulate", "--out", root.resolve("run")));
        line.addAll(TinyNotes.options(notes));
        return CommandRun.of(line.toArray());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "localSteps: 0                                         | training.localSteps",
                "localSteps: 2000                                      | training.localSteps",
                "globalBatch: 1000, localSteps: 100                    | training.localSteps",
                "patience: -1                                          | training.patience",
                "dropout: 1.0                                          | training.dropout",
                "momentum: 0.9                                         | unknown key 'momentum'",
                "optimizer: {schedule: step}                           | training.optimizer.schedule",
                "optimizer: {warmupRounds: 5}                          | training.optimizer.warmupRounds",
                "optimizer: {finalFraction: 2}                         | training.optimizer.finalFraction",
                "optimizer: {schedule: constant, finalFraction: 0.1}   | training.optimizer.finalFraction",
                "optimizer: {clipNorm: 0}                              | training.optimizer.clipNorm",
                "optimizer: {clipNorm: .nan}                           | training.optimizer.clipNorm",
                "optimizer: {weightDecay: -0.1}                        | training.optimizer.weightDecay"
            })
    void bad_anImpossibleTrainingIsRefused(String training, String key) throws IOException {
        CommandRun run = simulate("run", 5, training);
        assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.BAD_CONFIGURATION.number());
        assertThat(run.sentence()).contains(key);
        assertThat(root.resolve("run")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "training: {patience: 2}, aggregation: {serverSees: nothing}          | training.patience",
                "training: {dropoutBySentence: true}, network: {preset: gram-cnn}     | training.dropoutBySentence",
                "training: {}, platforms: [{name: a, data: x, taggingScheme: IOB}]    | platforms.taggingScheme"
            })
    void bad_whatDoesNotGoTogetherIsRefused(String keys, String key) throws IOException {
        Path federation = root.resolve("federation.yaml");
        Files.writeString(federation, "{name: x, rounds: 5, %s}".formatted(keys));
        List<Object> line = new ArrayList<>(List.of("simulate", federation, "--out", root.resolve("run")));
        line.addAll(TinyNotes.options(TinyNotes.three(root.resolve("notes"))));
        CommandRun run = CommandRun.of(line.toArray());
        assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.BAD_CONFIGURATION.number());
        assertThat(run.sentence()).contains(key);
    }
}
