package org.fedner.model.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fedner.model.corpus.WordVectors;
import org.fedner.model.layers.Dense;
import org.fedner.model.layers.Matrix;
import org.fedner.model.layers.Rows;
import org.fedner.model.parameters.CharacterLayer;
import org.fedner.model.parameters.ContextualInput;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.RowGradient;
import org.fedner.model.parameters.RowValues;
import org.fedner.model.parameters.TensorNames;
import org.fedner.model.parameters.WordFeature;
import org.fedner.model.parameters.WordInput;

/**
 * The layers that see one word, while training: computed once for every distinct word of a batch. Exact, not an approximation,
 * because dropout comes after them. Word, capitalisation and characters side by side, as {@link WordLayers} has them.
 */
final class WordValues implements AutoCloseable {
    private final NetworkSpec spec;
    private final Optional<WordVectors> vectors;
    private final Optional<Dense> projection;
    private final Optional<Letters> letters;
    private ModuleArrays parameters;
    private RowValues change = RowValues.zero(0, 0);
    private Optional<CharacterProducts> products = Optional.empty();
    private List<WordForm> read = List.of(); // whose vectors the projection has
    private final int hashedWidth;
    private final int width;

    WordValues(NetworkSpec spec, Optional<WordVectors> vectors, boolean atOnce) {
        this.spec = spec;
        this.vectors = vectors;
        width = spec.wordDimension()
                - spec.contextual().map(ContextualInput::dimension).orElse(0);
        hashedWidth = spec.words().hashed().map(WordInput::outputDimension).orElse(0);
        projection = spec.words().projected().map(frozen -> new Dense(frozen.dimension(), frozen.projection()));
        letters = spec.characters()
                .filter(CharacterLayer.BiLstm.class::isInstance)
                .map(layer -> new Letters((CharacterLayer.BiLstm) layer, atOnce));
    }

    /**
     * At these parameters from now on.
     *
     * @param parameters stay as they are until the next call
     * @param change of tuned vectors, read where it is
     */
    void load(ModuleArrays parameters, RowValues change) {
        this.parameters = parameters;
        this.change = change;
        String w = TensorNames.WORD_PROJECTION_W;
        String b = TensorNames.WORD_PROJECTION_B;
        projection.ifPresent(dense ->
                dense.load(parameters.array(w), parameters.offset(w), parameters.array(b), parameters.offset(b)));
        letters.ifPresent(layer -> layer.load(parameters));
        products = spec.characters()
                .filter(CharacterLayer.Cnn.class::isInstance)
                .map(layer -> new CharacterProducts((CharacterLayer.Cnn) layer, parameters));
    }

    /**
     * {@code [words][word]}.
     *
     * @param formsKept 1, or 0 where a word's form is dropped
     */
    float[][] forward(List<WordForm> words, float[] formsKept) {
        float[][] values = new float[words.size()][width()];
        spec.words().hashed().ifPresent(hashed -> hashed(hashed, words, formsKept, values));
        projection.ifPresent(dense -> projected(dense, words, values));
        if (spec.words() instanceof WordInput.TunedVectors) {
            for (int w = 0; w < values.length; w++) {
                vectors.orElseThrow().copyRow(words.get(w).vector, values[w], 0);
                if (change.tableRows() > 0) {
                    change.addTo(words.get(w).vector, values[w], 0);
                }
            }
        }
        int cap = spec.words().outputDimension();
        int capitals = spec.capitalisationDimension();
        String name = TensorNames.CAPITALISATION_EMBEDDING;
        for (int w = 0; w < values.length; w++) {
            int row = parameters.offset(name) + words.get(w).capitalisation * capitals;
            System.arraycopy(parameters.array(name), row, values[w], cap, capitals);
        }
        products.ifPresent(made -> made.features(words, values, cap + capitals));
        letters.ifPresent(layer -> layer.forward(words, values, cap + capitals));
        return values;
    }

    /** Numbers of a word. */
    int width() {
        return width;
    }

    private void hashed(WordInput.Hashed hashed, List<WordForm> words, float[] formsKept, float[][] values) {
        int to = 0;
        for (int i = 0; i < hashed.tables().size(); i++) {
            WordInput.Table table = hashed.tables().get(i);
            String name = TensorNames.hashedTable(table.feature());
            float[] array = parameters.array(name);
            int offset = parameters.offset(name);
            boolean isForm = table.feature() == WordFeature.FORM;
            int width = table.dimension();
            for (int w = 0; w < values.length; w++) {
                if (isForm && formsKept[w] == 0) {
                    continue;
                }
                int[] rows = words.get(w).rows;
                for (int h = i * hashed.hashes(); h < (i + 1) * hashed.hashes(); h++) {
                    int from = offset + rows[h] * width;
                    for (int j = 0; j < width; j++) {
                        values[w][to + j] += array[from + j];
                    }
                }
            }
            to += width;
        }
    }

    private void projected(Dense dense, List<WordForm> words, float[][] values) {
        readVectors(dense, words);
        float[] projected = dense.forward();
        int width = spec.words().projected().orElseThrow().projection();
        for (int w = 0; w < values.length; w++) {
            System.arraycopy(projected, w * width, values[w], hashedWidth, width);
        }
    }

    private void readVectors(Dense dense, List<WordForm> words) {
        if (words == read) {
            return;
        }
        read = words;
        WordVectors agreed = vectors.orElseThrow();
        Matrix input = dense.input(words.size());
        float[] row = new float[agreed.dimension()];
        for (int w = 0; w < words.size(); w++) {
            agreed.copyRow(words.get(w).vector, row, 0);
            input.put(w, 0, row, 0, row.length);
        }
    }

    /** Clears the gradients that {@link #backward} adds to. */
    void clear(ModuleArrays target) {
        List<String> names = new ArrayList<>(List.of(TensorNames.CAPITALISATION_EMBEDDING));
        spec.words().hashed().ifPresent(hashed -> hashed.tables()
                .forEach(table -> names.add(TensorNames.hashedTable(table.feature()))));
        spec.characters().ifPresent(layer -> names.add(TensorNames.CHARACTER_EMBEDDING));
        products.ifPresent(made -> names.addAll(List.of(TensorNames.CHARACTER_CNN_W, TensorNames.CHARACTER_CNN_B)));
        for (String name : names) {
            int offset = target.offset(name);
            Arrays.fill(target.array(name), offset, offset + target.size(name), 0);
        }
    }

    /**
     * Writes the gradients of this layer's tensors, where a tensor's rows are picked out adding to what stands there. After a
     * {@link #forward} of the same words, or of others with a character CNN or none.
     *
     * @param words of which one may stand here several times
     * @param signals what came back to each, {@code [words][word]}
     */
    void backward(List<WordForm> words, float[][] signals, float[] formsKept, ModuleArrays target) {
        spec.words().hashed().ifPresent(hashed -> hashedBack(hashed, words, signals, formsKept, target));
        projection.ifPresent(dense -> projectedBack(dense, words, signals, target));
        int cap = spec.words().outputDimension();
        int capitals = spec.capitalisationDimension();
        String name = TensorNames.CAPITALISATION_EMBEDDING;
        for (int w = 0; w < signals.length; w++) {
            int row = target.offset(name) + words.get(w).capitalisation * capitals;
            for (int j = 0; j < capitals; j++) {
                target.array(name)[row + j] += signals[w][cap + j];
            }
        }
        products.ifPresent(made -> made.gradient(words, signals, cap + capitals, target));
        letters.ifPresent(layer -> layer.backward(signals, cap + capitals, target));
    }

    private void hashedBack(
            WordInput.Hashed hashed, List<WordForm> words, float[][] signals, float[] formsKept, ModuleArrays target) {
        int from = 0;
        for (int i = 0; i < hashed.tables().size(); i++) {
            WordInput.Table table = hashed.tables().get(i);
            ModulePlaces.Place to = target.places.place(TensorNames.hashedTable(table.feature()));
            boolean isForm = table.feature() == WordFeature.FORM;
            for (int w = 0; w < signals.length; w++) {
                float kept = isForm ? formsKept[w] : 1;
                int[] rows = words.get(w).rows;
                for (int h = i * hashed.hashes(); h < (i + 1) * hashed.hashes(); h++) {
                    target.addRow(to, rows[h], table.dimension(), signals[w], from, kept);
                }
            }
            from += table.dimension();
        }
    }

    private void projectedBack(Dense dense, List<WordForm> words, float[][] signals, ModuleArrays target) {
        readVectors(dense, words);
        int width = spec.words().projected().orElseThrow().projection();
        float[] back = new float[signals.length * width];
        for (int w = 0; w < signals.length; w++) {
            System.arraycopy(signals[w], hashedWidth, back, w * width, width);
        }
        dense.signal(back);
        String w = TensorNames.WORD_PROJECTION_W;
        String b = TensorNames.WORD_PROJECTION_B;
        dense.gradient(Rows.all(), target.array(w), target.offset(w), target.array(b), target.offset(b));
    }

    /** The gradient of tuned vectors. Words written differently may read one row: theirs add up, in the order of the words. */
    RowGradient ofVectors(List<WordForm> words, float[][] signals) {
        if (!(spec.words() instanceof WordInput.TunedVectors tuned)) {
            return RowGradient.none();
        }
        SortedMap<Integer, float[]> sums = new TreeMap<>();
        for (int w = 0; w < signals.length; w++) {
            float[] sum = sums.computeIfAbsent(words.get(w).vector, row -> new float[tuned.dimension()]);
            for (int j = 0; j < sum.length; j++) {
                sum[j] += signals[w][j];
            }
        }
        return RowGradient.of(sums, tuned.dimension());
    }

    @Override
    public void close() {
        projection.ifPresent(Dense::close);
        letters.ifPresent(Letters::close);
    }
}
