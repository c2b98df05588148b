package org.fedner.model.parameters;

/** The names under which {@link NetworkSpec} lays out tensors; shapes are stated there. */
public final class TensorNames {
    private static final String HASHED = "word.hashed.";

    public static final String WORD_PROJECTION_W = "word.projection.w";
    public static final String WORD_PROJECTION_B = "word.projection.b";
    public static final String WORD_VECTORS_CHANGE = "word.vectors.change";
    public static final String CAPITALISATION_EMBEDDING = "capitalisation.embedding";
    public static final String CHARACTER_EMBEDDING = "character.embedding";
    public static final String CHARACTER_CNN_W = "character.cnn.w";
    public static final String CHARACTER_CNN_B = "character.cnn.b";
    public static final Lstm CHARACTER_LSTM = new Lstm("character.lstm");
    public static final String MIXTURE_W = "contextual.mixture.w";
    public static final String MIXTURE_GAMMA = "contextual.mixture.gamma";
    public static final String EMISSION_W = "emission.w";
    public static final String EMISSION_B = "emission.b";
    public static final String CRF_TRANSITIONS = "crf.transitions";
    public static final String CRF_START = "crf.start";

    private TensorNames() {}

    /** The four tensors of a Bi-LSTM. */
    public record Lstm(String prefix) {
        public String forwardW() {
            return prefix + ".forward.w";
        }

        public String forwardB() {
            return prefix + ".forward.b";
        }

        public String backwardW() {
            return prefix + ".backward.w";
        }

        public String backwardB() {
            return prefix + ".backward.b";
        }
    }

    /** Bloom embedding table of one hashed word feature. */
    public static String hashedTable(WordFeature feature) {
        return HASHED + feature.wireName();
    }

    /** Whether a tensor of this name is the table of a hashed feature. */
    public static boolean isHashedTable(String name) {
        return name.startsWith(HASHED);
    }

    /** Filters of the word CNN's windows of one width, the widths counted from 0. */
    public static String wordCnnW(int width) {
        return numbered("word.cnn", width) + ".w";
    }

    public static String wordCnnB(int width) {
        return numbered("word.cnn", width) + ".b";
    }

    /** A Bi-LSTM over the words, counted from 0 and from the words up. */
    public static Lstm lstm(int layer) {
        return new Lstm(numbered("lstm", layer));
    }

    /** The first has no number: most networks have but one. */
    private static String numbered(String name, int index) {
        return index == 0 ? name : name + (index + 1);
    }
}
