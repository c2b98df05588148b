package org.fedner.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.fedner.audit.EventSamples;
import org.fedner.audit.SampleLog;
import org.fedner.audit.event.Admin;
import org.fedner.audit.event.Commitments;
import org.fedner.audit.event.Erase;
import org.fedner.audit.event.Event;
import org.fedner.audit.event.JsonValue.JsonString;
import org.fedner.audit.event.LogClose;
import org.fedner.audit.log.AuditLog;
import org.fedner.audit.log.Openings;
import org.fedner.audit.log.Openings.Opening;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A name is committed to in a log, opened beside it, and erased. */
class OpeningsTest {
    private static final String NAME = "A. Meyer";

    @TempDir
    Path root;

    /** A closed log whose entry 2 commits to a name. */
    private Path log(Event... more) throws Exception {
        Path folder = root.resolve("log");
        AuditLog log = SampleLog.open(folder, 1);
        Openings openings = Openings.of(folder);
        Opening actor = openings.open("actor_c", new JsonString(NAME));
        long index = log.stage(new Admin(Admin.Action.CONSENT, actor.commitment(), Optional.empty()));
        openings.keep(index, actor);
        log.append(more);
        assertThat(index).isEqualTo(2);
        log.close(LogClose.because(LogClose.Reason.FINISHED));
        return folder;
    }

    private static LogReport verified(Path log) {
        return LogVerifier.trusting(List.of(SampleLog.SIGNER.vkey()))
                .verify(log)
                .logs()
                .get(0);
    }

    @Test
    void theNameIsBesideTheLogAndNotInItAndTheOpeningShowsIt() throws Exception {
        Path log = log();
        try (var files = Files.walk(log)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain(NAME);
            }
        }
        assertThat(Files.readString(Openings.folderOf(log).resolve("2.json"))).contains(NAME);
        assertThat(verified(log).findings()).isEmpty();
        assertThat(verified(log).notices())
                .anyMatch(notice -> notice.contains("1 opened here, 0 redacted, 0 not shown"));
    }

    @Test
    void anErasedValueIsRedactedAndTheLogHolds() throws Exception {
        Path log = log(new Erase(2, Erase.Basis.REQUEST));
        assertThat(verified(log).findings())
                .as("the log says erased, and the value is still there")
                .extracting(Finding::rule)
                .containsExactly("opening");
        assertThat(Openings.of(log).erase(2)).isTrue();
        assertThat(Openings.of(log).erase(2)).isFalse();
        assertThat(verified(log).findings()).isEmpty();
        assertThat(verified(log).notices())
                .anyMatch(notice -> notice.contains("0 opened here, 1 redacted, 0 not shown"));
    }

    @Test
    void anAuditorWithoutOpeningsFindsNoFault() throws Exception {
        Path log = log();
        Openings.of(log).erase(2);
        assertThat(verified(log).findings()).isEmpty();
        assertThat(verified(log).notices()).anyMatch(notice -> notice.contains("1 not shown"));
    }

    @Test
    void anotherNameOrSaltOrFieldIsNotWhatWasCommittedTo() throws Exception {
        Path log = log();
        Path file = Openings.folderOf(log).resolve("2.json");
        String good = Files.readString(file);
        String otherSalt =
                good.replaceFirst("\"salt\":\"(..)", "\"salt\":\"" + (good.contains("\"salt\":\"00") ? "01" : "00"));
        for (String bad : List.of(
                good.replace("Meyer", "Mayer"), otherSalt, good.replace("actor_c", "approver_c"), "{}", "x", "")) {
            Files.writeString(file, bad);
            assertThat(verified(log).findings())
                    .as(bad)
                    .extracting(Finding::rule)
                    .containsExactly("opening");
            assertThat(verified(log).findings().get(0).kind()).isEqualTo(Finding.Kind.INTEGRITY);
            assertThat(verified(log).findings().get(0).position()).isEqualTo(2);
        }
        Files.writeString(file, good);
        assertThat(verified(log).findings()).isEmpty();
    }

    @Test
    void onlyWhatCommitsToSomethingIsErased() throws Exception {
        Path log = log(new Erase(0, Erase.Basis.CORRECTION));
        assertThat(verified(log).findings()).extracting(Finding::rule).containsExactly("opening");
    }

    @Test
    void everyCommitmentOfEveryEventIsSeen() {
        for (Event event : EventSamples.oneOfEach()) {
            int expected = event.toString().split("Commitment\\[", -1).length - 1;
            assertThat(Commitments.of(event)).as(event.toString()).hasSize(expected);
        }
    }
}
