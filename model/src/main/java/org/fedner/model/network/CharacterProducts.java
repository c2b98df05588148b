package org.fedner.model.network;

import java.util.Arrays;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fedner.model.parameters.CharacterLayer;
import org.fedner.model.parameters.ParameterLayout;
import org.fedner.model.parameters.TensorNames;

/**
 * The character CNN while training. A word's number is the largest window's score, and a window's score is a sum of entries of
 * small tables, {@code products[k][character]} = embedding times the filter's column k, as in {@link CharacterLayers}; so it
 * is found in Java, once for each distinct word and for its own letters only, and what came back is added up by character
 * before it is led through filters and embedding.
 *
 * <p>At the parameters of one loading; confined to one thread.
 */
final class CharacterProducts {
    private final int width;
    private final int dimension;
    private final int filters;
    private final int table;
    private final float[][] embedding; // [table][dimension]
    private final float[][][] turned; // [width][filters][dimension]
    private final float[][][] products; // [width][table][filters]
    private final float[] bias;
    private final Map<WordForm, Largest> found = new IdentityHashMap<>();
    private final float[] score; // [filters], of one window

    /**
     * Of one word.
     *
     * @param at place of the window with the largest score for each filter, or -1 where that is not above zero
     * @param feature the score, or zero
     */
    private record Largest(int[] at, float[] feature) {}

    private CharacterProducts(CharacterLayer.Cnn layer, float[] embedding, float[] w, float[] bias) {
        width = layer.width();
        dimension = layer.dimension();
        filters = layer.filters();
        table = layer.tableSize();
        this.bias = bias;
        score = new float[filters];
        this.embedding = rows(embedding, 0, table, dimension);
        turned = new float[width][filters][dimension];
        products = new float[width][table][filters];
        for (int k = 0; k < width; k++) {
            float[][] column = rows(w, k * dimension * filters, dimension, filters);
            for (int c = 0; c < table; c++) {
                for (int d = 0; d < dimension; d++) {
                    add(products[k][c], column[d], this.embedding[c][d]);
                }
            }
            for (int f = 0; f < filters; f++) {
                for (int d = 0; d < dimension; d++) {
                    turned[k][f][d] = column[d][f];
                }
            }
        }
    }

    /** At the parameters that the network holds; empty for a network without a character CNN. */
    static Optional<CharacterProducts> of(PlatformNetwork network) {
        return network.spec
                .characters()
                .filter(CharacterLayer.Cnn.class::isInstance)
                .map(layer -> new CharacterProducts(
                        (CharacterLayer.Cnn) layer,
                        network.parameter(TensorNames.CHARACTER_EMBEDDING),
                        network.parameter(TensorNames.CHARACTER_CNN_W),
                        network.parameter(TensorNames.CHARACTER_CNN_B)));
    }

    int filters() {
        return filters;
    }

    /** {@code [words][filters]}. */
    float[] features(List<WordForm> words) {
        float[] features = new float[words.size() * filters];
        for (int w = 0; w < words.size(); w++) {
            System.arraycopy(largest(words.get(w)).feature, 0, features, w * filters, filters);
        }
        return features;
    }

    private static float[][] rows(float[] values, int from, int count, int width) {
        float[][] rows = new float[count][];
        for (int i = 0; i < count; i++) {
            rows[i] = Arrays.copyOfRange(values, from + i * width, from + (i + 1) * width);
        }
        return rows;
    }

    private static void add(float[] row, float[] other, float factor) {
        for (int j = 0; j < row.length; j++) {
            row[j] += factor * other[j];
        }
    }

    private int character(WordForm word, int place) {
        return place < 0 || place >= word.characters.length ? 0 : word.characters[place];
    }

    /**
     * Overwrites the three tensors' gradients, which are all in one module.
     *
     * @param ofFeatures {@code [words][filters]}
     */
    void gradient(List<WordForm> words, float[] ofFeatures, ParameterLayout layout, float[] target)
            throws DivergedException {
        Unit all = unit();
        for (int w = 0; w < words.size(); w++) {
            all.add(words.get(w), ofFeatures, w * filters);
        }
        List<String> names =
                List.of(TensorNames.CHARACTER_EMBEDDING, TensorNames.CHARACTER_CNN_W, TensorNames.CHARACTER_CNN_B);
        for (String name : names) {
            int offset = layout.offset(name);
            Arrays.fill(target, offset, offset + layout.tensor(name).size(), 0);
        }
        all.write(
                target,
                layout.offset(TensorNames.CHARACTER_EMBEDDING),
                target,
                layout.offset(TensorNames.CHARACTER_CNN_W),
                target,
                layout.offset(TensorNames.CHARACTER_CNN_B));
        for (String name : names) {
            PlatformNetwork.requireFinite(
                    target, layout.offset(name), layout.tensor(name).size(), name);
        }
    }

    private Largest largest(WordForm word) {
        return found.computeIfAbsent(word, this::find);
    }

    private Largest find(WordForm word) {
        int[] at = new int[filters];
        float[] most = new float[filters];
        Arrays.fill(most, Float.NEGATIVE_INFINITY);
        for (int place = 0; place < word.characters.length; place++) {
            Arrays.fill(score, 0);
            for (int k = 0; k < width; k++) {
                add(score, products[k][character(word, place + k - width / 2)], 1);
            }
            for (int f = 0; f < filters; f++) {
                at[f] = score[f] > most[f] ? place : at[f];
                most[f] = Math.max(most[f], score[f]);
            }
        }
        for (int f = 0; f < filters; f++) {
            most[f] = Math.max(0, most[f] + bias[f]);
            at[f] = most[f] > 0 ? at[f] : -1;
        }
        return new Largest(at, most);
    }

    Unit unit() {
        return new Unit();
    }

    /** What came back to some words: of one unit, or of a whole batch. */
    final class Unit {
        private final float[][][] back = new float[width][table][];
        private final BitSet touched = new BitSet();
        private final float[] ofBias = new float[filters];

        /** Adds the gradient of one word's numbers, {@code signal[from, from + filters)}. */
        void add(WordForm word, float[] signal, int from) {
            int[] at = largest(word).at;
            for (int f = 0; f < filters; f++) {
                if (at[f] < 0) {
                    continue;
                }
                float gradient = signal[from + f];
                ofBias[f] += gradient;
                for (int k = 0; k < width; k++) {
                    int c = character(word, at[f] + k - width / 2);
                    if (back[k][c] == null) {
                        back[k][c] = new float[filters];
                        touched.set(c);
                    }
                    back[k][c][f] += gradient;
                }
            }
        }

        /** Adds to the three tensors' gradients. */
        void write(float[] e, int eOffset, float[] w, int wOffset, float[] b, int bOffset) {
            for (int f = 0; f < filters; f++) {
                b[bOffset + f] += ofBias[f];
            }
            int[] characters = touched.stream().toArray();
            float[][] read = new float[characters.length][];
            float[][] byColumn = new float[characters.length][width * filters];
            float[][] byCharacter = new float[width * filters][characters.length];
            float[][] columns = new float[width * filters][];
            for (int i = 0; i < characters.length; i++) {
                read[i] = embedding[characters[i]];
                for (int k = 0; k < width; k++) {
                    float[] row = back[k][characters[i]];
                    for (int f = 0; row != null && f < filters; f++) {
                        byColumn[i][k * filters + f] = row[f];
                        byCharacter[k * filters + f][i] = row[f];
                    }
                }
            }
            for (int k = 0; k < width; k++) {
                System.arraycopy(turned[k], 0, columns, k * filters, filters);
            }
            float[] ofColumns = new float[dimension * width * filters];
            OuterProducts.write(read, 0, dimension, byColumn, width * filters, ofColumns, 0);
            for (int d = 0; d < dimension; d++) {
                for (int k = 0; k < width; k++) {
                    int from = (d * width + k) * filters;
                    int to = wOffset + (k * dimension + d) * filters;
                    for (int f = 0; f < filters; f++) {
                        w[to + f] += ofColumns[from + f];
                    }
                }
            }
            float[] ofCharacters = new float[characters.length * dimension];
            OuterProducts.write(byCharacter, 0, characters.length, columns, dimension, ofCharacters, 0);
            for (int i = 0; i < ofCharacters.length; i++) {
                e[eOffset + characters[i / dimension] * dimension + i % dimension] += ofCharacters[i];
            }
        }
    }
}
