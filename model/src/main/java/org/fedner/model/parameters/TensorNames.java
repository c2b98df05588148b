package org.fedner.model.parameters;

/** The names under which {@link NetworkSpec} lays out tensors; shapes are stated there. */
public final class TensorNames {
    public static final String WORD_PROJECTION_W = "word.projection.w";
    public static final String WORD_PROJECTION_B = "word.projection.b";
    public static final String WORD_VECTORS_CHANGE = "word.vectors.change";
    public static final String CAPITALISATION_EMBEDDING = "capitalisation.embedding";
    public static final String CHARACTER_EMBEDDING = "character.embedding";
    public static final String CHARACTER_CNN_W = "character.cnn.w";
    public static final String CHARACTER_CNN_B = "character.cnn.b";
    public static final String WORD_CNN_W = "word.cnn.w";
    public static final String WORD_CNN_B = "word.cnn.b";
    public static final String LSTM_FORWARD_W = "lstm.forward.w";
    public static final String LSTM_FORWARD_B = "lstm.forward.b";
    public static final String LSTM_BACKWARD_W = "lstm.backward.w";
    public static final String LSTM_BACKWARD_B = "lstm.backward.b";
    public static final String EMISSION_W = "emission.w";
    public static final String EMISSION_B = "emission.b";
    public static final String CRF_TRANSITIONS = "crf.transitions";
    public static final String CRF_START = "crf.start";

    private TensorNames() {}

    /** Bloom embedding table of one hashed word feature. */
    public static String hashedTable(WordFeature feature) {
        return "word.hashed." + feature.wireName();
    }
}
