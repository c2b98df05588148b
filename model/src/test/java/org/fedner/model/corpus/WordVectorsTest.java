package org.fedner.model.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordVectorsTest {
    @TempDir
    Path folder;

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static float[] vector(WordVectors vectors, String token) {
        float[] row = new float[vectors.dimension() + 1];
        vectors.copyRow(vectors.id(token), row, 1);
        return row;
    }

    @Test
    void filesAreScaledAndConcatenatedWithZerosForAbsentWords() throws Exception {
        Path first = file("a.txt", "the 3 4\nThe 9 9\ndrug 0 0\n");
        Path second = file("b.txt", "drug -2\nmg 2\n");
        WordVectors vectors = WordVectors.read(List.of(first, second));
        assertThat(vectors.dimension()).isEqualTo(3);
        assertThat(vectors.size()).isEqualTo(3);
        assertThat(vectors.leftOut()).isEqualTo(1);
        // rms of the first file's lower-case words is sqrt(25 / 4) = 2.5, of the second's 2
        Offset<Float> rounding = Offset.offset(1e-6f);
        float[] the = vector(vectors, "THE");
        assertThat(the[1]).isCloseTo(0.6f, rounding);
        assertThat(the[2]).isCloseTo(0.8f, rounding);
        assertThat(the[3]).isZero();
        assertThat(vector(vectors, "Drug")).containsExactly(0, 0, 0, -0.5f);
        assertThat(vector(vectors, "mg")).containsExactly(0, 0, 0, 0.5f);
        assertThat(vectors.id("absent")).isEqualTo(WordVectors.UNKNOWN);
        assertThat(vector(vectors, "absent")).containsOnly(0);
        assertThat(vectors.asInput().dimension()).isEqualTo(3);
    }

    @Test
    void theDigestDependsOnContentAndOrderButNotOnCompression() throws Exception {
        String content = "the 1 2\nmg 3 4\n";
        Path plain = file("a.txt", content);
        Path other = file("b.txt", "the 1 2\nmg 3 5\n");
        Path zipped = folder.resolve("a.txt.gz");
        try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(zipped))) {
            gzip.write(content.getBytes(StandardCharsets.UTF_8));
        }
        String digest = WordVectors.read(List.of(plain)).sha256();
        assertThat(digest).matches("[0-9a-f]{64}");
        assertThat(WordVectors.read(List.of(zipped)).sha256()).isEqualTo(digest);
        assertThat(WordVectors.read(List.of(other)).sha256()).isNotEqualTo(digest);
        assertThat(WordVectors.read(List.of(plain, other)).sha256())
                .isNotEqualTo(WordVectors.read(List.of(other, plain)).sha256());
    }

    /** In the text, ~ stands for a line end. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "the 1 2~mg 3~           | 2 | there are 1 numbers where the first line has 2",
                "the 1 2~mg 3 4 5~       | 2 | there are 3 numbers where the first line has 2",
                "the 1 2~mg 3 NaN~       | 2 | number 2 is not a finite number",
                "the 1 2~mg Infinity 1~  | 2 | number 1 is not a finite number",
                "the 1 2~mg 1  2~        | 2 | there are 3 numbers",
                "the 1 2~mg x 2~         | 2 | number 1 is not a finite number",
                "the 1 2~the 1 2~        | 2 | the word occurs a second time",
                "400000 300~the 1 2~     | 2 | there are 2 numbers where the header promises 300",
                "2 2~the 1 2~            | 1 | the header promises 2 words and there are 1",
                "1 2~the 1 2~mg 3 4~     | 1 | the header promises 1 words and there are 2",
                "1 0~the 1 2~            | 1 | vectors without numbers",
                "the 1 2 ~mg 3 4 ~       | 1 | number 3 is not a finite number",
                "the 1 2~~               | 2 | not a word, a blank and numbers",
                "The 1 2~                | 0 | holds no lower-case word",
                "the 0 0~                | 0 | all its numbers are zero",
            })
    void badVectorsAreRefusedWithFileAndLine(String text, long line, String fault) throws IOException {
        Path file = file("bad.txt", text.replace('~', '\n'));
        CorpusFormatException refusal =
                catchThrowableOfType(CorpusFormatException.class, () -> WordVectors.read(List.of(file)));
        assertThat(refusal).hasMessageContaining(fault).hasMessageContaining("bad.txt");
        assertThat(refusal.line()).isEqualTo(line);
    }

    /** Faults far down a large file are found where they are, plain or compressed. */
    @ParameterizedTest
    @CsvSource({
        "0.5 0.5 0.5, there are 3 numbers where the first line has 2",
        "0.5 NaN, number 2 is not a finite number",
        "0.5, there are 1 numbers"
    })
    void bad_line7000IsNamed(String numbers, String fault) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int line = 1; line <= 9000; line++) {
            text.append("word")
                    .append(line)
                    .append(line == 7000 ? " " + numbers : " 0.25 -0.5")
                    .append('\n');
        }
        for (Path file : List.of(file("large.txt", text.toString()), gzip("large.gz", text.toString()))) {
            CorpusFormatException refusal =
                    catchThrowableOfType(CorpusFormatException.class, () -> WordVectors.read(List.of(file)));
            assertThat(refusal).hasMessageContaining(fault).hasMessageContaining("line 7000");
        }
    }

    @Test
    void bad_aCompressedFileThatIsCutShortOrDamagedIsNamedWithItsLine() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int line = 1; line <= 9000; line++) {
            text.append("word")
                    .append(line)
                    .append(" 0.")
                    .append(line * 7919 % 1000)
                    .append('\n');
        }
        byte[] whole = Files.readAllBytes(gzip("whole.gz", text.toString()));
        Path cut = Files.write(folder.resolve("cut.gz"), Arrays.copyOf(whole, whole.length / 2));
        CorpusFormatException refusal =
                catchThrowableOfType(CorpusFormatException.class, () -> WordVectors.read(List.of(cut)));
        assertThat(refusal).hasMessageContaining("cut.gz").hasMessageContaining("cut short");
        assertThat(refusal.line()).isBetween(2000L, 7000L);
        whole[whole.length - 6] ^= 1; // the checksum
        Path damaged = Files.write(folder.resolve("damaged.gz"), whole);
        assertThat(catchThrowableOfType(CorpusFormatException.class, () -> WordVectors.read(List.of(damaged))))
                .hasMessageContaining("damaged");
    }

    private Path gzip(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
            gzip.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    /** word2vec writes a header, and some of its exporters a blank at the end of each line. */
    @Test
    void aHeaderAndBlanksAtLineEndsMakeNoDifference() throws Exception {
        String glove = WordVectors.read(List.of(file("glove.txt", "the 1 2\nmg 3 4\n")))
                .sha256();
        for (Path file : List.of(
                file("w2v.txt", "2 2\nthe 1 2\nmg 3 4\n"),
                file("blank.txt", "2 2 \nthe 1 2 \nmg 3 4 \n"),
                gzip("w2v.gz", "2 2\nthe 1 2\nmg 3 4\n"))) {
            assertThat(WordVectors.read(List.of(file)).sha256()).isEqualTo(glove);
        }
    }

    @Test
    void aVocabularyKeepsItsWordsAndTheDigestIsOfWhatIsKept() throws Exception {
        Path vectors = file("all.txt", "the 1 2\nmg 3 4\nfever 5 6\n");
        Path list = file("vocabulary.txt", "fever\nabsent\nthe\n");
        WordVectors trimmed = WordVectors.read(List.of(vectors), Optional.of(list));
        assertThat(trimmed.size()).isEqualTo(2);
        assertThat(trimmed.leftOut()).isEqualTo(1);
        assertThat(trimmed.id("mg")).isEqualTo(WordVectors.UNKNOWN);
        Path same = file("same.txt", "the 1 2\nfever 5 6\n");
        assertThat(trimmed.sha256()).isEqualTo(WordVectors.read(List.of(same)).sha256());
        assertThat(trimmed.sha256())
                .isNotEqualTo(WordVectors.read(List.of(vectors)).sha256());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "the~The~    | 2 | not lower-case",
                "the~the~    | 2 | a second time",
                "the~a b~    | 2 | not one word",
                "the~~a~     | 2 | not one word",
                "absent~     | 0 | no lower-case word of the vocabulary"
            })
    void bad_vocabularies(String text, long line, String fault) throws IOException {
        Path vectors = file("all.txt", "the 1 2\nmg 3 4\n");
        Path list = file("vocabulary.txt", text.replace('~', '\n'));
        CorpusFormatException refusal = catchThrowableOfType(
                CorpusFormatException.class, () -> WordVectors.read(List.of(vectors), Optional.of(list)));
        assertThat(refusal).hasMessageContaining(fault);
        assertThat(refusal.line()).isEqualTo(line);
    }

    @Test
    void anEmptyOrMissingFileIsRefused() throws IOException {
        Path empty = file("empty.txt", "");
        assertThat(catchThrowableOfType(CorpusFormatException.class, () -> WordVectors.read(List.of(empty))))
                .hasMessageContaining("no lower-case word");
        assertThat(catchThrowableOfType(
                        CorpusFormatException.class, () -> WordVectors.read(List.of(folder.resolve("none")))))
                .hasMessageContaining("no such file");
    }
}
