package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.fedner.node.Canaries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process of Fedner that crashes leaves no copy of its memory: neither a dump nor a report nor a core, whoever asked for one. */
class CrashLeavesNothingTest {
    private static final Path OPTIONS =
            Path.of("src", "dist", "app", "jvm.options").toAbsolutePath();
    private static final Path START = OPTIONS.resolveSibling("start.sh");

    @TempDir
    Path folder;

    /** The last word of the launcher's own line comes last here too; an administrator's wish comes by the environment. */
    private long dies(String how, boolean asLaunched) throws Exception {
        List<String> line = new ArrayList<>(List.of("java", "-Xmx32m"));
        if (asLaunched) {
            assertThat(Files.readString(START)).contains("-XX:ErrorFile=/dev/null");
            line.addAll(List.of("@" + OPTIONS, "-XX:ErrorFile=/dev/null"));
        }
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), DyingProcess.class.getName(), how));
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile());
        builder.environment().put("JAVA_TOOL_OPTIONS", "-XX:+HeapDumpOnOutOfMemoryError -XX:HeapDumpPath=" + folder);
        Process process = builder.start();
        assertThat(process.waitFor()).isNotZero();
        return process.pid();
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("said"))
                    .toList();
        }
    }

    @Test
    void withoutTheLaunchersFlagsItWouldLeaveTheNotes() throws Exception {
        dies("memory", false);
        assertThat(left()).anyMatch(name -> name.endsWith(".hprof"));
        assertThat(Canaries.foundBelow(folder)).isNotEmpty();
    }

    @Test
    void wantOfMemoryLeavesNothing() throws Exception {
        dies("memory", true);
        assertThat(left()).isEmpty();
        assertThat(Canaries.foundBelow(folder)).isEmpty();
    }

    @Test
    void aFaultOfTheVirtualMachineLeavesNothing() throws Exception {
        long process = dies("fault", true);
        assertThat(left()).isEmpty();
        assertThat(Path.of(System.getProperty("java.io.tmpdir"), "hs_err_pid" + process + ".log"))
                .doesNotExist();
        assertThat(Canaries.foundBelow(folder)).isEmpty();
    }
}
