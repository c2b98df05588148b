package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fedner.node.cli.Fedner;

/** One party's process, as a rule {@code fedner}: what it printed so far, and every way to end it. */
final class PartyUnderTest implements AutoCloseable {
    /** Generous for a busy machine; a test that passes never waits this long. */
    static final Duration PATIENCE = Duration.ofSeconds(Long.getLong("fedner.patienceSeconds", 120));

    /** System property with 4 for processes that run long: AES and SHA-256 by the processor's own instructions. */
    static final String COMPILER = "fedner.partyCompiler";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final Process process;
    private final Path errors;
    private final List<String> lines = new ArrayList<>(); // guarded by itself
    private final Thread reader;

    private PartyUnderTest(String name, Process process, Path errors) {
        this.name = name;
        this.process = process;
        this.errors = errors;
        this.reader = new Thread(this::read, "output of " + name);
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts {@code fedner arguments} on this test's own class path. */
    static PartyUnderTest start(String name, Path errors, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(java(Fedner.class));
        line.addAll(List.of(arguments));
        return run(name, errors, line);
    }

    /** The beginning of a command line that runs {@code main} on this test's own class path. */
    static List<String> java(Class<?> main) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=" + Integer.getInteger(COMPILER, 1), // starts sooner
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName());
    }

    /** Starts any command that tells its events as {@code fedner} does: one JSON object a line. */
    static PartyUnderTest run(String name, Path errors, List<String> line) throws IOException {
        Process process = new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
                .start();
        return new PartyUnderTest(name, process, errors);
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                    lines.notifyAll();
                }
            }
        } catch (IOException e) {
            // the process was killed
        }
    }

    /** The first event of that name that fits, printed already or within {@link #PATIENCE}. */
    JsonNode await(String event, Predicate<JsonNode> fits) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        synchronized (lines) {
            int seen = 0;
            while (true) {
                for (; seen < lines.size(); seen++) {
                    JsonNode line = parse(lines.get(seen));
                    if (line.path("event").asText().equals(event) && fits.test(line)) {
                        return line;
                    }
                }
                long rest = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (rest <= 0 || !process.isAlive() && !reader.isAlive()) {
                    fail("%s never told '%s'; it told %s and said: %s", name, event, lines, errors());
                }
                lines.wait(Math.min(rest, 500));
            }
        }
    }

    void awaitRound(long round) throws InterruptedException {
        await("roundDone", line -> line.path("round").asLong() >= round);
    }

    /** Waits until the event was told that often. */
    void awaitCount(String event, int count) throws InterruptedException {
        int[] seen = {0};
        await(event, line -> ++seen[0] == count);
    }

    List<JsonNode> told(String event) {
        synchronized (lines) {
            return lines.stream()
                    .map(PartyUnderTest::parse)
                    .filter(line -> line.path("event").asText().equals(event))
                    .toList();
        }
    }

    String output() {
        synchronized (lines) {
            return String.join("\n", lines);
        }
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            return JSON.missingNode(); // a line for people
        }
    }

    /** Standard error of all processes started with the same file, log lines included. */
    String errors() {
        try {
            return Files.exists(errors) ? Files.readString(errors) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until {@code text} stands on standard error. */
    void awaitError(String text) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!errors().contains(text)) {
            if (System.nanoTime() > deadline || process.waitFor(50, TimeUnit.MILLISECONDS)) {
                fail("%s never said '%s' but: %s", name, text, errors());
            }
        }
    }

    /** The one sentence for the person at the terminal. */
    String sentence() {
        List<String> own =
                errors().lines().filter(line -> line.startsWith("fedner: ")).toList();
        assertThat(own).as("%s says one sentence: %s", name, errors()).hasSize(1);
        return own.get(0);
    }

    /** The same of the last of several processes that were started with one file for their errors. */
    String lastSentence() {
        return errors().lines()
                .filter(line -> line.startsWith("fedner: "))
                .reduce((earlier, later) -> later)
                .orElseGet(() -> fail("%s said no sentence: %s", name, errors()));
    }

    /** Waits for its end and returns its exit status; no stack trace may have been printed. */
    int status() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            fail("%s does not end; it told %s and said: %s", name, output(), errors());
        }
        reader.join(PATIENCE.toMillis());
        assertThat(errors()).as("%s prints no stack trace", name).doesNotContain("\tat ");
        return process.exitValue();
    }

    void finishes() throws InterruptedException {
        assertThat(status()).as("%s said: %s", name, errors()).isZero();
    }

    /** SIGKILL: nothing in the process hears of it. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGKILL, without waiting for its end. */
    void beginsToDie() {
        process.destroyForcibly();
    }

    /** Whether it is gone by SIGKILL. */
    boolean wasKilled() {
        return !process.isAlive() && process.exitValue() == 128 + 9;
    }

    long pid() {
        return process.pid();
    }

    boolean endsWithin(long time, TimeUnit unit) throws InterruptedException {
        return process.waitFor(time, unit);
    }

    /** The round told last; 0 before the first. */
    long lastRound() {
        synchronized (lines) {
            for (int i = lines.size() - 1; i >= 0; i--) {
                JsonNode line = parse(lines.get(i));
                if (line.path("event").asText().equals("roundDone")) {
                    return line.path("round").asLong();
                }
            }
            return 0;
        }
    }

    /** Waits until the process is gone, however it ended. */
    void awaitEnd() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("%s ends; it said: %s", name, errors())
                .isTrue();
    }

    /** Sends a signal by its name. */
    void signal(String signal) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        assertThat(status).as("kill -%s", signal).isZero();
    }

    /** Processes it started and theirs. */
    List<ProcessHandle> descendants() {
        return process.descendants().toList();
    }

    /** Fails unless all have ended within {@link #PATIENCE}. */
    static void allEnd(List<ProcessHandle> processes) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Stream<String> left = processes.stream()
                .filter(handle -> {
                    try {
                        long rest = Math.max(1, deadline - System.nanoTime());
                        handle.onExit().get(rest, TimeUnit.NANOSECONDS);
                        return false;
                    } catch (TimeoutException e) {
                        handle.destroyForcibly();
                        return true;
                    } catch (InterruptedException | ExecutionException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .map(handle -> handle.info().commandLine().orElse("?"));
        assertThat(left.collect(Collectors.toList()))
                .as("processes left behind")
                .isEmpty();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
