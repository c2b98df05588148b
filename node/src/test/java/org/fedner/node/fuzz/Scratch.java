package org.fedner.node.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file for decoders that take a path: written anew for every input, gone with the process. */
public final class Scratch {
    private final Path file;

    /** @param suffix of the file's name */
    public Scratch(String suffix) {
        try {
            file = Files.createTempFile("fuzz", suffix);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        file.toFile().deleteOnExit();
    }

    /** The file as it is. */
    public Path file() {
        return file;
    }

    /** The file, holding {@code bytes}. */
    public Path holding(byte[] bytes) {
        try {
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
