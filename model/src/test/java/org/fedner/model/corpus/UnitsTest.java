package org.fedner.model.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which sentences are about one patient, and the faults of the file that says so. */
class UnitsTest {
    private static final String KEY = "Pat4711";

    @TempDir
    private Path folder;

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve(Units.PATIENTS), content);
    }

    private Path file(String content) throws IOException {
        return file(content.getBytes(StandardCharsets.UTF_8));
    }

    private void refused(Path file, int sentences, String... said) {
        assertThatThrownBy(() -> Units.ofPatients(file, sentences))
                .isInstanceOf(CorpusFormatException.class)
                .hasMessageContaining(Units.PATIENTS)
                .hasMessageContainingAll(said)
                .hasMessageNotContaining(KEY);
    }

    @Test
    void sentencesOfOneKeyAreOneUnitWhereverTheyStandAndWithBlanksAround() throws Exception {
        Units units = Units.ofPatients(file("b\n" + KEY + "\n b \n" + KEY + "\nc\n"), 5);
        assertThat(units.count()).isEqualTo(3);
        assertThat(units.sentences().get(0)).containsExactly(0, 2);
        assertThat(units.sentences().get(1)).containsExactly(1, 3);
        assertThat(units.sentences().get(2)).containsExactly(4);
        assertThat(units).hasToString("Units[3]");
    }

    @Test
    void eachSentenceByItself() {
        assertThat(Units.sentences(3).sentences()).extracting(unit -> unit[0]).containsExactly(0, 1, 2);
    }

    @Test
    void bad_files() throws IOException {
        refused(folder.resolve(Units.PATIENTS), 1, "cannot be read");
        refused(file(KEY + "\n"), 2, "has 1 lines where train.conll has 2 sentences");
        refused(file(KEY + "\n" + KEY + "\n" + KEY), 2, "has 3 lines");
        refused(file(KEY + "\n\n" + KEY + "\n"), 3, "names no patient");
        refused(file(new byte[] {'a', '\n', (byte) 0xff, '\n'}), 2, "UTF-8");
    }
}
