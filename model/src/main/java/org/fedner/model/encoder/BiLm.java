package org.fedner.model.encoder;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.fedner.model.network.NetworkThreads;

/**
 * A frozen bidirectional language model (Peters et al. 2018). One thread at a time.
 *
 * <p>A token enters by its UTF-8 bytes alone. Layer 0 of its vectors is the character CNN's, twice; the layers above are the
 * outputs of the two directions' LSTMs, side by side. Sentences are independent of each other unless a {@link State} is
 * carried from one to the next, as the model was once trained.
 */
public final class BiLm implements AutoCloseable {
    private static final int AHEAD = 0;
    private static final int BACK = 1;

    private final BiLmOptions options;
    private final TokenLayers tokens;
    private final ProjectedLstm[][] lstms; // [direction][layer]
    private final String sha256;

    private BiLm(BiLmOptions options, BiLmWeights weights, String sha256, NetworkThreads threads)
            throws BiLmFormatException {
        this.options = options;
        this.sha256 = sha256;
        tokens = new TokenLayers(options, weights, threads);
        lstms = new ProjectedLstm[2][options.layers()];
        for (int direction = 0; direction < 2; direction++) {
            for (int layer = 0; layer < options.layers(); layer++) {
                lstms[direction][layer] = new ProjectedLstm(options, weights, direction, layer, threads);
            }
        }
    }

    /** The model in a folder's {@code options.json} and {@code lm_weights.hdf5}. */
    public static BiLm read(Path folder, NetworkThreads threads) throws BiLmFormatException {
        BiLmOptions options = BiLmOptions.read(BiLmFiles.options(folder));
        try (BiLmWeights weights = BiLmWeights.open(BiLmFiles.weights(folder))) {
            return new BiLm(options, weights, BiLmFiles.digest(folder), threads);
        }
    }

    /** SHA-256 in lower-case hex over the digests of both files. */
    public String sha256Hex() {
        return sha256;
    }

    /** Layers of vectors, that of the characters among them. */
    public int layers() {
        return options.layers() + 1;
    }

    /** Width of a vector, both directions together. */
    public int dimension() {
        return 2 * options.projection();
    }

    /** Where the LSTMs stand after the last sentence of each of some lanes of text. */
    public static final class State {
        private final float[][][] cells; // [direction][layer][lane * cell]
        private final float[][][] outputs; // [direction][layer][lane * projection]

        private State(BiLmOptions options, int lanes) {
            cells = new float[2][options.layers()][lanes * options.cells()];
            outputs = new float[2][options.layers()][lanes * options.projection()];
        }
    }

    /** Before any sentence. */
    public State begin(int lanes) {
        return new State(options, lanes);
    }

    /** The vectors of sentences that know nothing of each other: for each {@code [layer][token][dimension]}. */
    public List<float[]> vectors(List<List<String>> sentences) {
        return vectors(sentences, begin(sentences.size()));
    }

    /** The same for the next sentence of each lane; {@code state} moves on. */
    public List<float[]> vectors(List<List<String>> sentences, State state) {
        int batch = sentences.size();
        int[] lengths =
                sentences.stream().mapToInt(sentence -> sentence.size() + 2).toArray();
        int steps = 0;
        for (int length : lengths) {
            steps = Math.max(steps, length);
        }
        int width = options.projection();
        List<float[]> found = new ArrayList<>();
        for (List<String> sentence : sentences) {
            found.add(new float[layers() * sentence.size() * dimension()]);
        }
        tokens.learn(sentences);
        for (int direction = AHEAD; direction <= BACK; direction++) {
            float[] x = new float[steps * batch * width];
            for (int b = 0; b < batch; b++) {
                for (int t = 0; t < lengths[b]; t++) {
                    int at = direction == AHEAD ? t : lengths[b] - 1 - t;
                    System.arraycopy(tokens.vector(sentences.get(b), at - 1), 0, x, (t * batch + b) * width, width);
                }
            }
            put(x, 0, direction, lengths, found);
            for (int layer = 0; layer < options.layers(); layer++) {
                float[] y = lstms[direction][layer].run(
                        x, lengths, steps, state.cells[direction][layer], state.outputs[direction][layer]);
                if (options.skips() && layer > 0) {
                    for (int i = 0; i < y.length; i++) {
                        y[i] += x[i];
                    }
                }
                put(y, layer + 1, direction, lengths, found);
                x = y;
            }
        }
        return found;
    }

    /** Without the marks of a sentence's ends, and in reading order. */
    private void put(float[] y, int layer, int direction, int[] lengths, List<float[]> found) {
        int width = options.projection();
        for (int b = 0; b < lengths.length; b++) {
            int count = lengths[b] - 2;
            for (int token = 0; token < count; token++) {
                int t = direction == AHEAD ? token + 1 : count - token;
                int to = (layer * count + token) * dimension() + direction * width;
                System.arraycopy(y, (t * lengths.length + b) * width, found.get(b), to, width);
            }
        }
    }

    @Override
    public void close() {
        tokens.close();
        for (ProjectedLstm[] direction : lstms) {
            for (ProjectedLstm lstm : direction) {
                lstm.close();
            }
        }
    }
}
