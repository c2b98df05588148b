package org.fedner.model.encoder;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jhdf.HdfFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Two tiny published language models with what they make of thirty sentences: three lanes of ten. */
public enum ElmoFixture {
    BILM_TF("bilm-tf", "lm_embeddings_sentences.json"),
    ALLENNLP("allennlp", "sentences.json");

    private final Path folder;
    private final String sentenceFile;

    ElmoFixture(String folder, String sentenceFile) {
        this.folder = Path.of("..", "..", "shared", "data", "elmo-fixture", folder);
        this.sentenceFile = sentenceFile;
    }

    /** Of the model's files; the test is skipped where they are absent. */
    public Path folder() {
        assumeTrue(
                Files.isDirectory(folder),
                "SKIPPED: no language models in ../shared/data beside the repository, so vectors were compared with nothing");
        return folder;
    }

    /** {@code [lane][sentence]}. */
    List<List<List<String>>> sentences() throws IOException {
        JsonNode lanes =
                new ObjectMapper().readTree(folder().resolve(sentenceFile).toFile());
        return StreamSupport.stream(lanes.spliterator(), false)
                .map(lane -> StreamSupport.stream(lane.spliterator(), false)
                        .map(sentence -> Arrays.asList(sentence.asText().split(" ")))
                        .toList())
                .toList();
    }

    /** {@code [direction][token][projection]} of the top layer, with state carried through the lane. */
    float[] topOfLane(int lane, int sentence) {
        try (HdfFile file = new HdfFile(folder().resolve("lm_embeddings_%d.hdf5".formatted(lane)))) {
            return (float[]) file.getDatasetByPath(Integer.toString(sentence)).getDataFlat();
        }
    }

    /** {@code [layer][token][dimension]} by {@code lane/sentence}, of sentences that know nothing of each other. */
    Map<String, float[]> statelessLayers() {
        Map<String, float[]> arrays = new HashMap<>();
        try (ZipInputStream zip =
                new ZipInputStream(Files.newInputStream(folder().resolve("derived_stateless_layers.npz")))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                ByteBuffer npy = ByteBuffer.wrap(zip.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
                npy.position(10 + npy.getShort(8));
                float[] values = new float[npy.remaining() / Float.BYTES];
                npy.asFloatBuffer().get(values);
                arrays.put(entry.getName().replace(".npy", ""), values);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return arrays;
    }
}
