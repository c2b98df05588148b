package org.fedner.model.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
                "400000 300~the 1 2~     | 1 | word2vec",
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
