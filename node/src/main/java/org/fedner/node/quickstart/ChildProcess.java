package org.fedner.node.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.cli.Fedner;

/**
 * One {@code fedner} process started by this one. It cannot outlive its parent: it ends when its standard input closes, which
 * the system does even for a parent that was killed, and {@link #close} ends it at once.
 */
final class ChildProcess implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long ENDING_SECONDS = 15;

    private final String name;
    private final Path log;
    private final Process process;
    private final Thread reader;

    private ChildProcess(String name, Path log, Process process, Consumer<JsonNode> events) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.reader = new Thread(() -> read(events), "fedner-child-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts {@code fedner COMMAND --config config} in a virtual machine with this one's flags, but a small heap; its standard
     * error goes to {@code log}.
     */
    static ChildProcess start(String name, String command, Path config, Path log, Consumer<JsonNode> events) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("-D") || flag.startsWith("-XX:")) // no agents, and another heap
                .filter(flag -> !flag.matches("-XX:\\+Use\\w+GC"))
                .forEach(line::add);
        line.add("-Xmx1g");
        line.add("-XX:+UseSerialGC");
        line.add("-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), Fedner.class.getName()));
        line.addAll(List.of(command, "--config", config.toString(), "--format", "json", "--until-stdin-closes"));
        try {
            Process process = new ProcessBuilder(line)
                    .redirectError(new File(log.toString()))
                    .start();
            return new ChildProcess(name, log, process, events);
        } catch (IOException e) {
            throw new FailureException(ExitCode.BAD_CONFIGURATION, "the process of " + name + " cannot be started", e);
        }
    }

    private void read(Consumer<JsonNode> events) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                events.accept(JSON.readTree(line));
            }
        } catch (IOException e) {
            // the process has ended; its exit status says how
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for a good end; anything else becomes a failure that names the process's own log. */
    void requireSuccess(long seconds) throws InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new FailureException(
                    ExitCode.NETWORK, "%s did not end within %d seconds; see %s".formatted(name, seconds, log));
        }
        reader.join(TimeUnit.SECONDS.toMillis(ENDING_SECONDS));
        requireNoFailure();
    }

    /** Throws if the process has ended badly. */
    void requireNoFailure() {
        if (!process.isAlive() && process.exitValue() != 0) {
            throw new FailureException(
                    codeOf(process.exitValue()),
                    "%s ended with status %d; see %s".formatted(name, process.exitValue(), log));
        }
    }

    private static ExitCode codeOf(int number) {
        for (ExitCode code : ExitCode.values()) {
            if (code.number() == number) {
                return code;
            }
        }
        return ExitCode.NETWORK;
    }

    /** Ends the process, gently first. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(ENDING_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(ENDING_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
