package org.fedner.model.parameters;

import java.util.Arrays;
import java.util.Optional;

/**
 * The last layer that is shared (paper, figure 4); what is above it is private. In a network without that layer the cut is
 * where the layer would be: {@code WORD_CNN} of a network without a word CNN shares its embeddings. The order is the wire
 * order: append only.
 */
public enum Cut {
    /** Embeddings, character layer and word CNN are shared; Bi-LSTM and CRF are private (the paper's cut). */
    WORD_CNN("word-cnn", 2),
    /** Nothing is shared: platforms train beside each other. */
    NONE("none", 0),
    /** Word, capitalisation and character embeddings with the character layer, and the mixture of contextual vectors. */
    EMBEDDINGS("embeddings", 1),
    /** All but the emission scores and the CRF. */
    BI_LSTM("bi-lstm", 3),
    /** Everything, which takes the same tags at every platform. */
    ALL("all", 4);

    private final String wireName;
    private final int layers;

    Cut(String wireName, int layers) {
        this.wireName = wireName;
        this.layers = layers;
    }

    /** As jobs and policies name it. */
    public String wireName() {
        return wireName;
    }

    /** The cut of this name. */
    public static Optional<Cut> named(String name) {
        return Arrays.stream(values()).filter(cut -> cut.wireName.equals(name)).findAny();
    }

    /** Whether a layer's tensors are in the shared module. */
    boolean shares(Layer layer) {
        return layer.ordinal() < layers;
    }

    /** The layers between which a network can be cut, from words to tags. */
    enum Layer {
        EMBEDDINGS,
        WORD_CNN,
        BI_LSTM,
        TAGS
    }
}
