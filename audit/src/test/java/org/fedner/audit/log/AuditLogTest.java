package org.fedner.audit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.fedner.audit.EventSamples;
import org.fedner.audit.SampleLog;
import org.fedner.audit.event.CheckpointSigned;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.LogClose;
import org.fedner.audit.event.LogRecover;
import org.fedner.audit.note.Checkpoint;
import org.fedner.audit.note.SignedNote;
import org.fedner.audit.verify.LogReport;
import org.fedner.audit.verify.LogVerifier;
import org.fedner.audit.verify.VerificationReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {

    @TempDir
    Path directory;

    @TempDir
    Path elsewhere;

    @Test
    void anAppendedLeafIsInTheJournalWhenTheCallReturns() throws Exception {
        try (AuditLog log = SampleLog.open(directory, 1)) {
            log.append(EventSamples.egress(1, 5));
            List<JournalFile.Line> lines = JournalFile.read(directory).lines();
            Leaf leaf = Leaf.decode(lines.get(lines.size() - 1).bytes());
            assertThat(leaf.event()).isEqualTo(EventSamples.egress(1, 5));
            assertThat(leaf.seq()).isEqualTo(log.size() - 1);
        }
    }

    @Test
    void aStagedLeafIsNowhereBeforeItsCommit() throws Exception {
        try (AuditLog log = SampleLog.open(directory, 1)) {
            long before = Files.size(journal());
            long index = log.stage(EventSamples.egress(1, 5));
            log.stage(EventSamples.egress(1, 6));
            assertThat(Files.size(journal())).isEqualTo(before);
            log.commit();
            assertThat(log.size()).isEqualTo(index + 2);
            assertThat(Files.size(journal())).isGreaterThan(before);
        }
    }

    @Test
    void aLogLeftOpenVerifiesUpToItsLastCheckpointAndSaysWhatIsUnsigned() throws Exception {
        AuditLog log = SampleLog.open(directory, 1);
        SampleLog.rounds(log, 0, 60);
        log.append(EventSamples.egress(1, 5));
        log.close();
        LogReport report = verified().logs().get(0);
        assertThat(report.state()).isEqualTo(LogReport.State.OPEN);
        assertThat(report.unsigned()).isEqualTo(2);
    }

    @Test
    void aLogContinuesAfterCrashesAndClosesWhereverTheyHappen() throws Exception {
        int round = 0;
        for (int boot = 1; boot <= 12; boot++) {
            AuditLog log = SampleLog.open(directory, boot);
            SampleLog.rounds(log, round, 9 + boot);
            round += 9 + boot;
            if (boot % 3 == 0) {
                log.close(LogClose.because(LogClose.Reason.STOPPED));
                assertThat(verified().logs().get(0).state()).isEqualTo(LogReport.State.CLOSED);
            } else {
                log.close();
                verified();
            }
        }
        assertThat(verified().logs().get(0).size()).isGreaterThan(1024);
    }

    @Test
    void aTornTailIsCutAtEveryByteAndRecorded() throws Exception {
        AuditLog log = SampleLog.open(directory, 1);
        log.append(EventSamples.egress(1, 5));
        long durable = Files.size(journal());
        log.append(EventSamples.egress(1, 6));
        log.close();
        byte[] whole = Files.readAllBytes(journal());
        for (int length = (int) durable + 1; length < whole.length; length += 41) {
            Path copy = elsewhere.resolve("torn-" + length);
            copy(directory, copy);
            Files.write(copy.resolve(JournalFile.NAME), Arrays.copyOf(whole, length));
            try (AuditLog recovered = SampleLog.open(copy, 2)) {
                LogRecover stated = recoveries(copy).get(0);
                assertThat(stated.truncatedBytes()).isEqualTo(length - durable);
                assertThat(recovered.size()).isGreaterThan(3);
            }
            assertThat(verifier().verify(copy).findings()).isEmpty();
        }
    }

    @Test
    void aBadLineBeforeTheLastIsCorruption() throws Exception {
        AuditLog log = SampleLog.open(directory, 1);
        log.append(EventSamples.egress(1, 5), EventSamples.egress(1, 6));
        log.close();
        byte[] bytes = Files.readAllBytes(journal());
        bytes[3] ^= 1;
        Files.write(journal(), bytes);
        refused(JournalFile.NAME);
        assertThat(Files.readAllBytes(journal())).isEqualTo(bytes);
    }

    private void leaveASignedEntry() throws Exception {
        AuditLog log = SampleLog.open(directory, 1);
        log.append(EventSamples.egress(1, 5));
        log.checkpoint();
        log.close();
    }

    @Test
    void dataShorterThanTheCheckpointIsRefused() throws Exception {
        leaveASignedEntry();
        Files.write(journal(), new byte[0]);
        refused("checkpoints/3");
    }

    @Test
    void changedDataUnderASignedRootIsRefused() throws Exception {
        leaveASignedEntry();
        String text = Files.readString(journal(), StandardCharsets.UTF_8);
        Files.writeString(journal(), text.replace("\"bytes\":4096", "\"bytes\":4097"));
        refused("checkpoints/3");
    }

    @Test
    void aJournalAlreadyInItsBundleIsNotReadTwice() throws Exception {
        AuditLog log = SampleLog.open(directory, 1);
        log.append(EventSamples.egress(1, 5));
        byte[] journal = Files.readAllBytes(journal());
        log.close(LogClose.because(LogClose.Reason.STOPPED));
        long size = 5;
        Files.write(journal(), journal);
        assertThat(verifier().verify(directory).findings()).isEmpty();
        try (AuditLog again = SampleLog.open(directory, 2)) {
            assertThat(again.size()).isEqualTo(size + 2);
        }
        verified();
    }

    @Test
    void unfinishedFilesOfACrashAreIgnoredAndRemoved() throws Exception {
        AuditLog log = SampleLog.open(directory, 1);
        log.close();
        Path unfinished = Files.write(directory.resolve("checkpoints/17.tmp"), new byte[] {1});
        verified();
        SampleLog.open(directory, 2).close();
        assertThat(unfinished).doesNotExist();
    }

    @Test
    void aSecondWriterIsRefused() throws Exception {
        try (AuditLog log = SampleLog.open(directory, 1)) {
            assertThatThrownBy(() -> SampleLog.open(directory, 2)).isInstanceOf(LogInUseException.class);
            log.append(EventSamples.egress(1, 1));
        }
    }

    /** Also after this one has read its own journal and closed it, which ends a process's locks on a file. */
    @Test
    void aSecondWriterInAnotherProcessIsRefused() throws Exception {
        try (AuditLog log = SampleLog.open(directory, 1)) {
            Files.readAllBytes(directory.resolve("journal.jsonl"));
            Process other = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            SecondWriter.class.getName(),
                            directory.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertThat(other.waitFor()).isEqualTo(SecondWriter.REFUSED);
            log.append(EventSamples.egress(1, 1));
        }
    }

    @Test
    void nothingIsWrittenAfterAFailure() throws Exception {
        AuditLog log = SampleLog.open(directory, 1);
        Files.createDirectory(directory.resolve("checkpoints/3.tmp"));
        Files.write(directory.resolve("checkpoints/3.tmp/x"), new byte[1]);
        log.append(EventSamples.egress(1, 5));
        assertThat(log.size()).isEqualTo(3);
        assertThatThrownBy(log::checkpoint).isInstanceOf(AuditFailedException.class);
        long length = Files.size(journal());
        assertThatThrownBy(() -> log.append(EventSamples.egress(1, 6))).isInstanceOf(AuditFailedException.class);
        assertThat(Files.size(journal())).isEqualTo(length);
        log.close();
    }

    @Test
    void aClockThatGoesBackIsRecorded() throws Exception {
        SampleLog.TickingClock clock = new SampleLog.TickingClock();
        try (AuditLog log = SampleLog.open(directory, SampleLog.SIGNER, clock, 1)) {
            clock.setBack(60_000);
            log.append(EventSamples.egress(1, 5));
        }
        assertThat(Files.readString(journal())).contains("clock.step");
        verified();
    }

    @Test
    void onlyTheOwnerMayRead() throws Exception {
        SampleLog.closed(directory.resolve("log"), 1);
        Path log = directory.resolve("log");
        for (String name : List.of("", "tile", "tile/entries", "checkpoints")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log.resolve(name))))
                    .isEqualTo("rwx------");
        }
        for (String name : List.of("checkpoint", "journal.jsonl", "checkpoints/1")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log.resolve(name))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aCheckpointWithoutNewLeavesIsTheOneBefore() throws Exception {
        try (AuditLog log = SampleLog.open(directory, 1)) {
            log.append(EventSamples.egress(1, 5));
            assertThat(log.checkpoint()).isEqualTo(log.checkpoint());
            assertThat(log.unsigned()).isZero();
        }
    }

    @Test
    void aStagedCheckpointCostsOneForceWithItsLeavesAndContinuesEveryOlderOne() throws Exception {
        try (AuditLog log = SampleLog.open(directory, 1)) {
            SignedNote before = log.checkpoint();
            for (int i = 0; i < 300; i++) {
                log.stage(EventSamples.egress(1, i));
                if (i % 50 == 0) {
                    log.commit();
                }
            }
            SignedNote staged = log.stageCheckpoint();
            assertThat(staged.verify(List.of(SampleLog.SIGNER.vkey()))).hasSize(1);
            Checkpoint now = Checkpoint.parse(staged.text());
            for (long old = 1; old <= now.size(); old++) {
                List<byte[]> proof = log.consistency(old, now.size());
                if (old == Checkpoint.parse(before.text()).size()) {
                    byte[] root = Checkpoint.parse(before.text()).root();
                    assertThat(MerkleProof.isConsistent(old, now.size(), proof, root, now.root()))
                            .isTrue();
                }
            }
            assertThat(log.signedAt(now.size())).contains(staged);
            assertThat(directory.resolve("checkpoints/" + now.size())).doesNotExist();
            log.commit();
            assertThat(Files.readAllBytes(directory.resolve("checkpoints/" + now.size())))
                    .isEqualTo(staged.encode());
            assertThat(log.size()).isEqualTo(now.size() + 1);
        }
        verified();
    }

    @Test
    void aRecordedCheckpointWhoseFileACrashTookIsSignedAgainAndIsTheSame() throws Exception {
        AuditLog log = SampleLog.open(directory, 1);
        log.append(EventSamples.egress(1, 5));
        SignedNote staged = log.stageCheckpoint();
        log.append(EventSamples.egress(1, 6));
        log.close();
        Path file = directory.resolve("checkpoints/3");
        for (Optional<byte[]> left : List.of(Optional.<byte[]>empty(), Optional.of(new byte[0]))) {
            Files.delete(file);
            if (left.isPresent()) {
                Files.write(file, left.get());
            }
            SampleLog.open(directory, 2).close();
            assertThat(Files.readAllBytes(file)).isEqualTo(staged.encode());
            verified();
        }
    }

    @Test
    void aCheckpointFileThatIsNoNoteAndThatNoLeafRecordsIsRefused() throws Exception {
        AuditLog log = SampleLog.open(directory, 1);
        log.append(EventSamples.egress(1, 5));
        log.checkpoint();
        log.close();
        Files.write(directory.resolve("checkpoints/3"), new byte[0]);
        refused("checkpoints/3");
    }

    @Test
    void aRecordOfAnotherRootMakesNothingBeSigned() throws Exception {
        AuditLog log = SampleLog.open(directory, 1);
        log.append(new CheckpointSigned(2, EventSamples.digest(9)), new CheckpointSigned(4, EventSamples.digest(9)));
        log.close();
        SampleLog.open(directory, 2).close();
        assertThat(directory.resolve("checkpoints/4")).doesNotExist();
    }

    private Path journal() {
        return directory.resolve(JournalFile.NAME);
    }

    private void refused(String file) {
        assertThatThrownBy(() -> SampleLog.open(directory, 2))
                .isInstanceOfSatisfying(AuditCorruptException.class, corrupt -> assertThat(corrupt.file())
                        .isEqualTo(file));
    }

    private static LogVerifier verifier() {
        return LogVerifier.trusting(List.of(SampleLog.SIGNER.vkey()));
    }

    private VerificationReport verified() {
        VerificationReport report = verifier().verify(directory);
        assertThat(report.findings()).isEmpty();
        return report;
    }

    private static List<LogRecover> recoveries(Path log) throws Exception {
        List<LogRecover> found = new ArrayList<>();
        for (JournalFile.Line line : JournalFile.read(log).lines()) {
            if (Leaf.decode(line.bytes()).event() instanceof LogRecover recover) {
                found.add(recover);
            }
        }
        return found;
    }

    private static void copy(Path from, Path to) throws IOException {
        for (String name : DurableFiles.list(from)) {
            Files.createDirectories(to.resolve(name).getParent());
            Files.write(to.resolve(name), Files.readAllBytes(from.resolve(name)), StandardOpenOption.CREATE_NEW);
        }
    }
}
