package org.fedner.model.parameters;

import static org.fedner.model.parameters.Initialiser.forgetGateOpen;
import static org.fedner.model.parameters.Initialiser.glorot;
import static org.fedner.model.parameters.Initialiser.uniformWithRms;
import static org.fedner.model.parameters.Initialiser.zero;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A network as data: the sizes of its layers and where it is cut into a shared and a private module.
 *
 * <p>{@link #sharedLayout()} is a public fact of the federation. {@link #privateLayout} depends on the number of a
 * platform's tags and stays on the platform. From words to tags (paper, section 3.1):
 *
 * <pre>
 * words [P]  capitalisation [8 -> C]  characters [table -> D] -> CNN over the word, max-pooled [F]
 *      concatenation [P + C + F], dropout, word CNN [W], ReLU, dropout       - cut -
 *      Bi-LSTM [2 x H], dropout, emission scores [K], CRF
 * </pre>
 *
 * @param words how a word enters; its output has {@code words.outputDimension()} = P numbers
 * @param capitalisationDimension C
 * @param characters the character CNN; its output has F numbers
 * @param wordCnnFilters W
 * @param wordCnnWidth window in words, odd
 * @param lstmUnits H, units of each direction
 * @param dropout probability that a number is dropped, at three places
 * @param cut what is shared
 */
public record NetworkSpec(
        WordInput words,
        int capitalisationDimension,
        CharacterCnn characters,
        int wordCnnFilters,
        int wordCnnWidth,
        int lstmUnits,
        double dropout,
        Cut cut) {

    /** Number of values of the capitalisation feature. */
    public static final int CAPITALISATION_VALUES = 8;

    /** Root mean square of a hashed feature, the sum of its rows, at the start. */
    private static final double HASHED_WORD_RMS = 0.3;

    /**
     * @param tableSize number of entries of the public character table
     * @param dimension width D of a character's embedding
     * @param wordLimit characters of a word that are read (its first ones); start and end marks come on top
     * @param filters F
     * @param width window in characters, odd
     */
    public record CharacterCnn(int tableSize, int dimension, int wordLimit, int filters, int width) {
        public CharacterCnn {
            if (tableSize < 1 || dimension < 1 || wordLimit < 1 || filters < 1 || width < 1 || width % 2 == 0) {
                throw new IllegalArgumentException(
                        "character CNN: table %d, dimension %d, limit %d, filters %d, width %d"
                                .formatted(tableSize, dimension, wordLimit, filters, width));
            }
        }
    }

    public NetworkSpec {
        if (capitalisationDimension < 1 || wordCnnFilters < 1 || wordCnnWidth < 1 || wordCnnWidth % 2 == 0) {
            throw new IllegalArgumentException("capitalisation dimension %d, word CNN of %d filters and width %d"
                    .formatted(capitalisationDimension, wordCnnFilters, wordCnnWidth));
        }
        if (lstmUnits < 1 || !(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("%d LSTM units, dropout %s".formatted(lstmUnits, dropout));
        }
    }

    /** The {@code fedner} preset: the paper's network at the sizes that proved best here without ELMo. */
    public static NetworkSpec fedner(WordInput words) {
        CharacterCnn characters = new CharacterCnn(PublicCharacters.SIZE, 30, 20, 50, 3);
        return new NetworkSpec(words, 10, characters, 150, 3, 100, 0.3, Cut.WORD_CNN);
    }

    /** Width of a word after concatenation: P + C + F. */
    public int wordDimension() {
        return words.outputDimension() + capitalisationDimension + characters.filters();
    }

    /**
     * The tensors every platform shares: for hashed words a table {@code [rows, dim]} per feature; for
     * frozen vectors a projection {@code w [input, P]}, {@code b [P]}; for tuned vectors, by rows, their change
     * {@code [words + 1, P]}; capitalisation {@code [8, C]}; characters {@code [table, D]}; character CNN
     * {@code w [width, D, F]}, {@code b [F]}; word CNN {@code w [width, P+C+F, W]}, {@code b [W]}.
     */
    public ParameterLayout sharedLayout() {
        List<TensorSpec> tensors = new ArrayList<>();
        if (words instanceof WordInput.Hashed hashed) {
            Initialiser start = uniformWithRms(HASHED_WORD_RMS / Math.sqrt(hashed.hashes()));
            for (WordInput.Table table : hashed.tables()) {
                tensors.add(tensor(TensorNames.hashedTable(table.feature()), start, table.rows(), table.dimension()));
            }
        } else if (words instanceof WordInput.FrozenVectors frozen) {
            int input = frozen.dimension();
            int projection = frozen.projection();
            tensors.add(tensor(TensorNames.WORD_PROJECTION_W, glorot(input, projection), input, projection));
            tensors.add(tensor(TensorNames.WORD_PROJECTION_B, zero(), projection));
        }
        tensors.add(tensor(
                TensorNames.CAPITALISATION_EMBEDDING,
                uniformWithRms(0.5),
                CAPITALISATION_VALUES,
                capitalisationDimension));
        int depth = characters.dimension();
        int filters = characters.filters();
        tensors.add(tensor(TensorNames.CHARACTER_EMBEDDING, uniformWithRms(0.5), characters.tableSize(), depth));
        tensors.add(convolution(TensorNames.CHARACTER_CNN_W, characters.width(), depth, filters));
        tensors.add(tensor(TensorNames.CHARACTER_CNN_B, zero(), filters));
        tensors.add(convolution(TensorNames.WORD_CNN_W, wordCnnWidth, wordDimension(), wordCnnFilters));
        tensors.add(tensor(TensorNames.WORD_CNN_B, zero(), wordCnnFilters));
        return words instanceof WordInput.TunedVectors tuned
                ? new ParameterLayout(
                        tensors,
                        Optional.of(tensor(TensorNames.WORD_VECTORS_CHANGE, zero(), tuned.rows(), tuned.dimension())))
                : new ParameterLayout(tensors);
    }

    /**
     * The tensors of one platform with K tags: LSTM {@code w [W+H, 4H]}, {@code b [4H]} of either direction, gates in the
     * order input, forget, cell, output; emission {@code w [2H, K]}, {@code b [K]}; CRF transitions {@code [from K, to K]}
     * and start scores {@code [K]}.
     */
    public ParameterLayout privateLayout(int tagCount) {
        if (tagCount < 2) {
            throw new IllegalArgumentException(
                    "a platform needs O and at least one other tag, not %d".formatted(tagCount));
        }
        int in = wordCnnFilters + lstmUnits;
        int gates = 4 * lstmUnits;
        Initialiser lstm = glorot(in, gates);
        return new ParameterLayout(List.of(
                tensor(TensorNames.LSTM_FORWARD_W, lstm, in, gates),
                tensor(TensorNames.LSTM_FORWARD_B, forgetGateOpen(), gates),
                tensor(TensorNames.LSTM_BACKWARD_W, lstm, in, gates),
                tensor(TensorNames.LSTM_BACKWARD_B, forgetGateOpen(), gates),
                tensor(TensorNames.EMISSION_W, glorot(2 * lstmUnits, tagCount), 2 * lstmUnits, tagCount),
                tensor(TensorNames.EMISSION_B, zero(), tagCount),
                tensor(TensorNames.CRF_TRANSITIONS, zero(), tagCount, tagCount),
                tensor(TensorNames.CRF_START, zero(), tagCount)));
    }

    /** Canonical bytes; whatever {@link #decode} accepts re-encodes to the same. */
    public byte[] encode() {
        return SpecCodec.encode(this);
    }

    /** Refuses bytes that are cut short, too long, not canonical or of a network that cannot be. */
    public static NetworkSpec decode(byte[] bytes) throws ModuleFormatException {
        return SpecCodec.decode(bytes);
    }

    /** SHA-256 of {@link #encode()}, 32 bytes. */
    public byte[] digest() {
        return Digests.sha256(encode());
    }

    private static TensorSpec convolution(String name, int width, int in, int out) {
        return tensor(name, glorot(width * in, width * out), width, in, out);
    }

    private static TensorSpec tensor(String name, Initialiser initialiser, Integer... shape) {
        return new TensorSpec(name, List.of(shape), initialiser);
    }
}
