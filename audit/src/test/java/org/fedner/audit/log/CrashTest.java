package org.fedner.audit.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
import org.fedner.audit.verify.LogReport;
import org.fedner.audit.verify.LogVerifier;
import org.fedner.audit.verify.VerificationReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The writer is killed after every single change of the file system, and what it left is taken up again. */
class CrashTest {

    private static final LogVerifier VERIFIER = LogVerifier.trusting(List.of(SampleLog.SIGNER.vkey()));

    @TempDir
    Path root;

    /** Ends the writer at its n-th change. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Counts down to the writer's death. */
    private static final class Countdown implements WriteBoundary {
        private int left;

        private Countdown(int changes) {
            this.left = changes;
        }

        @Override
        public void reached() {
            if (--left == 0) {
                throw new Killed();
            }
        }
    }

    /** What was done before the end: events whose call returned, and checkpoints that were shown to somebody. */
    private static final class Outside {
        private final List<Long> returned = new ArrayList<>();
        private final List<byte[]> shown = new ArrayList<>();
    }

    @Test
    void whereverTheWriterDiesNothingDurableIsLostAndWhatIsLeftIsTakenUp() throws Exception {
        int deaths = 0;
        for (int changes = 1; ; changes++) {
            Path log = Files.createDirectory(root.resolve("at-" + changes));
            Outside outside = new Outside();
            boolean finished = runs(log, new Countdown(changes), outside);
            takenUp(log, outside, finished);
            if (finished) {
                break;
            }
            deaths++;
        }
        System.out.printf("killed at each of %d changes of the file system, taken up after each%n", deaths);
        assertThat(deaths).isGreaterThan(80);
    }

    /** Some 530 leaves, checkpoints, two full bundles, and a good end; true if it came that far. */
    private static boolean runs(Path directory, WriteBoundary boundary, Outside outside) throws Exception {
        try (AuditLog log = AuditLog.open(
                directory,
                SampleLog.SIGNER,
                new SampleLog.TickingClock(),
                new BootId("00000000000000b1"),
                EventSamples.logOpen(),
                boundary)) {
            for (int round = 0; round < 5; round++) {
                for (int i = 0; i < 105; i++) {
                    log.stage(EventSamples.ingress(round, i, i));
                }
                log.commit();
                outside.returned.add(log.size());
                if (round % 2 == 0) {
                    outside.shown.add(log.checkpoint().encode());
                }
            }
            log.close(LogClose.because(LogClose.Reason.FINISHED));
            return true;
        } catch (Killed e) {
            return false;
        }
    }

    private void takenUp(Path directory, Outside outside, boolean finished) throws Exception {
        VerificationReport left = VERIFIER.verify(directory);
        if (finished) {
            assertThat(left.findings()).isEmpty();
            assertThat(left.logs().get(0).state()).isEqualTo(LogReport.State.CLOSED);
        }
        AuditLog again = SampleLog.open(directory, 2);
        long size = again.size();
        for (long durable : outside.returned) {
            assertThat(size).as("leaves whose call returned").isGreaterThan(durable);
        }
        again.close(LogClose.because(LogClose.Reason.FINISHED));
        VerificationReport report = VERIFIER.verify(directory);
        assertThat(report.findings()).isEmpty();
        for (byte[] note : outside.shown) {
            assertThat(signed(directory)).as("a checkpoint that was shown").anyMatch(kept -> Arrays.equals(kept, note));
        }
        assertThat(LogLeaves.read(directory, (file, bytes, leaf) -> {}))
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
