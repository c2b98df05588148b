package org.fedner.model.parameters;

/**
 * Vectors of words in their sentence, from a frozen language model that every platform holds. They are not among the
 * parameters; what is trained is how their layers are mixed (Peters et al. 2018, equation 1).
 *
 * @param layers of vectors, one weight each
 * @param dimension of one vector
 * @param sha256 digest of the language model in lower-case hex; every platform must hold the same
 */
public record ContextualInput(int layers, int dimension, String sha256) {
    private static final int MOST_LAYERS = 64;
    private static final int MOST_NUMBERS = 1 << 20;

    public ContextualInput {
        if (layers < 1
                || layers > MOST_LAYERS
                || dimension < 1
                || dimension > MOST_NUMBERS
                || !sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("contextual vectors of %d layers, dimension %d, digest of %d characters"
                    .formatted(layers, dimension, sha256.length()));
        }
    }
}
