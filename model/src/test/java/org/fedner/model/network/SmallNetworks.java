package org.fedner.model.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.fedner.model.corpus.CharacterTable;
import org.fedner.model.corpus.CorpusFormatException;
import org.fedner.model.corpus.WordVectors;
import org.fedner.model.parameters.CharacterLayer;
import org.fedner.model.parameters.Cut;
import org.fedner.model.parameters.NetworkPreset;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.WordCnn;
import org.fedner.model.parameters.WordFeature;
import org.fedner.model.parameters.WordInput;

/** The preset's network at sizes at which every coordinate can be looked at. */
public enum SmallNetworks {
    HASHED,
    FROZEN,
    COMBINED,
    TUNED;

    /** Runs on one thread, as all tests of one process must. */
    public Recogniser recogniser(double dropout) {
        if (this == HASHED) {
            return Recogniser.hashed(spec(hashed(dropout), dropout), NetworkThreads.single());
        }
        WordVectors vectors = vectors();
        if (this == TUNED) {
            return Recogniser.tuned(spec(vectors.asTunedInput(), dropout), vectors, NetworkThreads.single());
        }
        WordInput.FrozenVectors frozen = new WordInput.FrozenVectors(vectors.dimension(), 6, vectors.sha256());
        WordInput words = this == FROZEN ? frozen : new WordInput.Combined(frozen, hashed(dropout));
        return Recogniser.frozen(spec(words, dropout), vectors, NetworkThreads.single());
    }

    private static WordInput.Hashed hashed(double formDropout) {
        return new WordInput.Hashed(
                List.of(
                        new WordInput.Table(WordFeature.FORM, 50, 5),
                        new WordInput.Table(WordFeature.SUFFIX, 30, 4),
                        new WordInput.Table(WordFeature.SHAPE, 11, 3)),
                2,
                formDropout);
    }

    private static NetworkSpec spec(WordInput words, double dropout) {
        return shrunk(NetworkPreset.FEDNER.network(words)).withDropout(dropout);
    }

    /** A preset's layers, each with few numbers; words hashed, on one thread. */
    public static Recogniser recogniser(NetworkPreset preset, Cut cut, List<String> allTags, double dropout) {
        NetworkSpec spec = shrunk(preset.network(hashed(dropout))).cutAt(cut, allTags);
        return Recogniser.hashed(spec.withDropout(dropout), NetworkThreads.single());
    }

    private static NetworkSpec shrunk(NetworkSpec spec) {
        return new NetworkSpec(
                spec.words(),
                3,
                spec.characters()
                        .map(layer -> layer instanceof CharacterLayer.Cnn
                                ? new CharacterLayer.Cnn(CharacterTable.SIZE, 5, 8, 7, 3)
                                : new CharacterLayer.BiLstm(CharacterTable.SIZE, 5, 8, 4)),
                spec.contextual(),
                spec.wordCnn().map(cnn -> new WordCnn(9 / cnn.widths().size(), cnn.widths())),
                spec.lstmUnits().stream().map(units -> 6).toList(),
                spec.dropout(),
                spec.cut(),
                spec.tags());
    }

    static WordVectors vectors() {
        try {
            Path file = Files.createTempFile("vectors", ".txt");
            try {
                Files.writeString(file, """
                        the 0.1 -0.2 0.3 0.5
                        patient 0.4 0.1 -0.7 0.2
                        lithium -0.6 0.9 0.2 0.1
                        fever 0.3 0.3 0.8 -0.4
                        and 0.2 -0.8 -0.1 0.6
                        """);
                return WordVectors.read(List.of(file));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (CorpusFormatException e) {
            throw new AssertionError("the vectors above are well formed", e);
        }
    }
}
