package org.fedner.model.parameters;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The networks of the paper's table 2, each as data. Sizes are those that proved best here for {@link #FEDNER}, so that
 * presets differ in their layers and not in their widths; all read the capitalisation feature, because words are looked up in
 * lower case.
 */
public enum NetworkPreset {
    /** Collobert et al. 2011. */
    CNN_CRF("cnn-crf", Characters.NONE, List.of(3), List.of()),
    /** Habibi et al. 2017. */
    LSTM_CRF("lstm-crf", Characters.BI_LSTM, List.of(), List.of(80)),
    /** Zhu et al. 2017: windows of several widths side by side. */
    GRAM_CNN("gram-cnn", Characters.CNN, List.of(1, 3, 5), List.of()),
    /** Ma and Hovy 2016. */
    CNN_LSTM_CRF("cnn-lstm-crf", Characters.CNN, List.of(), List.of(80)),
    /** Lample et al. 2016, two Bi-LSTMs on top of each other. */
    S_LSTM_CRF("s-lstm-crf", Characters.BI_LSTM, List.of(), List.of(80, 80)),
    /** Shen et al. 2017. */
    CNN_CLSTM_CRF("cnn-clstm-crf", Characters.CNN, List.of(3), List.of(80)),
    /** Ge et al. 2020, section 3.1; without contextual vectors the layers are those of {@link #CNN_CLSTM_CRF}. */
    FEDNER("fedner", Characters.CNN, List.of(3), List.of(80));

    /** The name of {@link #FEDNER} where contextual vectors are required. */
    public static final String ELMO_NER = "elmo-ner";

    private enum Characters {
        NONE,
        CNN,
        BI_LSTM
    }

    private static final int CAPITALISATION = 10;
    private static final int CHARACTER_DIMENSION = 30;
    private static final int WORD_LIMIT = 20;
    private static final int CHARACTER_FILTERS = 50;
    private static final int CHARACTER_UNITS = 25;
    private static final int WORD_FILTERS = 128;
    private static final double DROPOUT = 0.3;

    private final String wireName;
    private final Characters characters;
    private final List<Integer> widths;
    private final List<Integer> lstmUnits;

    NetworkPreset(String wireName, Characters characters, List<Integer> widths, List<Integer> lstmUnits) {
        this.wireName = wireName;
        this.characters = characters;
        this.widths = widths;
        this.lstmUnits = lstmUnits;
    }

    /** As jobs name it. */
    public String wireName() {
        return wireName;
    }

    /** The preset of this name; {@code elmo-ner} is {@link #FEDNER} with contextual vectors. */
    public static Optional<NetworkPreset> named(String name) {
        if (name.equals(ELMO_NER)) {
            return Optional.of(FEDNER);
        }
        return Arrays.stream(values())
                .filter(preset -> preset.wireName.equals(name))
                .findAny();
    }

    /** The network, cut at the word CNN. */
    public NetworkSpec network(WordInput words) {
        Optional<WordCnn> cnn =
                widths.isEmpty() ? Optional.empty() : Optional.of(new WordCnn(WORD_FILTERS / widths.size(), widths));
        return new NetworkSpec(
                words,
                CAPITALISATION,
                characterLayer(),
                Optional.empty(),
                cnn,
                lstmUnits,
                DROPOUT,
                Cut.WORD_CNN,
                List.of());
    }

    private Optional<CharacterLayer> characterLayer() {
        int table = PublicCharacters.SIZE;
        return switch (characters) {
            case NONE -> Optional.empty();
            case CNN ->
                Optional.of(new CharacterLayer.Cnn(table, CHARACTER_DIMENSION, WORD_LIMIT, CHARACTER_FILTERS, 3));
            case BI_LSTM ->
                Optional.of(new CharacterLayer.BiLstm(table, CHARACTER_DIMENSION, WORD_LIMIT, CHARACTER_UNITS));
        };
    }
}
