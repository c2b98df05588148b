package org.fedner.model.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.fedner.model.network.NetworkThreads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of a corpus: what is read from it is what the model computes, and it is made of nothing else. */
class ContextualVectorsTest {
    private static final List<List<String>> CORPUS =
            List.of(List.of("no", "fever"), List.of("the", "patient", "took", "lithium", "."), List.of("no", "fever"));

    @TempDir
    private Path folder;

    private BiLm model;

    @BeforeEach
    void read() throws BiLmFormatException {
        model = BiLm.read(ElmoFixture.ALLENNLP.folder(), NetworkThreads.single());
    }

    @AfterEach
    void close() {
        if (model != null) {
            model.close();
        }
    }

    private float[] filled(ContextualVectors vectors, List<List<String>> sentences) {
        float[] target = new float[model.layers() * 6 * sentences.size() * model.dimension()];
        vectors.fill(sentences, 6, target);
        return target;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }

    private ContextualVectors cached(List<List<String>> corpus) throws IOException {
        return ContextualVectors.cachedIn(folder, model, corpus);
    }

    @Test
    void vectorsFromTheFileAreThoseOfTheModelAndOtherSentencesAreComputed() throws IOException {
        List<List<String>> batch = new ArrayList<>(CORPUS);
        batch.add(List.of("a", "sentence", "of", "another", "corpus"));
        try (ContextualVectors plain = ContextualVectors.of(model);
                ContextualVectors stored = cached(CORPUS)) {
            float[] expected = filled(plain, batch);
            float[] found = filled(stored, batch);
            for (int i = 0; i < expected.length; i++) {
                assertThat(found[i]).isCloseTo(expected[i], within(1e-6f));
            }
            int width = batch.size() * model.dimension();
            for (int layer = 0; layer < model.layers(); layer++) {
                for (int i = 0; i < width; i++) {
                    assertThat(found[(layer * 6 + 5) * width + i]).isZero(); // no sentence has six tokens
                }
            }
            assertThat(new float[] {expected[0], expected[1]}).isNotEqualTo(new float[2]);
        }
    }

    @Test
    void theFileIsItsOwnersAndMadeOnce() throws IOException {
        cached(CORPUS).close();
        assertThat(files()).hasSize(1);
        Path file = files().get(0);
        FileStore store = Files.getFileStore(file);
        if (store.supportsFileAttributeView("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        Files.setLastModifiedTime(file, FileTime.fromMillis(1000));
        cached(CORPUS).close();
        assertThat(Files.getLastModifiedTime(file).toMillis()).isEqualTo(1000);
        cached(CORPUS.subList(0, 1)).close();
        assertThat(files()).as("of another corpus another file").hasSize(2);
    }

    @Test
    void bad_aFileThatIsDamagedOrCutShortIsMadeAgain() throws IOException {
        cached(CORPUS).close();
        Path file = files().get(0);
        byte[] whole = Files.readAllBytes(file);
        for (int at : new int[] {0, 9, 20, 60, whole.length / 2, whole.length - 1}) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 1;
            Files.write(file, damaged);
            cached(CORPUS).close();
            assertThat(Files.readAllBytes(file)).isEqualTo(whole);
        }
        Files.write(file, Arrays.copyOf(whole, whole.length - 5));
        cached(CORPUS).close();
        assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    }

    @Test
    void bad_aFolderThatCannotBeWrittenIsAnIoFailure() throws IOException {
        Path notAFolder = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> ContextualVectors.cachedIn(notAFolder, model, CORPUS))
                .isInstanceOf(IOException.class);
    }
}
