package org.fedner.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.fedner.audit.SampleLog;
import org.fedner.audit.log.EntryBundle;
import org.fedner.audit.log.TilePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to a closed log is found, and the report names the file. */
class TamperingTest {

    private static final LogVerifier VERIFIER = LogVerifier.trusting(List.of(SampleLog.SIGNER.vkey()));

    @TempDir
    Path directory;

    @Test
    void anUntouchedLogVerifies() throws Exception {
        VerificationReport report = VERIFIER.verify(SampleLog.closed(directory, 3));
        assertThat(report.findings()).isEmpty();
        LogReport log = report.logs().get(0);
        assertThat(log.state()).isEqualTo(LogReport.State.CLOSED);
        assertThat(log.origin()).isEqualTo(SampleLog.ORIGIN);
        assertThat(log.unsigned()).isZero();
        assertThat(log.size()).isEqualTo(1 + 3 * 6 + 2);
    }

    @Test
    void everyByteOfEveryFileMatters() throws Exception {
        SampleLog.closed(directory, 1);
        for (Path file : files()) {
            byte[] good = Files.readAllBytes(file);
            for (int at = 0; at < good.length; at++) {
                flipped(file, good, at, 1 << at % 8);
            }
        }
        assertThat(VERIFIER.verify(directory).isOk()).isTrue();
    }

    @Test
    void randomFlipsInALogWithFullTilesAreFound() throws Exception {
        SampleLog.closedLong(directory, 11);
        assertThat(VERIFIER.verify(directory).logs().get(0).size()).isGreaterThan(600);
        assertThat(directory.resolve("tile/0/001")).exists();
        List<Path> files = files();
        Random random = new Random(20261121);
        for (int i = 0; i < 200; i++) {
            Path file = files.get(random.nextInt(files.size()));
            byte[] good = Files.readAllBytes(file);
            if (good.length > 0) {
                flipped(file, good, random.nextInt(good.length), 1 << random.nextInt(8));
            }
        }
        assertThat(VERIFIER.verify(directory).isOk()).isTrue();
    }

    @Test
    void aTruncatedFileIsFoundWhereverItIsCut() throws Exception {
        SampleLog.closed(directory, 2);
        for (Path file : files()) {
            byte[] good = Files.readAllBytes(file);
            for (int length = 0; length < good.length; length += 1 + good.length / 40) {
                Files.write(file, Arrays.copyOf(good, length));
                assertFound(file, "cut to " + length);
            }
            Files.write(file, good);
        }
    }

    @Test
    void aDeletedFileIsFound() throws Exception {
        SampleLog.closedLong(directory, 11);
        for (Path file : files()) {
            byte[] good = Files.readAllBytes(file);
            Files.delete(file);
            assertFound(file, "deleted");
            Files.write(file, good);
        }
        assertThat(VERIFIER.verify(directory).isOk()).isTrue();
    }

    @Test
    void anAddedFileIsFound() throws Exception {
        SampleLog.closed(directory, 1);
        for (String name : List.of(
                "notes.txt",
                "tile/0/007",
                "tile/5/000.p/3",
                "checkpoints/9999",
                "checkpoints/007",
                "tile/entries/001.p/1",
                "tile/0/000.p/256",
                "checkpoint.tmp",
                "writer.lock",
                "tile/0/x000/001")) {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, new byte[] {1, 2, 3});
            assertFound(file, "added");
            Files.delete(file);
        }
    }

    @Test
    void swappedEntriesAreFound() throws Exception {
        SampleLog.closed(directory, 2);
        TilePath path = new TilePath(TilePath.ENTRIES, 0, 15);
        Path file = directory.resolve(path.toString());
        byte[] good = Files.readAllBytes(file);
        for (int i = 0; i + 1 < path.width(); i++) {
            List<byte[]> leaves = EntryBundle.decode(path, good);
            Collections.swap(leaves, i, i + 1);
            Files.write(file, EntryBundle.encode(leaves));
            assertFound(file, "entries " + i + " swapped");
        }
    }

    @Test
    void aLogSignedByAnotherKeyIsFound() throws Exception {
        SampleLog.closed(directory, 1);
        org.fedner.audit.note.NoteSigner stranger =
                new org.fedner.audit.note.NoteSigner(SampleLog.ORIGIN, org.fedner.audit.EventSamples.key(9));
        VerificationReport report =
                LogVerifier.trusting(List.of(stranger.vkey())).verify(directory);
        assertThat(report.breaksIntegrity()).isTrue();
        assertThat(report.findings()).extracting(Finding::rule).contains("signature");
    }

    @Test
    void whatIsNoLogIsReportedNotThrown() {
        assertThat(VERIFIER.verify(directory.resolve("nowhere")).isOk()).isFalse();
        assertThat(VERIFIER.verify(directory).isOk()).isFalse();
    }

    private void flipped(Path file, byte[] good, int at, int mask) throws IOException {
        byte[] bad = good.clone();
        bad[at] ^= (byte) mask;
        Files.write(file, bad);
        assertFound(file, "byte " + at + " changed");
        Files.write(file, good);
    }

    private void assertFound(Path file, String what) {
        String name = directory.relativize(file).toString();
        VerificationReport report = VERIFIER.verify(directory);
        assertThat(report.breaksIntegrity()).as(name + " " + what).isTrue();
        assertThat(report.findings())
                .as(name + " " + what)
                .extracting(Finding::file)
                .contains(name);
    }

    /** Those that say something. */
    private List<Path> files() throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("writer.lock"))
                    .sorted()
                    .toList();
        }
    }
}
