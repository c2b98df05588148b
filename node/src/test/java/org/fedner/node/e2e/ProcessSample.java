package org.fedner.node.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What one Java process holds at one moment; Linux only.
 *
 * @param party name of the process
 * @param seconds since the run began
 * @param round of the run
 * @param heapKib live objects of the Java heap, after a collection made for this sample
 * @param residentKib memory of the whole process in RAM, heap and native
 * @param handles open files and sockets
 */
record ProcessSample(
        String party, long seconds, long round, long heapKib, long residentKib, long handles, long threads) {

    static final String HEADER = "party,seconds,round,heapKib,residentKib,handles,threads";

    /** @throws IOException when the process has ended meanwhile */
    static ProcessSample of(String party, long pid, long seconds, long round) throws IOException {
        Path proc = Path.of("/proc", Long.toString(pid));
        long heap = liveHeapKib(pid);
        String status = Files.readString(proc.resolve("status"));
        try (Stream<Path> handles = Files.list(proc.resolve("fd"))) {
            return new ProcessSample(
                    party, seconds, round, heap, field(status, "VmRSS:"), handles.count(), field(status, "Threads:"));
        }
    }

    private static long field(String status, String name) throws IOException {
        return status.lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow(() -> new IOException("the process has ended"));
    }

    /** The histogram of live objects makes a full collection; its last line has their bytes. */
    private static long liveHeapKib(long pid) throws IOException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process process = new ProcessBuilder(jcmd, Long.toString(pid), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String total = out.lines()
                    .filter(line -> line.startsWith("Total"))
                    .reduce((before, last) -> last)
                    .orElseThrow(() -> new IOException("no histogram: the process has ended"));
            return Long.parseLong(total.trim().split("\\s+")[2]) / 1024;
        }
    }

    String line() {
        return "%s,%d,%d,%d,%d,%d,%d".formatted(party, seconds, round, heapKib, residentKib, handles, threads);
    }
}
