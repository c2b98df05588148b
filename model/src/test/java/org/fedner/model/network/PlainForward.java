package org.fedner.model.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.ParameterLayout;
import org.fedner.model.parameters.TensorNames;
import org.fedner.model.parameters.WordInput;

/** The hashed network without dropout, written out with loops in doubles: what the graph must compute. */
final class PlainForward {
    private final NetworkSpec spec;
    private final float[] shared;
    private final float[] own;
    private final ParameterLayout sharedLayout;
    private final ParameterLayout privateLayout;
    private final int tags;

    PlainForward(NetworkSpec spec, float[] shared, float[] own, int tags) {
        this.spec = spec;
        this.shared = shared;
        this.own = own;
        this.tags = tags;
        sharedLayout = spec.sharedLayout();
        privateLayout = spec.privateLayout(tags);
    }

    /** {@code [tokens][tags]}. */
    double[][] emissions(EncodedSentence sentence) {
        int length = sentence.length();
        double[][] words = Arrays.stream(sentence.words).map(this::word).toArray(double[][]::new);
        double[][] convolved = new double[length][];
        for (int t = 0; t < length; t++) {
            convolved[t] = shared(TensorNames.WORD_CNN_B);
            for (int k = 0; k < 3; k++) {
                int at = t + k - 1;
                if (at >= 0 && at < length) {
                    addProduct(convolved[t], words[at], shared(TensorNames.WORD_CNN_W), k * words[at].length);
                }
            }
            relu(convolved[t]);
        }
        double[][] ahead = lstm(convolved, TensorNames.LSTM_FORWARD_W, TensorNames.LSTM_FORWARD_B);
        double[][] back = reversed(lstm(reversed(convolved), TensorNames.LSTM_BACKWARD_W, TensorNames.LSTM_BACKWARD_B));
        double[][] scores = new double[length][];
        for (int t = 0; t < length; t++) {
            scores[t] = own(TensorNames.EMISSION_B);
            addProduct(scores[t], ahead[t], own(TensorNames.EMISSION_W), 0);
            addProduct(scores[t], back[t], own(TensorNames.EMISSION_W), spec.lstmUnits());
        }
        return scores;
    }

    private double[] word(WordForm form) {
        WordInput.Hashed hashed = (WordInput.Hashed) spec.words();
        List<Double> all = new ArrayList<>();
        int next = 0;
        for (WordInput.Table table : hashed.tables()) {
            double[] rows = shared(TensorNames.hashedTable(table.feature()));
            double[] sum = new double[table.dimension()];
            for (int h = 0; h < hashed.hashes(); h++) {
                for (int d = 0; d < sum.length; d++) {
                    sum[d] += rows[form.rows[next] * sum.length + d];
                }
                next++;
            }
            Arrays.stream(sum).forEach(all::add);
        }
        double[] hashedWord = all.stream().mapToDouble(Double::doubleValue).toArray();
        int c = spec.capitalisationDimension();
        double[] capitalisation = Arrays.copyOfRange(
                shared(TensorNames.CAPITALISATION_EMBEDDING), form.capitalisation * c, (form.capitalisation + 1) * c);
        double[] characters = characters(form.characters);
        double[] joined = Arrays.copyOf(hashedWord, spec.wordDimension());
        System.arraycopy(capitalisation, 0, joined, hashedWord.length, c);
        System.arraycopy(characters, 0, joined, hashedWord.length + c, characters.length);
        return joined;
    }

    private double[] characters(int[] ids) {
        double[] embedding = shared(TensorNames.CHARACTER_EMBEDDING);
        int d = spec.characters().dimension();
        double[] largest = new double[spec.characters().filters()];
        for (int at = 0; at < ids.length; at++) {
            double[] scores = shared(TensorNames.CHARACTER_CNN_B);
            for (int k = 0; k < 3; k++) {
                int place = at + k - 1;
                int id = place < 0 || place >= ids.length ? 0 : ids[place];
                addProduct(
                        scores,
                        Arrays.copyOfRange(embedding, id * d, (id + 1) * d),
                        shared(TensorNames.CHARACTER_CNN_W),
                        k * d);
            }
            for (int f = 0; f < scores.length; f++) {
                largest[f] = Math.max(largest[f], scores[f]); // starts at zero: ReLU
            }
        }
        return largest;
    }

    private double[][] lstm(double[][] x, String weights, String bias) {
        int units = spec.lstmUnits();
        double[] cell = new double[units];
        double[] hidden = new double[units];
        double[][] all = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            double[] gates = own(bias);
            addProduct(gates, x[t], own(weights), 0);
            addProduct(gates, hidden, own(weights), x[t].length);
            hidden = new double[units];
            for (int u = 0; u < units; u++) {
                double input = sigmoid(gates[u]);
                double forget = sigmoid(gates[units + u]);
                double candidate = Math.tanh(gates[2 * units + u]);
                double output = sigmoid(gates[3 * units + u]);
                cell[u] = forget * cell[u] + input * candidate;
                hidden[u] = output * Math.tanh(cell[u]);
            }
            all[t] = hidden;
        }
        return all;
    }

    /** target += x * matrix[firstRow ..], matrix of target.length columns. */
    private static void addProduct(double[] target, double[] x, double[] matrix, int firstRow) {
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < target.length; j++) {
                target[j] += x[i] * matrix[(firstRow + i) * target.length + j];
            }
        }
    }

    private double[] shared(String name) {
        return slice(shared, sharedLayout, name);
    }

    private double[] own(String name) {
        return slice(own, privateLayout, name);
    }

    private static double[] slice(float[] values, ParameterLayout layout, String name) {
        int offset = layout.offset(name);
        double[] part = new double[layout.tensor(name).size()];
        for (int i = 0; i < part.length; i++) {
            part[i] = values[offset + i];
        }
        return part;
    }

    private static double[][] reversed(double[][] rows) {
        double[][] turned = new double[rows.length][];
        for (int t = 0; t < rows.length; t++) {
            turned[t] = rows[rows.length - 1 - t];
        }
        return turned;
    }

    private static void relu(double[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.max(0, values[i]);
        }
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
