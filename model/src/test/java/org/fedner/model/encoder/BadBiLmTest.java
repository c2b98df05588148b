package org.fedner.model.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.fedner.model.network.NetworkThreads;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A language model that cannot be used is refused with its file and the reason. */
class BadBiLmTest {
    @TempDir
    private Path folder;

    private byte[] weights;

    @BeforeEach
    void copy() throws IOException {
        Path fixture = ElmoFixture.ALLENNLP.folder();
        Files.writeString(folder.resolve("options.json"), Files.readString(fixture.resolve("options.json")));
        weights = Files.readAllBytes(fixture.resolve("lm_weights.hdf5"));
        Files.write(folder.resolve("lm_weights.hdf5"), weights);
    }

    private String refusal() {
        BiLmFormatException refused =
                catchThrowableOfType(BiLmFormatException.class, () -> BiLm.read(folder, NetworkThreads.single())
                        .close());
        assertThat(refused).isNotNull();
        return refused.getMessage();
    }

    @Test
    void bad_weightsThatAreCutShort() throws IOException {
        for (int length : new int[] {0, 7, 100, weights.length / 3, weights.length - 1000}) {
            Files.write(folder.resolve("lm_weights.hdf5"), Arrays.copyOf(weights, length));
            assertThat(refusal()).contains("lm_weights.hdf5").containsAnyOf("cut short", "not an HDF5 file");
        }
    }

    @Test
    void bad_aTextFileIsNoHdf5() throws IOException {
        Files.writeString(folder.resolve("lm_weights.hdf5"), "version https://git-lfs.github.com/spec/v1\n".repeat(9));
        assertThat(refusal()).contains("lm_weights.hdf5", "not an HDF5 file");
    }

    @Test
    void bad_numbersThatAreNone() throws IOException {
        ByteBuffer altered = ByteBuffer.wrap(weights).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = weights.length / 2 & ~3; at < weights.length / 2 + 4000; at += 4) {
            altered.putFloat(at, Float.NaN);
        }
        Files.write(folder.resolve("lm_weights.hdf5"), weights);
        assertThat(refusal()).contains("lm_weights.hdf5").containsAnyOf("not finite", "damaged");
    }

    @Test
    void bad_missingFiles() throws IOException {
        Files.delete(folder.resolve("lm_weights.hdf5"));
        assertThat(refusal()).contains("lm_weights.hdf5", "no such file");
        Files.delete(folder.resolve("options.json"));
        assertThat(refusal()).contains("options.json", "no such file");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"projection_dim\": 16 | \"projection_dim\": 32 | lm_weights.hdf5 | has shape",
                "\"n_layers\": 2        | \"n_layers\": 3        | lm_weights.hdf5 | Cell2",
                "\"n_layers\": 2        | \"n_layers\": 0        | options.json    | lstm.n_layers",
                "\"relu\"               | \"swish\"              | options.json    | activation",
                "\"proj_clip\": 3       | \"proj_clip\": -3      | options.json    | lstm.proj_clip",
                "\"dim\": 64            | \"dim\": \"64\"        | options.json    | lstm.dim",
                "\"lstm\"               | \"lstm                 | options.json    | is not JSON"
            })
    void bad_optionsOfAnotherModelOrOfNone(String was, String is, String file, String reason) throws IOException {
        Path options = folder.resolve("options.json");
        String text = Files.readString(options);
        assertThat(text).contains(was);
        Files.writeString(options, text.replace(was, is));
        assertThat(refusal()).contains(file, reason);
    }
}
