package org.fedner.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.fedner.audit.EventSamples;
import org.fedner.audit.SampleLog;
import org.fedner.audit.event.Admin;
import org.fedner.audit.event.BootId;
import org.fedner.audit.event.CheckpointRef;
import org.fedner.audit.event.Event;
import org.fedner.audit.event.KeyRotate;
import org.fedner.audit.event.LogClose;
import org.fedner.audit.event.LogOpen;
import org.fedner.audit.event.LogPrune;
import org.fedner.audit.event.NoteSignature;
import org.fedner.audit.event.Origin;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.audit.event.VkeyText;
import org.fedner.audit.log.AuditLog;
import org.fedner.audit.log.LogContinuedException;
import org.fedner.audit.note.Checkpoint;
import org.fedner.audit.note.NoteSigner;
import org.fedner.audit.note.SignedNote;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log goes on under another name and key: once, from its end, and with two persons' word where it is deleted. */
class SuccessionTest {
    private static final NoteSigner OLD = SampleLog.SIGNER;
    private static final NoteSigner NEXT = new NoteSigner("fedner.example/dep1/next", EventSamples.key(8));
    private static final NoteSigner THIRD = new NoteSigner("fedner.example/dep1/third", EventSamples.key(9));
    private static final Admin TWO = new Admin(
            Admin.Action.RETENTION_CHANGE, EventSamples.commitment(1), Optional.of(EventSamples.commitment(2)));

    @TempDir
    Path root;

    private Path old(NoteSigner named) throws Exception {
        Path folder = root.resolve("old");
        AuditLog log = SampleLog.open(folder, 1);
        log.append(EventSamples.egress(1, 5), new KeyRotate(VkeyText.of(named.vkey())));
        log.close(new LogClose(
                LogClose.Reason.ROTATED, Optional.of(new Origin(named.vkey().name()))));
        return folder;
    }

    private Path begun(String name, NoteSigner signer, CheckpointRef from, Event... more) throws Exception {
        Path folder = root.resolve(name);
        LogOpen plain = EventSamples.logOpen();
        AuditLog log = AuditLog.open(
                folder,
                signer,
                new SampleLog.TickingClock(),
                new BootId("00000000000000c1"),
                new LogOpen(plain.sw(), plain.cfgSha256(), plain.policySha256(), Optional.of(from)));
        log.append(more);
        log.close(LogClose.because(LogClose.Reason.FINISHED));
        return folder;
    }

    private static SignedNote last(Path log) throws Exception {
        return SignedNote.parse(Files.readAllBytes(log.resolve("checkpoint")));
    }

    private static CheckpointRef end(Path log) throws Exception {
        Checkpoint last = Checkpoint.parse(last(log).text());
        return new CheckpointRef(new Origin(last.origin()), last.size(), Sha256Hex.of(last.root()));
    }

    private static LogPrune prune(Path log) throws Exception {
        CheckpointRef end = end(log);
        return new LogPrune(
                end.origin(),
                end.size(),
                end.root(),
                NoteSignature.of(last(log).signatures().get(0)));
    }

    private static VerificationReport verify(Path... logs) {
        return LogVerifier.trusting(List.of(OLD.vkey(), NEXT.vkey(), THIRD.vkey()))
                .verify(List.of(logs));
    }

    private static List<String> rules(VerificationReport report) {
        return report.findings().stream().map(Finding::rule).toList();
    }

    @Test
    void aLogThatGoesOnUnderAnotherNameAndKeyVerifiesWithTheOneBefore() throws Exception {
        Path old = old(NEXT);
        Path next = begun("next", NEXT, end(old));
        assertThat(verify(old, next).findings()).isEmpty();
        assertThat(verify(next, old).findings()).as("in any order").isEmpty();
        assertThat(verify(next).findings()).isEmpty();
        assertThat(verify(next).notices()).anyMatch(notice -> notice.contains("which are not here"));
    }

    @Test
    void nothingMoreIsWrittenToALogThatWasEnded() throws Exception {
        Path old = old(NEXT);
        assertThatThrownBy(() -> SampleLog.open(old, 2))
                .isInstanceOfSatisfying(LogContinuedException.class, ended -> assertThat(ended.next())
                        .isEqualTo(NEXT.vkey().name()));
        assertThat(verify(old).findings()).as("and it was left as it was").isEmpty();
    }

    @Test
    void twoLogsCannotContinueOne() throws Exception {
        Path old = old(NEXT);
        Path next = begun("next", NEXT, end(old));
        Path third = begun("third", THIRD, end(old));
        assertThat(rules(verify(old, next, third))).contains("succession");
        assertThat(verify(next, third).breaksIntegrity()).isTrue();
    }

    @Test
    void aLogThatDoesNotBeginWhereTheOtherEndsIsFound() throws Exception {
        Path old = old(NEXT);
        CheckpointRef end = end(old);
        Path early = begun("early", NEXT, new CheckpointRef(end.origin(), end.size() - 1, end.root()));
        assertThat(rules(verify(old, early))).containsExactly("succession");
        Path other = begun("other", NEXT, new CheckpointRef(end.origin(), end.size(), EventSamples.digest(1)));
        assertThat(rules(verify(old, other))).containsExactly("succession");
        Path unnamed = begun("unnamed", THIRD, end);
        assertThat(rules(verify(old, unnamed))).containsExactly("succession");
    }

    @Test
    void anHeirThatDoesNotKnowItsPastIsFound() throws Exception {
        Path old = old(NEXT);
        Path fresh = root.resolve("fresh");
        SampleLog.open(fresh, NEXT, new SampleLog.TickingClock(), 1).close(LogClose.because(LogClose.Reason.FINISHED));
        assertThat(rules(verify(old, fresh))).containsExactly("succession");
    }

    @Test
    void anotherKeyThanThePolicysIsFound() throws Exception {
        Path folder = root.resolve("old");
        AuditLog log = SampleLog.open(folder, 1);
        NoteSigner stranger = new NoteSigner(NEXT.vkey().name(), EventSamples.key(11));
        log.append(new KeyRotate(VkeyText.of(stranger.vkey())));
        log.close(new LogClose(
                LogClose.Reason.ROTATED, Optional.of(new Origin(NEXT.vkey().name()))));
        assertThat(rules(verify(folder))).containsExactly("succession");
    }

    @Test
    void aDeletedLogLeavesItsLastCheckpointAndTwoPersonsWord() throws Exception {
        Path old = old(NEXT);
        Path next = begun("next", NEXT, end(old), TWO, prune(old));
        assertThat(verify(next).findings()).isEmpty();
        assertThat(verify(next).notices()).anyMatch(notice -> notice.contains("was deleted after its time"));
        Path alone = begun("alone", NEXT, end(old), EventSamples.egress(1, 1), prune(old));
        assertThat(rules(verify(alone))).containsExactly("succession");
        CheckpointRef end = end(old);
        LogPrune forged = new LogPrune(
                end.origin(), end.size() + 1, end.root(), prune(old).signature());
        assertThat(rules(verify(begun("forged", NEXT, end, TWO, forged)))).contains("succession");
    }
}
