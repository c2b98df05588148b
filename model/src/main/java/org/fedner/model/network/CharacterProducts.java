package org.fedner.model.network;

import java.util.Arrays;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.Map;
import org.fedner.model.parameters.CharacterLayer;
import org.fedner.model.parameters.TensorNames;

/**
 * The character CNN's gradient of single units. A word's number is the largest window's score, and a window's score is a sum
 * of entries of small tables, {@code products[k][character]} = embedding times the filter's column k, as in {@link
 * CharacterLayers}; so which window it was is found again in Java, once for each distinct word, and what came back is added
 * up by character before it is led through filters and embedding.
 */
final class CharacterProducts {
    private final int width;
    private final int dimension;
    private final int filters;
    private final int table;
    private final float[][] embedding; // [table][dimension]
    private final float[][][] columns; // [width][dimension][filters]
    private final float[][][] products; // [width][table][filters]
    private final float[] bias;
    private final Map<WordForm, int[]> windows = new IdentityHashMap<>(); // place of the largest, or -1 below zero

    private CharacterProducts(CharacterLayer.Cnn layer, float[] embedding, float[] w, float[] bias) {
        width = layer.width();
        dimension = layer.dimension();
        filters = layer.filters();
        table = layer.tableSize();
        this.bias = bias;
        this.embedding = rows(embedding, 0, table, dimension);
        columns = new float[width][][];
        products = new float[width][table][filters];
        for (int k = 0; k < width; k++) {
            columns[k] = rows(w, k * dimension * filters, dimension, filters);
            for (int c = 0; c < table; c++) {
                for (int e = 0; e < dimension; e++) {
                    add(products[k][c], columns[k][e], this.embedding[c][e]);
                }
            }
        }
    }

    /** At the parameters that the network holds; of a network without a character CNN nothing is ever asked. */
    static CharacterProducts of(PlatformNetwork network) {
        CharacterLayer.Cnn layer = network.spec
                .characters()
                .map(CharacterLayer.Cnn.class::cast)
                .orElse(new CharacterLayer.Cnn(1, 1, 1, 1, 1));
        return network.spec.characters().isEmpty()
                ? new CharacterProducts(layer, new float[1], new float[1], new float[1])
                : new CharacterProducts(
                        layer,
                        network.parameter(TensorNames.CHARACTER_EMBEDDING),
                        network.parameter(TensorNames.CHARACTER_CNN_W),
                        network.parameter(TensorNames.CHARACTER_CNN_B));
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

    private int[] windows(WordForm word) {
        return windows.computeIfAbsent(word, this::largest);
    }

    private int[] largest(WordForm word) {
        int[] best = new int[filters];
        float[] most = new float[filters];
        Arrays.fill(most, Float.NEGATIVE_INFINITY);
        for (int at = 0; at < word.characters.length; at++) {
            float[] score = new float[filters];
            for (int k = 0; k < width; k++) {
                add(score, products[k][character(word, at + k - width / 2)], 1);
            }
            for (int f = 0; f < filters; f++) {
                if (score[f] > most[f]) {
                    most[f] = score[f];
                    best[f] = at;
                }
            }
        }
        for (int f = 0; f < filters; f++) {
            best[f] = most[f] + bias[f] > 0 ? best[f] : -1;
        }
        return best;
    }

    Unit unit() {
        return new Unit();
    }

    /** What came back to one unit's words. */
    final class Unit {
        private final float[][][] back = new float[width][table][];
        private final BitSet touched = new BitSet();
        private final float[] ofBias = new float[filters];

        /** Adds the gradient of one word's numbers, {@code signal[from, from + filters)}. */
        void add(WordForm word, float[] signal, int from) {
            int[] at = windows(word);
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
            for (int k = 0; k < width; k++) {
                float[][] ofColumns = new float[dimension][filters];
                for (int c = touched.nextSetBit(0); c >= 0; c = touched.nextSetBit(c + 1)) {
                    if (back[k][c] == null) {
                        continue;
                    }
                    for (int d = 0; d < dimension; d++) {
                        CharacterProducts.add(ofColumns[d], back[k][c], embedding[c][d]);
                        e[eOffset + c * dimension + d] += dot(columns[k][d], back[k][c]);
                    }
                }
                for (int d = 0; d < dimension; d++) {
                    int row = wOffset + (k * dimension + d) * filters;
                    for (int f = 0; f < filters; f++) {
                        w[row + f] += ofColumns[d][f];
                    }
                }
            }
        }
    }

    private static float dot(float[] one, float[] other) {
        float sum = 0;
        for (int j = 0; j < one.length; j++) {
            sum += one[j] * other[j];
        }
        return sum;
    }
}
