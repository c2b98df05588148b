package org.fedner.model.parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A network as data: the layers it has, their sizes, and where it is cut into a shared and a private module.
 *
 * <p>{@link #sharedLayout()} is a public fact of the federation. {@link #privateLayout} depends on the number of a
 * platform's tags and stays on the platform. From words to tags:
 *
 * <pre>
 * words [P]  capitalisation [8 -> C]  characters [table -> D] -> CNN or Bi-LSTM over the word [F]          embeddings
 * contextual vectors [layers, E] -> their mixture [E]                                                      embeddings
 *      concatenation [P + C + F + E], dropout, word CNN [W], ReLU, dropout       if there is one               word-cnn
 *      Bi-LSTM [2 x H], dropout                                              none, one or several          bi-lstm
 *      emission scores [K], CRF                                                                            all
 * </pre>
 *
 * @param words how a word enters; its output has {@code words.outputDimension()} = P numbers
 * @param capitalisationDimension C
 * @param characters what reads a word's characters, if anything does; its output has F numbers
 * @param contextual vectors of the words in their sentence, if there are such; E numbers a word
 * @param wordCnn W numbers a word
 * @param lstmUnits H, units of each direction, of each Bi-LSTM from the words up
 * @param dropout probability that a number is dropped, after the concatenation and after each layer above it
 * @param cut what is shared
 * @param tags of every platform, in the order of their numbers; empty unless everything is shared
 */
public record NetworkSpec(
        WordInput words,
        int capitalisationDimension,
        Optional<CharacterLayer> characters,
        Optional<ContextualInput> contextual,
        Optional<WordCnn> wordCnn,
        List<Integer> lstmUnits,
        double dropout,
        Cut cut,
        List<String> tags) {

    /** Number of values of the capitalisation feature. */
    public static final int CAPITALISATION_VALUES = 8;

    private static final int MOST_LSTMS = 16;
    private static final int MOST_UNITS = 1 << 20;

    public NetworkSpec {
        lstmUnits = List.copyOf(lstmUnits);
        tags = List.copyOf(tags);
        if (capitalisationDimension < 1 || !(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException(
                    "capitalisation dimension %d, dropout %s".formatted(capitalisationDimension, dropout));
        }
        if (lstmUnits.size() > MOST_LSTMS || lstmUnits.stream().anyMatch(units -> units < 1 || units > MOST_UNITS)) {
            throw new IllegalArgumentException("Bi-LSTMs of %s units".formatted(lstmUnits));
        }
        if (wordCnn.isEmpty() && lstmUnits.isEmpty()) {
            throw new IllegalArgumentException("a network needs a word CNN or a Bi-LSTM");
        }
        if ((cut == Cut.ALL) == tags.isEmpty() || tags.size() == 1) {
            throw new IllegalArgumentException(
                    "the cut %s with %d tags: 'all' takes the tags of every platform, and no other cut does"
                            .formatted(cut.wireName(), tags.size()));
        }
        if (cut == Cut.NONE && words instanceof WordInput.TunedVectors) {
            throw new IllegalArgumentException(
                    "tuned word vectors are trained together by rows; the cut 'none' shares nothing");
        }
    }

    /** The {@code fedner} preset: the paper's network at the sizes that proved best here without ELMo. */
    public static NetworkSpec fedner(WordInput words) {
        return NetworkPreset.FEDNER.network(words);
    }

    /** The same network with contextual vectors beside its words. */
    public NetworkSpec reading(ContextualInput vectors) {
        return new NetworkSpec(
                words,
                capitalisationDimension,
                characters,
                Optional.of(vectors),
                wordCnn,
                lstmUnits,
                dropout,
                cut,
                tags);
    }

    /** The same network with another probability of dropout. */
    public NetworkSpec withDropout(double probability) {
        return new NetworkSpec(
                words, capitalisationDimension, characters, contextual, wordCnn, lstmUnits, probability, cut, tags);
    }

    /** The same network cut elsewhere; {@code allTags} of every platform if everything is shared, otherwise none. */
    public NetworkSpec cutAt(Cut other, List<String> allTags) {
        return new NetworkSpec(
                words, capitalisationDimension, characters, contextual, wordCnn, lstmUnits, dropout, other, allTags);
    }

    /** Width of a word after concatenation: P + C + F + E. */
    public int wordDimension() {
        return words.outputDimension()
                + capitalisationDimension
                + characters.map(CharacterLayer::outputDimension).orElse(0)
                + contextual.map(ContextualInput::dimension).orElse(0);
    }

    /** Width of what the first Bi-LSTM reads: the word CNN's output, or the word's where there is none. */
    public int contextDimension() {
        return wordCnn.map(WordCnn::outputDimension).orElseGet(this::wordDimension);
    }

    /** Width of what the emission scores read. */
    public int topDimension() {
        return lstmUnits.isEmpty() ? contextDimension() : 2 * lstmUnits.get(lstmUnits.size() - 1);
    }

    /** Widths of the places of dropout, from the words up. */
    public List<Integer> dropoutWidths() {
        List<Integer> widths = new ArrayList<>(List.of(wordDimension()));
        wordCnn.ifPresent(cnn -> widths.add(cnn.outputDimension()));
        lstmUnits.forEach(units -> widths.add(2 * units));
        return widths;
    }

    /**
     * The tensors every platform shares, of those below the cut: for hashed words a table {@code [rows, dim]} per feature; for
     * frozen vectors a projection {@code w [input, P]}, {@code b [P]}; for tuned vectors, by rows, their change
     * {@code [words + 1, P]}; capitalisation {@code [8, C]}; characters {@code [table, D]}; character CNN
     * {@code w [width, D, F]}, {@code b [F]}, or a character Bi-LSTM as below; of
     * contextual vectors the mixture's {@code w [layers]}, {@code gamma [1]}; word CNN {@code w [width, P+C+F+E, filters]},
     * {@code b [filters]} of each width; and those of {@link #privateLayout} if the cut is above them.
     */
    public ParameterLayout sharedLayout() {
        return new NetworkTensors(this).shared();
    }

    /**
     * The tensors of one platform with K tags, of those above the cut: of each Bi-LSTM {@code w [in+H, 4H]}, {@code b [4H]} of
     * either direction, gates in the order input, forget, cell, output; emission {@code w [in, K]}, {@code b [K]}; CRF
     * transitions {@code [from K, to K]} and start scores {@code [K]}; and those of {@link #sharedLayout} if the cut is
     * below them.
     */
    public ParameterLayout privateLayout(int tagCount) {
        if (tagCount < 2) {
            throw new IllegalArgumentException(
                    "a platform needs O and at least one other tag, not %d".formatted(tagCount));
        }
        if (cut == Cut.ALL && tagCount != tags.size()) {
            throw new IllegalArgumentException(
                    "%d tags at a platform where all share %d".formatted(tagCount, tags.size()));
        }
        return new NetworkTensors(this).own(tagCount);
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
}
