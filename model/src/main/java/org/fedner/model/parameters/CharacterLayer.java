package org.fedner.model.parameters;

/** What reads a word's characters and adds its numbers to the word's. */
public sealed interface CharacterLayer {

    /** Number of entries of the public character table. */
    int tableSize();

    /** Width of a character's embedding. */
    int dimension();

    /** Characters of a word that are read (its first ones); start and end marks come on top. */
    int wordLimit();

    /** Numbers per word that enter the concatenation. */
    int outputDimension();

    /**
     * A convolution over the characters, max-pooled over the word.
     *
     * @param filters numbers per word
     * @param width window in characters, odd
     */
    record Cnn(int tableSize, int dimension, int wordLimit, int filters, int width) implements CharacterLayer {
        public Cnn {
            if (tableSize < 1 || dimension < 1 || wordLimit < 1 || filters < 1 || width < 1 || width % 2 == 0) {
                throw new IllegalArgumentException(
                        "character CNN: table %d, dimension %d, limit %d, filters %d, width %d"
                                .formatted(tableSize, dimension, wordLimit, filters, width));
            }
        }

        @Override
        public int outputDimension() {
            return filters;
        }
    }

    /**
     * A Bi-LSTM over the characters; of each direction the state after its last character.
     *
     * @param units of each direction
     */
    record BiLstm(int tableSize, int dimension, int wordLimit, int units) implements CharacterLayer {
        private static final int MOST_UNITS = 1 << 20;

        public BiLstm {
            if (tableSize < 1 || dimension < 1 || wordLimit < 1 || units < 1 || units > MOST_UNITS) {
                throw new IllegalArgumentException("character Bi-LSTM: table %d, dimension %d, limit %d, units %d"
                        .formatted(tableSize, dimension, wordLimit, units));
            }
        }

        @Override
        public int outputDimension() {
            return 2 * units;
        }
    }
}
