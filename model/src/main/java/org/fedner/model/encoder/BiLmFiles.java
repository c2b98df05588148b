package org.fedner.model.encoder;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.fedner.model.parameters.ContextualInput;

/** The two files of a language model, as they are published. */
public final class BiLmFiles {
    private static final String OPTIONS = "options.json";
    private static final String WEIGHTS = "lm_weights.hdf5";

    private BiLmFiles() {}

    static Path options(Path folder) {
        return folder.resolve(OPTIONS);
    }

    static Path weights(Path folder) {
        return folder.resolve(WEIGHTS);
    }

    /** How a network names the model in {@code folder}; reads both files and computes nothing. */
    public static ContextualInput describe(Path folder) throws BiLmFormatException {
        BiLmOptions options = BiLmOptions.read(options(folder));
        BiLmWeights.open(weights(folder)).close();
        return new ContextualInput(options.layers() + 1, 2 * options.projection(), digest(folder));
    }

    /** SHA-256 in lower-case hex over a label and the digests of the two files' bytes. */
    static String digest(Path folder) throws BiLmFormatException {
        MessageDigest all = sha256();
        all.update("fedner bilm v1\0".getBytes(StandardCharsets.US_ASCII));
        for (Path file : List.of(options(folder), weights(folder))) {
            MessageDigest one = sha256();
            try (InputStream in = Files.newInputStream(file)) {
                byte[] buffer = new byte[1 << 16];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    one.update(buffer, 0, read);
                }
            } catch (IOException e) {
                throw new BiLmFormatException(file, "cannot be read", e);
            }
            all.update(one.digest());
        }
        return HexFormat.of().formatHex(all.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
