package org.fedner.node.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The archive as a site has it: unpacked by tar, under a path with a space and a letter beyond ASCII. */
record UnpackedArchive(Path folder) {
    private static final long PATIENCE_SECONDS = 500;

    /** What a command printed on both streams, and its status. */
    record Outcome(int status, String said) {}

    static UnpackedArchive of(Path archive, Path under) throws Exception {
        Path place = Files.createDirectories(under.resolve("a hospital's földer"));
        UnpackedArchive unpacked = new UnpackedArchive(place);
        assertThat(unpacked.run(place, "tar", "-xzf", archive.toString(), "-C", place.toString()))
                .isEqualTo(new Outcome(0, ""));
        try (Stream<Path> folders = Files.list(place)) {
            return new UnpackedArchive(folders.findFirst().orElseThrow());
        }
    }

    Path launcher() {
        return folder.resolve("bin/fedner");
    }

    List<Path> files() throws IOException {
        try (Stream<Path> below = Files.walk(folder)) {
            return below.filter(path -> !Files.isDirectory(path)).sorted().toList();
        }
    }

    /** Runs a command in {@code where} with nothing in its environment but a path to the system's own programs. */
    Outcome run(Path where, String... command) throws Exception {
        Process process = start(where, command);
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), said);
    }

    /** The same, left running. */
    Process start(Path where, String... command) throws IOException {
        List<String> line = new ArrayList<>(List.of("env", "-i", "PATH=/usr/bin:/bin:/usr/sbin:/sbin"));
        line.addAll(List.of(command));
        return new ProcessBuilder(line)
                .directory(where.toFile())
                .redirectErrorStream(true)
                .start();
    }
}
