package org.fedner.model.parameters;

/** The last layer that is shared (paper, figure 4). The order is the wire order: append only. */
public enum Cut {
    /** Embeddings, character CNN and word CNN are shared; Bi-LSTM and CRF are private (the paper's cut). */
    WORD_CNN
}
