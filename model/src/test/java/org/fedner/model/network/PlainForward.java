package org.fedner.model.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.fedner.model.corpus.TagSet;
import org.fedner.model.parameters.CharacterLayer;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.ParameterLayout;
import org.fedner.model.parameters.TensorNames;
import org.fedner.model.parameters.WordCnn;
import org.fedner.model.parameters.WordInput;

/** A network of any layers without dropout, and its loss, written out with loops in doubles: what the graph must compute. */
final class PlainForward {
    private final NetworkSpec spec;
    private final float[] shared;
    private final float[] own;
    private final ParameterLayout sharedLayout;
    private final ParameterLayout privateLayout;

    PlainForward(NetworkSpec spec, float[] shared, float[] own, int tags) {
        this.spec = spec;
        this.shared = shared;
        this.own = own;
        sharedLayout = spec.sharedLayout();
        privateLayout = spec.privateLayout(tags);
    }

    /** {@code [tokens][tags]}. */
    double[][] emissions(EncodedSentence sentence) {
        int length = sentence.length();
        double[][] below = Arrays.stream(sentence.words).map(this::word).toArray(double[][]::new);
        if (spec.wordCnn().isPresent()) {
            below = convolved(below, spec.wordCnn().get());
        }
        for (int layer = 0; layer < spec.lstmUnits().size(); layer++) {
            TensorNames.Lstm names = TensorNames.lstm(layer);
            double[][] ahead = lstm(below, names.forwardW(), names.forwardB());
            double[][] back = reversed(lstm(reversed(below), names.backwardW(), names.backwardB()));
            below = joined(ahead, back);
        }
        double[][] scores = new double[length][];
        for (int t = 0; t < length; t++) {
            scores[t] = values(TensorNames.EMISSION_B);
            addProduct(scores[t], below[t], values(TensorNames.EMISSION_W), 0);
        }
        return scores;
    }

    /** Negative log-likelihood of the sentences' tags by the forward algorithm in log space. */
    double loss(List<EncodedSentence> sentences, TagSet tags) {
        return sentences.stream().mapToDouble(sentence -> loss(sentence, tags)).sum();
    }

    private double loss(EncodedSentence sentence, TagSet tags) {
        double[][] scores = emissions(sentence);
        double[] transitions = values(TensorNames.CRF_TRANSITIONS);
        double[] start = values(TensorNames.CRF_START);
        int labels = tags.size();
        double[] arriving = new double[labels];
        double gold = 0;
        for (int t = 0; t < scores.length; t++) {
            double[] next = new double[labels];
            for (int to = 0; to < labels; to++) {
                double[] paths = new double[t == 0 ? 1 : labels];
                paths[0] = tags.allowsAtStart(to) ? start[to] : Double.NEGATIVE_INFINITY;
                for (int from = 0; t > 0 && from < labels; from++) {
                    paths[from] = tags.allowsTransition(from, to)
                            ? arriving[from] + transitions[from * labels + to]
                            : Double.NEGATIVE_INFINITY;
                }
                next[to] = scores[t][to] + logSum(paths);
            }
            arriving = next;
            int tag = sentence.tags[t];
            gold += scores[t][tag] + (t == 0 ? start[tag] : transitions[sentence.tags[t - 1] * labels + tag]);
        }
        for (int tag = 0; tag < labels; tag++) {
            arriving[tag] = tags.allowsAtEnd(tag) ? arriving[tag] : Double.NEGATIVE_INFINITY;
        }
        return logSum(arriving) - gold;
    }

    private static double logSum(double[] values) {
        double largest = Arrays.stream(values).max().orElseThrow();
        return largest == Double.NEGATIVE_INFINITY
                ? largest
                : largest
                        + Math.log(Arrays.stream(values)
                                .map(value -> Math.exp(value - largest))
                                .sum());
    }

    private double[][] convolved(double[][] words, WordCnn cnn) {
        double[][] all = new double[words.length][0];
        for (int i = 0; i < cnn.widths().size(); i++) {
            int width = cnn.widths().get(i);
            double[][] scores = new double[words.length][];
            for (int t = 0; t < words.length; t++) {
                scores[t] = values(TensorNames.wordCnnB(i));
                for (int k = 0; k < width; k++) {
                    int at = t + k - width / 2;
                    if (at >= 0 && at < words.length) {
                        addProduct(scores[t], words[at], values(TensorNames.wordCnnW(i)), k * words[at].length);
                    }
                }
                relu(scores[t]);
            }
            all = joined(all, scores);
        }
        return all;
    }

    private static double[][] joined(double[][] left, double[][] right) {
        double[][] rows = new double[left.length][];
        for (int t = 0; t < rows.length; t++) {
            rows[t] = DoubleStream.concat(Arrays.stream(left[t]), Arrays.stream(right[t]))
                    .toArray();
        }
        return rows;
    }

    private double[] word(WordForm form) {
        double[] hashed =
                spec.words().hashed().map(tables -> hashed(form, tables)).orElse(new double[0]);
        double[] projected =
                spec.words().projected().map(frozen -> projected(form, frozen)).orElse(new double[0]);
        int c = spec.capitalisationDimension();
        double[] capitalisation = Arrays.copyOfRange(
                values(TensorNames.CAPITALISATION_EMBEDDING), form.capitalisation * c, (form.capitalisation + 1) * c);
        double[] characters = spec.characters()
                .map(layer -> characters(form.characters, layer))
                .orElse(new double[0]);
        return Stream.of(hashed, projected, capitalisation, characters)
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    private double[] projected(WordForm form, WordInput.FrozenVectors frozen) {
        float[] vector = new float[frozen.dimension()];
        SmallNetworks.vectors().copyRow(form.vector, vector, 0);
        double[] in = new double[vector.length];
        Arrays.setAll(in, i -> vector[i]);
        double[] out = values(TensorNames.WORD_PROJECTION_B);
        addProduct(out, in, values(TensorNames.WORD_PROJECTION_W), 0);
        return out;
    }

    private double[] hashed(WordForm form, WordInput.Hashed hashed) {
        List<Double> all = new ArrayList<>();
        int next = 0;
        for (WordInput.Table table : hashed.tables()) {
            double[] rows = values(TensorNames.hashedTable(table.feature()));
            double[] sum = new double[table.dimension()];
            for (int h = 0; h < hashed.hashes(); h++) {
                for (int d = 0; d < sum.length; d++) {
                    sum[d] += rows[form.rows[next] * sum.length + d];
                }
                next++;
            }
            Arrays.stream(sum).forEach(all::add);
        }
        return all.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private double[] characters(int[] ids, CharacterLayer layer) {
        double[] embedding = values(TensorNames.CHARACTER_EMBEDDING);
        int d = layer.dimension();
        double[][] letters = Arrays.stream(ids)
                .mapToObj(id -> Arrays.copyOfRange(embedding, id * d, (id + 1) * d))
                .toArray(double[][]::new);
        if (layer instanceof CharacterLayer.BiLstm) {
            TensorNames.Lstm names = TensorNames.CHARACTER_LSTM;
            double[][] ahead = lstm(letters, names.forwardW(), names.forwardB());
            double[][] back = lstm(reversed(letters), names.backwardW(), names.backwardB());
            int last = ids.length - 1;
            return joined(new double[][] {ahead[last]}, new double[][] {back[last]})[0];
        }
        double[] padding = Arrays.copyOf(embedding, d);
        double[] largest = new double[layer.outputDimension()];
        for (int at = 0; at < ids.length; at++) {
            double[] scores = values(TensorNames.CHARACTER_CNN_B);
            for (int k = 0; k < 3; k++) {
                int place = at + k - 1;
                boolean isInside = place >= 0 && place < ids.length;
                addProduct(scores, isInside ? letters[place] : padding, values(TensorNames.CHARACTER_CNN_W), k * d);
            }
            for (int f = 0; f < scores.length; f++) {
                largest[f] = Math.max(largest[f], scores[f]); // starts at zero: ReLU
            }
        }
        return largest;
    }

    private double[][] lstm(double[][] x, String weights, String bias) {
        int units = values(bias).length / 4;
        double[] cell = new double[units];
        double[] hidden = new double[units];
        double[][] all = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            double[] gates = values(bias);
            addProduct(gates, x[t], values(weights), 0);
            addProduct(gates, hidden, values(weights), x[t].length);
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

    /** A tensor of whichever module it is in. */
    private double[] values(String name) {
        return sharedLayout.contains(name) ? slice(shared, sharedLayout, name) : slice(own, privateLayout, name);
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
