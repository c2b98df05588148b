package org.fedner.node.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.fedner.model.parameters.SharedModule;
import org.fedner.node.CommandRun;
import org.fedner.node.TinyNotes;
import org.fedner.node.cli.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole federation over TLS whose job tunes its word vectors by rows. */
class TunedRunTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FILLERS = 3000;
    private static final int DIMENSION = 8;

    @TempDir
    private static Path root;

    private static Map<String, Path> notes;
    private static Path vectors;
    private static CommandRun tuned;

    @BeforeAll
    static void run() throws IOException {
        notes = TinyNotes.three(root.resolve("notes"));
        vectors = root.resolve("vectors.txt");
        Random random = new Random(1);
        List<String> lines = new ArrayList<>();
        List.of("the", "patient", "took", "daily", "no", ".").forEach(word -> lines.add(line(word, random)));
        for (int i = 0; i < FILLERS; i++) {
            lines.add(line("filler" + i, random));
        }
        Files.write(vectors, lines);
        tuned = simulate("tuned", "tuned");
    }

    private static String line(String word, Random random) {
        StringBuilder line = new StringBuilder(word);
        for (int i = 0; i < DIMENSION; i++) {
            line.append(String.format(Locale.ROOT, " %.2f", random.nextGaussian()));
        }
        return line.toString();
    }

    private static CommandRun simulate(String folder, String embeddings, Object... more) {
        List<Object> line = new ArrayList<>(List.of(
                "simulate",
                "--rounds",
                6,
                "--vectors",
                vectors,
                "--embeddings",
                embeddings,
                "--format",
                "json",
                "--out",
                root.resolve(folder)));
        line.addAll(List.of(more));
        line.addAll(TinyNotes.options(notes));
        return CommandRun.of(line.toArray());
    }

    private static JsonNode report(String folder) throws IOException {
        return JSON.readTree(root.resolve(folder).resolve("report.json").toFile());
    }

    @Test
    void endsWellWithAllLogsInAgreement() throws IOException {
        assertThat(tuned.exit()).as(tuned.err()).isZero();
        JsonNode report = report("tuned");
        assertThat(report.at("/audit/verified").booleanValue()).isTrue();
        assertThat(report.get("embeddings").textValue()).isEqualTo("tuned");
        assertThat(report.get("rounds").intValue()).isEqualTo(6);
        assertThat(report.get("voidedRounds").intValue()).isZero();
        assertThat(report.get("sharedCoordinates").intValue()).isGreaterThan(FILLERS * DIMENSION);
    }

    @Test
    void uploadsRowsAndNotTheTable() throws IOException {
        JsonNode report = report("tuned");
        long table = 4L * DIMENSION * (FILLERS + 7);
        long rest = 4L * (report.get("sharedCoordinates").longValue() - DIMENSION * (FILLERS + 7));
        long announcement = 8L * (FILLERS + 7);
        long up = report.get("bytesUpPerRound").longValue();
        assertThat(up).isLessThan(rest + table).isBetween(rest + announcement, rest + announcement + 4000);
    }

    @Test
    void theSameSeedGivesTheSameModel() throws IOException {
        CommandRun again = simulate("again", "tuned");
        assertThat(again.exit()).as(again.err()).isZero();
        assertThat(report("again").at("/server/sharedModelSha256"))
                .isEqualTo(report("tuned").at("/server/sharedModelSha256"));
    }

    /** Its void, its checkpoint and the next epoch's round that finds rows again. */
    @Test
    void aPlatformThatIsKilledComesBackAndAllEndInOneModel() throws IOException {
        CommandRun killed = simulate("killed", "tuned", "--faults", "kill:platform=west,round=3,millis=500");
        assertThat(killed.exit()).as(killed.err()).isZero();
        JsonNode report = report("killed");
        assertThat(report.get("faults").findValuesAsText("kind")).containsExactly("kill");
        assertThat(report.at("/server/epochs").intValue()).isGreaterThan(1);
        assertThat(report.at("/audit/verified").booleanValue()).isTrue();
        assertThat(report.get("rounds").intValue()).isEqualTo(6);
    }

    @Test
    void theModelKeepsTheRowsThatWereTrained() throws Exception {
        Path model = root.resolve("tuned/platforms/north/model");
        SharedModule module = SharedModule.read(model.resolve("shared.module"));
        float[] row = new float[DIMENSION];
        int changed = 0;
        for (int word = 0; word <= FILLERS + 6; word++) {
            float[] before = row.clone();
            module.parameters().rows().addTo(word, row, 0);
            changed += Arrays.equals(before, row) ? 0 : 1;
        }
        assertThat(changed).isBetween(3, 7);
        CommandRun tagged = CommandRun.of(
                "tag",
                "--model",
                model,
                "--vectors",
                vectors,
                "--input",
                notes.get("north").resolve("test.conll"));
        assertThat(tagged.exit()).as(tagged.err()).isZero();
        assertThat(tagged.out()).isNotEmpty();
        CommandRun without = CommandRun.of(
                "tag", "--model", model, "--input", notes.get("north").resolve("test.conll"));
        assertThat(without.exit()).isEqualTo(ExitCode.BAD_CONFIGURATION.number());
    }

    @Test
    void tunedNeedsVectors() {
        List<Object> line =
                new ArrayList<>(List.of("simulate", "--embeddings", "tuned", "--out", root.resolve("none")));
        line.addAll(TinyNotes.options(notes));
        CommandRun refused = CommandRun.of(line.toArray());
        assertThat(refused.exit()).isEqualTo(ExitCode.BAD_CONFIGURATION.number());
        assertThat(refused.err()).contains("network.embeddings", "vectors");
    }
}
