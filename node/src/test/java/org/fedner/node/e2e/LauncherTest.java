package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.fedner.node.cli.Fedner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script, beside a jar that stands for the build and holds this test's class path. */
class LauncherTest {
    private static final Path SCRIPT = Path.of("..", "fedner").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    private Path launcher;

    @BeforeEach
    void install() throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of("/bin/bash")) || Files.isExecutable(Path.of("/usr/bin/bash")),
                "SKIPPED: no bash on this machine, so the launcher script is not tested");
        Path home = Files.createDirectories(folder.resolve("a house/of fedner"));
        launcher = Files.copy(SCRIPT, home.resolve("fedner"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createDirectories(home.resolve("node/target/lib"));
        Path start = Files.createDirectories(home.resolve("node/src/dist/app"));
        for (String part : List.of("start.sh", "jvm.options")) {
            Files.copy(Path.of("src/dist/app", part), start.resolve(part));
        }
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Fedner.class.getName());
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                                .map(entry -> Path.of(entry).toUri().toString())
                                .collect(Collectors.joining(" ")));
        try (OutputStream out = Files.newOutputStream(home.resolve("node/target/fedner.jar"))) {
            new JarOutputStream(out, manifest).close();
        }
    }

    @Test
    void worksFromAnotherFolder() throws Exception {
        assertThat(run(launcher, "--version")).isEqualTo("0 fedner development");
    }

    @Test
    void worksThroughSymbolicLinks() throws Exception {
        Path near = Files.createSymbolicLink(launcher.resolveSibling("near"), Path.of("fedner"));
        Path far = Files.createSymbolicLink(
                Files.createDirectories(folder.resolve("bin")).resolve("fedner"), near);
        assertThat(run(far, "--version")).isEqualTo("0 fedner development");
    }

    @Test
    void passesArgumentsAndTheStatusOn() throws Exception {
        assertThat(run(launcher, "server", "--config", "no such file.yaml"))
                .isEqualTo("4 fedner: no such file.yaml: no such file; check the path");
    }

    private String run(Path command, String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of(command.toString()));
        line.addAll(List.of(arguments));
        Process process = new ProcessBuilder(line)
                .directory(Files.createDirectories(folder.resolve("elsewhere")).toFile())
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(process.waitFor(PartyUnderTest.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.exitValue() + " " + output.strip();
        } finally {
            process.destroyForcibly();
        }
    }
}
