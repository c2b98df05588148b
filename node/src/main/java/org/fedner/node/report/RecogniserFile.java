package org.fedner.node.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.fedner.model.corpus.Capitalisation;
import org.fedner.model.corpus.CharacterTable;
import org.fedner.model.corpus.TagSet;
import org.fedner.model.parameters.CharacterLayer;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.WordInput;
import org.fedner.model.training.TrainedModel;

/**
 * {@code recogniser.json}, version 1: all that another program needs beside the SavedModel, the word vectors and the language
 * model to turn tokens into the model's inputs and its outputs into tags. See docs/model.md.
 *
 * @param round the shared module was trained for
 * @param networkSha256 of the network's bytes
 * @param parametersSha256 of the shared parameters
 * @param tags in the order of their numbers
 * @param capitalisations names in the order of their numbers
 * @param characters null where the network reads none
 * @param contextual null where the network reads no language model
 * @param inputs names of the SavedModel's inputs
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record RecogniserFile(
        int version,
        long round,
        String networkSha256,
        String parametersSha256,
        String taggingScheme,
        List<String> tags,
        List<String> capitalisations,
        Words words,
        Characters characters,
        Contextual contextual,
        List<String> inputs) {
    /** Version of the form. */
    public static final int VERSION = 1;

    /**
     * How a word is looked up.
     *
     * @param vectorsSha256 of the word vectors that {@code vectors} reads; null if there are none
     * @param hashes rows of each table that {@code rows} reads; null without tables
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Words(String vectorsSha256, Integer hashes, List<Table> tables) {}

    /** A feature of the word, hashed into so many rows. */
    public record Table(String feature, int rows) {}

    /**
     * How a word's characters are numbered.
     *
     * @param wordLimit characters that are read of a word
     * @param table the characters with a number of their own; the first one's is {@code first}
     */
    public record Characters(int wordLimit, int padding, int unknown, int start, int end, int first, String table) {
        static Characters of(CharacterLayer layer) {
            return new Characters(
                    layer.wordLimit(),
                    CharacterTable.PADDING,
                    CharacterTable.UNKNOWN,
                    CharacterTable.START,
                    CharacterTable.END,
                    CharacterTable.END + 1,
                    CharacterTable.characters());
        }
    }

    /** The language model whose vectors {@code contextual} reads. */
    public record Contextual(String sha256, int layers, int dimension) {}

    /** Of a model that was exported with these inputs. */
    public static RecogniserFile of(TrainedModel model, List<String> inputs) {
        NetworkSpec spec = model.spec();
        return new RecogniserFile(
                VERSION,
                model.round(),
                hex(spec.digest()),
                model.sharedSha256(),
                TagSet.ofTags(model.tags()).scheme().name(),
                model.tags(),
                Arrays.stream(Capitalisation.values())
                        .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                        .toList(),
                words(spec.words()),
                spec.characters().map(Characters::of).orElse(null),
                spec.contextual()
                        .map(read -> new Contextual(read.sha256(), read.layers(), read.dimension()))
                        .orElse(null),
                inputs);
    }

    private static Words words(WordInput words) {
        Optional<WordInput.Hashed> hashed = words.hashed();
        List<Table> tables = hashed.stream()
                .flatMap(all -> all.tables().stream())
                .map(table -> new Table(table.feature().name().toLowerCase(Locale.ROOT), table.rows()))
                .toList();
        return new Words(
                words.vectors().orElse(null),
                hashed.map(WordInput.Hashed::hashes).orElse(null),
                tables);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
