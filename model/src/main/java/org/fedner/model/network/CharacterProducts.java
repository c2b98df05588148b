package org.fedner.model.network;

import java.util.Arrays;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.fedner.model.layers.Elementwise;
import org.fedner.model.parameters.CharacterLayer;
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
    private final float[][] scores; // [places][filters], of one word's windows

    /**
     * Of one word.
     *
     * @param at place of the window with the largest score for each filter, or -1 where that is not above zero
     * @param feature the score, or zero
     */
    private record Largest(int[] at, float[] feature) {}

    /** At these parameters, of which it takes what it needs. */
    CharacterProducts(CharacterLayer.Cnn layer, ModuleArrays parameters) {
        width = layer.width();
        dimension = layer.dimension();
        filters = layer.filters();
        table = layer.tableSize();
        float[] w = parameters.array(TensorNames.CHARACTER_CNN_W);
        int atW = parameters.offset(TensorNames.CHARACTER_CNN_W);
        String b = TensorNames.CHARACTER_CNN_B;
        bias = Arrays.copyOfRange(parameters.array(b), parameters.offset(b), parameters.offset(b) + filters);
        scores = new float[layer.wordLimit() + 2][filters];
        String e = TensorNames.CHARACTER_EMBEDDING;
        embedding = rows(parameters.array(e), parameters.offset(e), table, dimension);
        turned = new float[width][filters][dimension];
        products = new float[width][][];
        float[][] byDimension = new float[dimension][table];
        for (int c = 0; c < table; c++) {
            for (int d = 0; d < dimension; d++) {
                byDimension[d][c] = embedding[c][d];
            }
        }
        float[] ofAll = new float[table * filters];
        for (int k = 0; k < width; k++) {
            float[][] column = rows(w, atW + k * dimension * filters, dimension, filters);
            OuterProducts.write(byDimension, table, column, filters, ofAll);
            products[k] = rows(ofAll, 0, table, filters);
            for (int f = 0; f < filters; f++) {
                for (int d = 0; d < dimension; d++) {
                    turned[k][f][d] = column[d][f];
                }
            }
        }
    }

    /** Writes {@code [filters]} into each word's row from {@code to} on. */
    void features(List<WordForm> words, float[][] rows, int to) {
        for (int w = 0; w < rows.length; w++) {
            System.arraycopy(largest(words.get(w)).feature, 0, rows[w], to, filters);
        }
    }

    private static float[][] rows(float[] values, int from, int count, int width) {
        float[][] rows = new float[count][];
        for (int i = 0; i < count; i++) {
            rows[i] = Arrays.copyOfRange(values, from + i * width, from + (i + 1) * width);
        }
        return rows;
    }

    private int character(WordForm word, int place) {
        return place < 0 || place >= word.characters.length ? 0 : word.characters[place];
    }

    /**
     * Adds to the three tensors' gradients.
     *
     * @param signals each word's {@code [filters]} from {@code from} on
     */
    void gradient(List<WordForm> words, float[][] signals, int from, ModuleArrays target) {
        Back all = new Back();
        for (int w = 0; w < signals.length; w++) {
            all.add(words.get(w), signals[w], from);
        }
        all.write(target);
    }

    private Largest largest(WordForm word) {
        return found.computeIfAbsent(word, this::find);
    }

    private Largest find(WordForm word) {
        int[] at = new int[filters];
        float[] most = new float[filters];
        int places = word.characters.length;
        for (int place = 0; place < places; place++) {
            float[] score = scores[place];
            System.arraycopy(products[0][character(word, place - width / 2)], 0, score, 0, filters);
            for (int k = 1; k < width; k++) {
                Elementwise.add(score, products[k][character(word, place + k - width / 2)], filters);
            }
            if (place == 0) {
                System.arraycopy(score, 0, most, 0, filters);
            } else {
                largest(most, score);
            }
        }
        for (int f = 0; f < filters; f++) {
            int place = 0;
            while (place + 1 < places && scores[place][f] != most[f]) { // the first of equals; of NaN any
                place++;
            }
            most[f] = Math.max(0, most[f] + bias[f]);
            at[f] = most[f] > 0 ? place : -1;
        }
        return new Largest(at, most);
    }

    private static void largest(float[] most, float[] values) {
        for (int j = 0; j < most.length; j++) {
            most[j] = Math.max(most[j], values[j]);
        }
    }

    /** What came back to some words: of one unit, or of a whole batch. */
    private final class Back {
        private final float[] back = new float[width * table * filters]; // [width][table][filters]
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
                    back[(k * table + c) * filters + f] += gradient;
                }
            }
            touched.set(0); // stands for what is beyond the word
            for (int c : word.characters) {
                touched.set(c);
            }
        }

        /** Adds to the three tensors' gradients. */
        void write(ModuleArrays target) {
            float[] e = target.array(TensorNames.CHARACTER_EMBEDDING);
            int eOffset = target.offset(TensorNames.CHARACTER_EMBEDDING);
            float[] w = target.array(TensorNames.CHARACTER_CNN_W);
            int wOffset = target.offset(TensorNames.CHARACTER_CNN_W);
            float[] b = target.array(TensorNames.CHARACTER_CNN_B);
            int bOffset = target.offset(TensorNames.CHARACTER_CNN_B);
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
                    int row = (k * table + characters[i]) * filters;
                    for (int f = 0; f < filters; f++) {
                        byColumn[i][k * filters + f] = back[row + f];
                        byCharacter[k * filters + f][i] = back[row + f];
                    }
                }
            }
            for (int k = 0; k < width; k++) {
                System.arraycopy(turned[k], 0, columns, k * filters, filters);
            }
            float[] ofColumns = new float[dimension * width * filters];
            OuterProducts.write(read, dimension, byColumn, width * filters, ofColumns);
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
            OuterProducts.write(byCharacter, characters.length, columns, dimension, ofCharacters);
            for (int i = 0; i < ofCharacters.length; i++) {
                e[eOffset + characters[i / dimension] * dimension + i % dimension] += ofCharacters[i];
            }
        }
    }
}
