package org.fedner.node.simulate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fedner.node.CommandRun;
import org.fedner.node.TinyNotes;

/** One small simulated federation, run once for all tests that only look at what it left. */
final class TinyRun {
    static final int ROUNDS = 3;

    private static TinyRun first;

    final Map<String, Path> notes;
    final Path out;
    final CommandRun command;

    private TinyRun(Path root, long seed, Object... more) {
        notes = TinyNotes.three(root.resolve("notes"));
        out = root.resolve("run");
        List<Object> line = new ArrayList<>(
                List.of("simulate", "--rounds", ROUNDS, "--seed", seed, "--format", "json", "--out", out));
        line.addAll(TinyNotes.options(notes));
        line.addAll(List.of(more));
        command = CommandRun.of(line.toArray());
    }

    /** The run with seed 7 and {@code --alone}; its files must be as they were when a test ends. */
    static synchronized TinyRun shared() {
        if (first == null) {
            Path root = temporary();
            first = new TinyRun(root, 7, "--alone");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(root)));
        }
        return first;
    }

    /** A run of its own. */
    static TinyRun of(Path root, long seed) {
        return new TinyRun(root, seed);
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("fedner-tiny-run");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path root) {
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException fault) throws IOException {
                    Files.delete(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            // what stays is in the system's folder for temporary files
        }
    }
}
