package org.fedner.model.network;

import java.util.List;

/** Where a network that reads contextual vectors has them from. */
public interface ContextSource {

    /** Layers of vectors. */
    int layers();

    /** Numbers of one vector. */
    int dimension();

    /** Digest of the language model in lower-case hex. */
    String sha256();

    /**
     * Writes the vectors of a batch, the same for a sentence whatever it is batched with but for rounding.
     *
     * @param steps of the longest sentence
     * @param target {@code [layers][steps][batch][dimension]}, all zero; stays so beyond a sentence's end
     */
    void fill(List<List<String>> sentences, int steps, float[] target);
}
