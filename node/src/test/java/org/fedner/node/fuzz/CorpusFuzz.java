package org.fedner.node.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.fedner.model.corpus.ConllReader;
import org.fedner.model.corpus.CorpusFormatException;
import org.fedner.model.corpus.Sentence;
import org.fedner.model.corpus.TagScheme;
import org.fedner.model.corpus.WordVectors;
import org.junit.jupiter.params.provider.MethodSource;

/** The files a site brings: sentences and word vectors. A corpus has several spellings, so its sentences must come back. */
public class CorpusFuzz {
    private static final Scratch IN = new Scratch(".txt");
    private static final Scratch OUT = new Scratch(".again");

    /** Sentences in both schemes, a tagger's output, and two vectors. */
    public static Stream<byte[]> seeds() {
        return Stream.of(
                        "a\tB-X\nb\tI-X\nc\tO\n\nd\tO\n",
                        "a\tB-X\nb\tE-X\n\r\nd\tS-Y\n",
                        "a\tO\tB-X\nb\tO\tI-X\n",
                        "the 0.1 -2e3\nof 1 .5\n")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    public void aCorpusIsRefusedOrItsSentencesComeBack(byte[] input) {
        for (TagScheme scheme : TagScheme.values()) {
            try {
                comesBack(ConllReader.read(IN.holding(input), scheme), scheme);
            } catch (CorpusFormatException e) {
                // refused, as declared
            }
        }
        try {
            ConllReader.readPredictions(IN.holding(input));
        } catch (CorpusFormatException e) {
            // refused, as declared
        }
        try {
            WordVectors.read(List.of(IN.file()));
        } catch (CorpusFormatException e) {
            // refused, as declared
        }
    }

    private static void comesBack(List<Sentence> read, TagScheme scheme) {
        StringBuilder text = new StringBuilder(); // as ConllWriter writes, which would wait for the disk
        for (Sentence sentence : read) {
            for (int i = 0; i < sentence.length(); i++) {
                text.append(sentence.tokens().get(i))
                        .append('\t')
                        .append(sentence.tags().get(i))
                        .append('\n');
            }
            text.append('\n');
        }
        try {
            byte[] written = text.toString().getBytes(StandardCharsets.UTF_8);
            if (!ConllReader.read(OUT.holding(written), scheme).equals(read)) {
                throw new AssertionError("sentences are read back as others");
            }
        } catch (CorpusFormatException e) {
            throw new AssertionError("sentences that were read are refused when they are written", e);
        }
    }
}
