package org.fedner.model.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConllReaderTest {
    @TempDir
    Path folder;

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("notes.conll"), content);
    }

    private Path file(String content) throws IOException {
        return file(content.getBytes(StandardCharsets.UTF_8));
    }

    private CorpusFormatException refusal(Path file, TagScheme scheme) {
        return catchThrowableOfType(CorpusFormatException.class, () -> ConllReader.read(file, scheme));
    }

    @Test
    void readsSentencesWhateverTheLineEndsAndHoweverManyEmptyLines() throws Exception {
        Sentence first = new Sentence(List.of("took", "zorvelmab"), List.of("O", "B-Drug"));
        Sentence second = new Sentence(List.of("µg"), List.of("O"));
        assertThat(ConllReader.read(file("took\tO\nzorvelmab\tB-Drug\n\nµg\tO\n\n"), TagScheme.BIO))
                .containsExactly(first, second);
        assertThat(ConllReader.read(file("\r\ntook\tO\r\nzorvelmab\tB-Drug\r\n\r\n\r\nµg\tO"), TagScheme.BIO))
                .containsExactly(first, second);
    }

    @Test
    void readsGzip() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write("a\tO\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(ConllReader.read(file(bytes.toByteArray()), TagScheme.BIO)).hasSize(1);
    }

    /** In the text, ~ stands for a line end and > for a tab. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "BIO   | secret>O~secret B-Drug~           | 2 | no tab separates token and tag",
                "BIO   | secret>O>B-Drug~                  | 1 | more than two columns",
                "BIO   | secret>O~~ >O~                    | 3 | the token is blank",
                "BIO   | secret>O~>O~                      | 2 | the token is blank",
                "BIO   | secret>I-Drug~                    | 1 | I- continues no entity",
                "BIO   | secret>O~secret>I-Drug~           | 2 | I- continues no entity",
                "BIO   | secret>B-ADE~secret>I-Drug~       | 2 | I- continues no entity",
                "BIO   | secret>B-Drug~~secret>I-Drug~     | 3 | I- continues no entity",
                "BIO   | secret>S-Drug~                    | 1 | outside the scheme BIO",
                "BIO   | secret>b-Drug~                    | 1 | outside the scheme BIO",
                "BIO   | secret>B-~                        | 1 | outside the scheme BIO",
                "BIO   | secret>Drug~                      | 1 | outside the scheme BIO",
                "BIO   | secret>B-Dr ug~                   | 1 | outside the scheme BIO",
                "BIOES | secret>B-Drug~secret>O~           | 2 | the entity before was not ended",
                "BIOES | secret>B-Drug~secret>B-Drug~      | 2 | the entity before was not ended",
                "BIOES | secret>B-Drug~~                   | 2 | ends inside an entity",
                "BIOES | secret>S-Drug~secret>E-Drug~      | 2 | E- continues no entity",
                "BIO   | ~~~                               | 0 | holds no sentence",
            })
    void namesLineFaultAndRemedyButNeverTokenOrTag(TagScheme scheme, String text, long line, String fault)
            throws IOException {
        Path file = file(text.replace('~', '\n').replace('>', '\t'));
        CorpusFormatException refusal = refusal(file, scheme);
        assertThat(refusal).hasMessageContaining(fault).hasMessageContaining("notes.conll");
        assertThat(refusal.line()).isEqualTo(line);
        assertThat(refusal.getMessage()).contains("; ").doesNotContain("secret", "Drug", "ADE");
        if (line > 0) {
            assertThat(refusal).hasMessageContaining(" line " + line + ":");
        }
    }

    @Test
    void refusesWhatIsNoReadableText() throws Exception {
        assertThat(refusal(file(""), TagScheme.BIO)).hasMessageContaining("holds no sentence");
        assertThat(refusal(file(new byte[] {'a', '\t', 'O', '\n', (byte) 0xC3, '\t', 'O'}), TagScheme.BIO))
                .hasMessageContaining("not valid UTF-8");
        assertThat(refusal(file("\uFEFFa\tO\n"), TagScheme.BIO)).hasMessageContaining("byte-order mark");
        // in the middle too, where joining files leaves one: such a token could not be written as the first of a file
        assertThat(refusal(file("\n\uFEFFa\tO\n"), TagScheme.BIO))
                .hasMessageContaining("line 2")
                .hasMessageContaining("byte-order mark");
        assertThat(refusal(folder.resolve("missing.conll"), TagScheme.BIO)).hasMessageContaining("no such file");
        assertThat(refusal(folder, TagScheme.BIO)).hasMessageContaining("this is a folder");
        assertThat(refusal(file(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0}), TagScheme.BIO))
                .hasMessageContaining("cannot be read");
    }

    @Test
    void takesPredictionsWithIllegalSequencesAndFurtherColumns() throws Exception {
        List<Sentence> read = ConllReader.readPredictions(file("a\tB-X\tI-X\nb\tO\tS-Y\n\n"));
        assertThat(read).containsExactly(new Sentence(List.of("a", "b"), List.of("I-X", "S-Y")));
    }

    @Test
    void whatIsWrittenReadsBackTheSame() throws Exception {
        List<Sentence> sentences = List.of(
                new Sentence(List.of("took", "\"zor", "–"), List.of("O", "B-Drug", "I-Drug")),
                new Sentence(List.of("#"), List.of("O")));
        Path file = folder.resolve("new/out.conll");
        ConllWriter.write(file, sentences);
        assertThat(ConllReader.read(file, TagScheme.BIO)).isEqualTo(sentences);
        ConllWriter.writePredictions(file, sentences, List.of(List.of("O", "O", "I-Drug"), List.of("O")));
        assertThat(Files.readString(file)).isEqualTo("took\tO\tO\n\"zor\tB-Drug\tO\n–\tI-Drug\tI-Drug\n\n#\tO\tO\n\n");
        assertThat(ConllReader.readPredictions(file).get(0).tags()).containsExactly("O", "O", "I-Drug");
    }

    @Test
    void aSentencePrintsItsSizeOnly() {
        assertThat(new Sentence(List.of("secret"), List.of("B-Drug"))).hasToString("Sentence[1 tokens]");
    }
}
