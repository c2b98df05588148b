package org.fedner.model.encoder;

import java.nio.file.Path;

/** A language model's file that cannot be used; the message names file, problem and remedy. */
public final class BiLmFormatException extends Exception {
    private static final long serialVersionUID = 1;

    BiLmFormatException(Path file, String problem, Throwable cause) {
        super("%s: %s; take options.json and lm_weights.hdf5 of one published model".formatted(file, problem), cause);
    }

    BiLmFormatException(Path file, String problem) {
        this(file, problem, null);
    }
}
