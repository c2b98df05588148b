package org.fedner.node.preflight;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Stream;
import org.fedner.model.network.NativeLibrary;

/** This machine: clock, disk, memory, libraries. */
final class Machine {
    private static final long MEGABYTE = 1 << 20;
    /** A checkpoint and its predecessor, and a day of audit log. */
    private static final long LEAST_FREE = 200 * MEGABYTE;

    private static final long COMFORTABLE_FREE = 2048 * MEGABYTE;
    private static final long COMFORTABLE_HEAP = 1024 * MEGABYTE;
    /** Clocks that are set by the network differ by less. */
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private final Clock clock;

    Machine(Clock clock) {
        this.clock = clock;
    }

    /** Nothing on the network tells the time, so what this site wrote itself does. */
    Finding clock(Path work) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Optional<Instant> latest = latestWritten(work);
        return latest.filter(written -> written.isAfter(now.plus(TOLERANCE)))
                .map(written -> Finding.fault(
                        "clock",
                        SiteFault.CLOCK_BEHIND,
                        "it is %s by this machine's clock, and a file in %s was written at %s; set the clock"
                                .formatted(now, work, written)))
                .orElseGet(() -> Finding.ok("clock", "it is %s; compare with a watch".formatted(now)));
    }

    private static Optional<Instant> latestWritten(Path work) {
        if (!Files.isDirectory(work)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(work)) {
            Optional<Instant> latest = Optional.empty();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Instant at = Files.getLastModifiedTime(file).toInstant();
                if (latest.isEmpty() || at.isAfter(latest.get())) {
                    latest = Optional.of(at);
                }
            }
            return latest;
        } catch (IOException e) {
            return Optional.empty(); // the check of the folder itself says what is wrong with it
        }
    }

    /** Writes and forces a small file, as checkpoints and the audit log will be. */
    Finding work(Path folder) {
        try {
            Files.createDirectories(folder);
            Path probe = Files.createTempFile(folder, "preflight", ".tmp");
            try (FileChannel channel = FileChannel.open(probe, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.allocate(4096));
                channel.force(true);
            } finally {
                Files.deleteIfExists(probe);
            }
            long free = Files.getFileStore(folder).getUsableSpace();
            String found = "%s is writable, %,d MB free".formatted(folder, free / MEGABYTE);
            if (free < LEAST_FREE) {
                return Finding.fault("work", SiteFault.DISK_FULL, found + "; free at least 200 MB");
            }
            return free < COMFORTABLE_FREE
                    ? Finding.warning("work", SiteFault.DISK_LOW, found + "; a long job wants 2,048")
                    : Finding.ok("work", found);
        } catch (IOException e) {
            return Finding.fault(
                    "work",
                    SiteFault.DISK_READ_ONLY,
                    "%s cannot be written; check the path, its permissions, and whether the disk is full or mounted read-only"
                            .formatted(folder));
        }
    }

    Finding memory() {
        long heap = Runtime.getRuntime().maxMemory();
        String found = "a heap of up to %,d MB".formatted(heap / MEGABYTE);
        return heap < COMFORTABLE_HEAP
                ? Finding.warning("memory", SiteFault.MEMORY_LOW, found + "; set FEDNER_HEAP to 2g")
                : Finding.ok("memory", found);
    }

    Finding libraries() {
        try {
            return Finding.ok("libraries", "TensorFlow %s and OpenBLAS are loaded".formatted(NativeLibrary.version()));
        } catch (LinkageError e) {
            return Finding.fault(
                    "libraries",
                    SiteFault.NATIVE_LIBRARY_MISSING,
                    "the native library of TensorFlow or OpenBLAS cannot be loaded; use a 64-bit system that both support, with 800 MB free in the"
                            + " home folder");
        }
    }
}
