package org.fedner.audit.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.fedner.audit.EventSamples;
import org.fedner.audit.SampleLog;
import org.fedner.audit.event.BootId;
import org.fedner.audit.event.LogClose;
import org.fedner.audit.proof.LogLeaves;
import org.fedner.audit.verify.LogVerifier;
import org.fedner.audit.verify.VerificationReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/** The writer is killed after every single change of the file system, and what it left is taken up again. */
class CrashTest {

    private static final LogVerifier VERIFIER = LogVerifier.trusting(List.of(SampleLog.SIGNER.vkey()));

    @TempDir(factory = InMemory.class)
    Path root;

    /** Where the system has a file system in memory: what a process leaves is the same there, and no test waits for a disk. */
    static final class InMemory implements TempDirFactory {
        private static final Path SHARED_MEMORY = Path.of("/dev/shm");

        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
                throws IOException {
            return Files.isWritable(SHARED_MEMORY)
                    ? Files.createTempDirectory(SHARED_MEMORY, "fedner-crash")
                    : Files.createTempDirectory("fedner-crash");
        }
    }

    /** What a process left that died at some moment, and what it had done by then. */
    private record Left(Path log, List<Long> returned, List<byte[]> shown) {}

    @Test
    void whereverTheWriterDiesNothingDurableIsLostAndWhatIsLeftIsTakenUp() throws Exception {
        List<Left> all = everyMoment();
        assertThat(all).hasSizeGreaterThan(30);
        for (Left left : all) {
            takenUp(left);
        }
        System.out.printf("killed after each of %d changes of the file system, taken up after each%n", all.size());
    }

    /** Some 320 leaves, checkpoints, a full bundle, and a good end; the folder copied after every change of it. */
    private List<Left> everyMoment() throws Exception {
        List<Left> all = new ArrayList<>();
        List<Long> returned = new ArrayList<>();
        List<byte[]> shown = new ArrayList<>();
        Path directory = root.resolve("log");
        WriteBoundary copies = () -> {
            Path copy = root.resolve("at-" + all.size());
            copy(directory, copy);
            all.add(new Left(copy, List.copyOf(returned), List.copyOf(shown)));
        };
        try (AuditLog log = AuditLog.open(
                directory,
                SampleLog.SIGNER,
                new SampleLog.TickingClock(),
                new BootId("00000000000000b1"),
                EventSamples.logOpen(),
                copies)) {
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 105; i++) {
                    log.stage(EventSamples.ingress(round, i, i));
                }
                if (round == 1) {
                    byte[] within = log.stageCheckpoint().encode();
                    log.stage(EventSamples.ingress(round, 106, 106));
                    log.commit();
                    shown.add(within);
                } else {
                    log.commit();
                    shown.add(log.checkpoint().encode());
                }
                returned.add(log.size());
            }
            log.close(LogClose.because(LogClose.Reason.FINISHED));
        }
        assertThat(VERIFIER.verify(directory).findings()).isEmpty();
        return all;
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void takenUp(Left left) throws Exception {
        if (!left.returned().isEmpty()) {
            assertThat(VERIFIER.verify(left.log()).findings())
                    .as("a crash is no fault, in %s", left.log())
                    .isEmpty();
        }
        AuditLog again = SampleLog.open(left.log(), 2);
        for (long durable : left.returned()) {
            assertThat(again.size())
                    .as("leaves whose call returned, and log.open")
                    .isGreaterThan(durable);
        }
        again.close(LogClose.because(LogClose.Reason.FINISHED));
        VerificationReport report = VERIFIER.verify(left.log());
        assertThat(report.findings()).as(left.log().toString()).isEmpty();
        List<byte[]> signed = signed(left.log());
        for (byte[] note : left.shown()) {
            assertThat(signed).as("a checkpoint that was shown").anyMatch(kept -> Arrays.equals(kept, note));
        }
        assertThat(LogLeaves.read(left.log(), (file, bytes, leaf) -> {}))
                .isEqualTo(report.logs().get(0).size());
    }

    private static List<byte[]> signed(Path directory) throws IOException {
        List<byte[]> notes = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory.resolve("checkpoints"))) {
            for (Path file : files.toList()) {
                notes.add(Files.readAllBytes(file));
            }
        }
        return notes;
    }
}
