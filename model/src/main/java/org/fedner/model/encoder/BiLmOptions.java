package org.fedner.model.encoder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The sizes of a bidirectional language model, as {@code options.json} states them.
 *
 * @param characterDimension width of a character's embedding
 * @param filters of the character CNN
 * @param usesRelu after the character CNN; otherwise tanh
 * @param highways layers after the character CNN
 * @param maxCharacters of a word, with its two marks
 * @param layers of each direction's LSTM
 * @param cells of one LSTM
 * @param projection of its output; half the width of a vector
 * @param cellClip largest magnitude of a cell, infinite if unbounded
 * @param projectionClip the same of an output
 * @param skips whether each layer above the first adds its input to its output
 */
record BiLmOptions(
        int characterDimension,
        List<Filter> filters,
        boolean usesRelu,
        int highways,
        int maxCharacters,
        int layers,
        int cells,
        int projection,
        float cellClip,
        float projectionClip,
        boolean skips) {

    private static final int MOST = 1 << 16;

    /** Filters of one window. */
    record Filter(int width, int count) {}

    /** Numbers of a word after the character CNN. */
    int filterCount() {
        return filters.stream().mapToInt(Filter::count).sum();
    }

    static BiLmOptions read(Path file) throws BiLmFormatException {
        JsonNode root;
        try {
            root = new ObjectMapper().readTree(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new BiLmFormatException(file, "there is no such file", e);
        } catch (IOException e) {
            throw new BiLmFormatException(file, "is not JSON", e);
        }
        JsonNode lstm = root.path("lstm");
        JsonNode cnn = root.path("char_cnn");
        List<Filter> filters = new ArrayList<>();
        for (JsonNode filter : cnn.path("filters")) {
            filters.add(new Filter(
                    size(file, filter.path(0), "char_cnn.filters"), size(file, filter.path(1), "char_cnn.filters")));
        }
        int maxCharacters = size(file, cnn.path("max_characters_per_token"), "char_cnn.max_characters_per_token");
        if (filters.isEmpty() || filters.stream().anyMatch(filter -> filter.width() > maxCharacters)) {
            throw new BiLmFormatException(file, "char_cnn.filters: needs windows no longer than a word");
        }
        String activation = cnn.path("activation").asText("");
        if (!activation.equals("relu") && !activation.equals("tanh")) {
            throw new BiLmFormatException(file, "char_cnn.activation: must be relu or tanh");
        }
        JsonNode highways = cnn.path("n_highway");
        return new BiLmOptions(
                size(file, cnn.path("embedding").path("dim"), "char_cnn.embedding.dim"),
                List.copyOf(filters),
                activation.equals("relu"),
                highways.isMissingNode() ? 0 : size(file, highways, "char_cnn.n_highway"),
                maxCharacters,
                size(file, lstm.path("n_layers"), "lstm.n_layers"),
                size(file, lstm.path("dim"), "lstm.dim"),
                size(file, lstm.path("projection_dim"), "lstm.projection_dim"),
                clip(file, lstm.path("cell_clip"), "lstm.cell_clip"),
                clip(file, lstm.path("proj_clip"), "lstm.proj_clip"),
                lstm.path("use_skip_connections").asBoolean(false));
    }

    private static int size(Path file, JsonNode value, String key) throws BiLmFormatException {
        if (!value.isIntegralNumber() || value.asInt() < 1 || value.asInt() > MOST) {
            throw new BiLmFormatException(file, key + ": must be a whole number from 1 to " + MOST);
        }
        return value.asInt();
    }

    private static float clip(Path file, JsonNode value, String key) throws BiLmFormatException {
        if (value.isMissingNode() || value.isNull()) {
            return Float.POSITIVE_INFINITY;
        }
        if (!value.isNumber() || !(value.asDouble() > 0)) {
            throw new BiLmFormatException(file, key + ": must be a number above 0, or absent");
        }
        return (float) value.asDouble();
    }
}
