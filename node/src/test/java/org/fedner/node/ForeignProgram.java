package org.fedner.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs that are no part of this one and may not be installed. */
public final class ForeignProgram {
    private static final long PATIENCE_SECONDS = 120;

    private ForeignProgram() {}

    /** Whether this command is there and ends well. */
    public static boolean runs(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // no such command
        }
    }

    /**
     * All that it prints until it ends, in ISO 8859-1.
     *
     * @param file to write it to meanwhile
     */
    public static String output(Path file, List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(file.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as(String.join(" ", command))
                    .isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }
}
