package org.fedner.model.network;

import java.util.List;
import org.fedner.model.layers.Packing;
import org.fedner.model.parameters.ContextualInput;
import org.fedner.model.parameters.TensorNames;

/** While training: gamma times the sum of a language model's layers, each by its share of the softmax (Peters et al. 2018). */
final class Mixture {
    private final ContextualInput sizes;
    private final ContextSource source;
    private double[] shares = new double[0]; // softmax of w
    private double gamma;
    private float[] layers = new float[0]; // [layers][steps][batch][dimension]
    private int stepWidth;
    private int layerWidth;

    Mixture(ContextualInput sizes, ContextSource source) {
        this.sizes = sizes;
        this.source = source;
    }

    void load(ModuleArrays parameters) {
        float[] array = parameters.array(TensorNames.MIXTURE_W);
        int offset = parameters.offset(TensorNames.MIXTURE_W);
        shares = new double[sizes.layers()];
        double sum = 0;
        for (int l = 0; l < shares.length; l++) {
            shares[l] = Math.exp(array[offset + l]);
            sum += shares[l];
        }
        for (int l = 0; l < shares.length; l++) {
            shares[l] /= sum;
        }
        gamma = parameters.array(TensorNames.MIXTURE_GAMMA)[parameters.offset(TensorNames.MIXTURE_GAMMA)];
    }

    /** Writes each word's mixture into {@code rows [places][width]} from column {@code to} on. */
    void forward(List<EncodedSentence> sentences, Packing packing, float[] rows, int width, int to) {
        stepWidth = sentences.size() * sizes.dimension();
        layerWidth = packing.steps() * stepWidth;
        layers = new float[Math.multiplyExact(sizes.layers(), layerWidth)];
        source.fill(sentences.stream().map(sentence -> sentence.tokens).toList(), packing.steps(), layers);
        for (int s = 0; s < packing.sequences(); s++) {
            for (int t = 0; t < packing.length(s); t++) {
                int row = packing.place(s, t) * width + to;
                for (int l = 0; l < shares.length; l++) {
                    float factor = (float) (gamma * shares[l]);
                    int from = place(l, s, t);
                    for (int j = 0; j < sizes.dimension(); j++) {
                        rows[row + j] += factor * layers[from + j];
                    }
                }
            }
        }
    }

    private int place(int layer, int sentence, int step) {
        return layer * layerWidth + step * stepWidth + sentence * sizes.dimension();
    }

    /** Writes the gradients of weights and gamma, from that of the rows of the last forward. */
    void backward(Packing packing, float[] signals, int width, int from, ModuleArrays target) {
        double[] ofLayers = new double[shares.length]; // of each layer's factor
        for (int s = 0; s < packing.sequences(); s++) {
            for (int t = 0; t < packing.length(s); t++) {
                int row = packing.place(s, t) * width + from;
                for (int l = 0; l < shares.length; l++) {
                    int at = place(l, s, t);
                    double sum = 0;
                    for (int j = 0; j < sizes.dimension(); j++) {
                        sum += (double) signals[row + j] * layers[at + j];
                    }
                    ofLayers[l] += sum;
                }
            }
        }
        double mean = 0;
        for (int l = 0; l < shares.length; l++) {
            mean += shares[l] * ofLayers[l];
        }
        float[] w = target.array(TensorNames.MIXTURE_W);
        int atW = target.offset(TensorNames.MIXTURE_W);
        for (int l = 0; l < shares.length; l++) {
            w[atW + l] = (float) (gamma * shares[l] * (ofLayers[l] - mean));
        }
        target.array(TensorNames.MIXTURE_GAMMA)[target.offset(TensorNames.MIXTURE_GAMMA)] = (float) mean;
    }
}
