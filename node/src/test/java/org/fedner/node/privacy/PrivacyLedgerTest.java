package org.fedner.node.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fedner.aggregation.privacy.accounting.Planner;
import org.fedner.audit.event.BootId;
import org.fedner.audit.event.DpReserve;
import org.fedner.audit.event.JobId;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.Origin;
import org.fedner.node.config.Job;
import org.fedner.node.config.JobPrivacy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is spent stays spent: through restarts, other jobs, torn lines and copies that were put back. */
class PrivacyLedgerTest {
    private static final long DELTA = 10_000_000_000L; // 1e-5
    private static final long EIGHT = 8_000_000_000L;

    @TempDir
    private Path folder;

    private PrivacyTerms terms;

    @BeforeEach
    void terms() {
        terms = terms(1.0, 0.02);
    }

    private static PrivacyTerms terms(double noise, double rate) {
        JobPrivacy privacy = new JobPrivacy(
                "distributed", "sentence", 100.0, 1e-5, noise, null, null, rate, 5000L, null, null, null);
        Job job = new Job("ledger", 7, 10, null, null, new Job.Aggregation(null, 3, 1, 64, null, null, null), privacy);
        return PrivacyTerms.of(job, 300_000).orElseThrow();
    }

    private static LedgerPlace place(int job, long round) {
        return new LedgerPlace(
                JobId.of(new byte[] {(byte) job, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}), 1, round, 0);
    }

    private DpReserve reserve(PrivacyLedger ledger, int job, long round, long budget)
            throws BudgetExhaustedException, IOException {
        return ledger.reserve(place(job, round), terms, DELTA, Long.MAX_VALUE, budget);
    }

    private static List<Leaf> logOf(List<DpReserve> reserved) {
        List<Leaf> leaves = new ArrayList<>();
        reserved.forEach(event ->
                leaves.add(new Leaf(leaves.size(), Instant.EPOCH, new Origin("dep/a"), BootId.of(new byte[8]), event)));
        return leaves;
    }

    /** The accountant says how many steps fit; the ledger stops after exactly so many, and another job finds nothing left. */
    @ParameterizedTest
    @CsvSource({"1.0, 0.02, 2", "0.7, 0.05, 8", "2.0, 0.01, 0.5", "1.5, 0.04, 3"})
    void theBudgetStopsAtTheExactStepWhoeverAsks(double noise, double rate, double epsilon) throws Exception {
        terms = terms(noise, rate);
        long most = new Planner(epsilon, DELTA / 1e15, rate).mostSteps(noise);
        long budget = Math.round(epsilon * 1e9);
        try (PrivacyLedger ledger = PrivacyLedger.open(folder)) {
            for (long step = 1; step <= Math.min(most, 400); step++) {
                assertThat(reserve(ledger, 1, step, budget).epsAfterNano()).isLessThanOrEqualTo(budget);
            }
            if (most <= 400) {
                String before = Files.readString(folder.resolve(PrivacyLedger.FILE));
                for (int job = 1; job <= 3; job++) {
                    int asking = job;
                    assertThatThrownBy(() -> reserve(ledger, asking, most + 1, budget))
                            .isInstanceOf(BudgetExhaustedException.class);
                }
                assertThat(folder.resolve(PrivacyLedger.FILE)).hasContent(before);
            }
            assertThat(ledger.entries()).hasSize((int) Math.min(most, 400));
        }
        assertThat(most).as("the case reaches its end").isPositive();
    }

    @Test
    void aJobsOwnBudgetEndsItAndAnotherJobGoesOn() throws Exception {
        try (PrivacyLedger ledger = PrivacyLedger.open(folder)) {
            long one = ledger.reserve(place(1, 1), terms, DELTA, EIGHT, EIGHT).epsAfterNano();
            assertThatThrownBy(() -> ledger.reserve(place(1, 2), terms, DELTA, one, EIGHT))
                    .isInstanceOf(BudgetExhaustedException.class);
            assertThatCode(() -> ledger.reserve(place(2, 1), terms, DELTA, one, EIGHT))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void aRestartOrAnotherJobFindsWhatWasSpentInTheLogsOwnDigits() throws Exception {
        DpReserve last;
        try (PrivacyLedger ledger = PrivacyLedger.open(folder)) {
            reserve(ledger, 1, 1, EIGHT);
            last = reserve(ledger, 1, 2, EIGHT);
        }
        try (PrivacyLedger again = PrivacyLedger.open(folder)) {
            assertThat(again.spentNano(DELTA)).isEqualTo(last.epsAfterNano());
            DpReserve next = reserve(again, 2, 1, EIGHT);
            assertThat(next.epsBeforeNano()).isEqualTo(last.epsAfterNano());
            assertThat(next.entry()).isEqualTo(3);
            assertThat(next.dataset()).isEqualTo(last.dataset());
            PrivacyLedger.requireConsistent(again.entries());
            again.requireNotBehind(logOf(again.entries()));
        }
    }

    /** Killed while it wrote: no noise was drawn on a line that was not finished, and every finished one counts. */
    @Test
    void killedAtAnyByteOfALineNothingThatWasSpentIsLost() throws Exception {
        try (PrivacyLedger ledger = PrivacyLedger.open(folder)) {
            reserve(ledger, 1, 1, EIGHT);
            reserve(ledger, 1, 2, EIGHT);
        }
        Path file = folder.resolve(PrivacyLedger.FILE);
        byte[] whole = Files.readAllBytes(file);
        String text = Files.readString(file);
        for (int length = 0; length <= whole.length; length += 7) {
            Files.write(file, Arrays.copyOf(whole, length));
            long lines =
                    text.substring(0, length).chars().filter(c -> c == '\n').count();
            try (PrivacyLedger ledger = PrivacyLedger.open(folder)) {
                assertThat(ledger.entries()).hasSize((int) Math.max(0, lines - 1));
            }
            Files.write(file, whole);
        }
    }

    @Test
    void anOlderCopyOrAnotherLedgerIsRefusedByTheAuditLog() throws Exception {
        Path file = folder.resolve(PrivacyLedger.FILE);
        List<DpReserve> logged = new ArrayList<>();
        byte[] older;
        try (PrivacyLedger ledger = PrivacyLedger.open(folder)) {
            logged.add(reserve(ledger, 1, 1, EIGHT));
            older = Files.readAllBytes(file);
            logged.add(reserve(ledger, 1, 2, EIGHT));
        }
        Files.write(file, older);
        try (PrivacyLedger ledger = PrivacyLedger.open(folder)) {
            assertThatThrownBy(() -> ledger.requireNotBehind(logOf(logged)))
                    .isInstanceOf(LedgerException.class)
                    .hasMessageContaining("entry 2 was spent");
            reserve(ledger, 1, 7, EIGHT); // gone on all the same: now it is another entry
            assertThatThrownBy(() -> ledger.requireNotBehind(logOf(logged))).isInstanceOf(LedgerException.class);
        }
        Files.delete(file);
        try (PrivacyLedger begun = PrivacyLedger.open(folder)) {
            assertThatThrownBy(() -> begun.requireNotBehind(logOf(logged))).isInstanceOf(LedgerException.class);
        }
    }

    @Test
    void anyChangedCharacterOfALineIsFound() throws Exception {
        try (PrivacyLedger ledger = PrivacyLedger.open(folder)) {
            for (int round = 1; round <= 3; round++) {
                reserve(ledger, 1, round, EIGHT);
            }
        }
        Path file = folder.resolve(PrivacyLedger.FILE);
        String text = Files.readString(file);
        int firstLine = text.indexOf('\n') + 1;
        int lastLine = text.lastIndexOf('\n', text.length() - 2) + 1;
        for (int at = firstLine; at < lastLine; at++) {
            char c = text.charAt(at);
            char other = c == '1' ? '2' : '1';
            Files.writeString(file, text.substring(0, at) + other + text.substring(at + 1));
            assertThatThrownBy(() -> PrivacyLedger.open(folder).close())
                    .as("character %d", at)
                    .isInstanceOf(LedgerException.class);
        }
    }

    @Test
    void oneProcessHoldsItAtATime() throws Exception {
        try (PrivacyLedger ledger = PrivacyLedger.open(folder)) {
            assertThatThrownBy(() -> PrivacyLedger.open(folder).close())
                    .isInstanceOf(LedgerException.class)
                    .hasMessageContaining("in use");
            assertThat(ledger.entries()).isEmpty();
        }
    }

    @Test
    void whatTheLogSaysIsEnoughToComputeAllOfItAgain() throws Exception {
        List<DpReserve> logged = new ArrayList<>();
        try (PrivacyLedger ledger = PrivacyLedger.open(folder)) {
            for (int round = 1; round <= 5; round++) {
                logged.add(reserve(ledger, 1 + round % 2, round, EIGHT));
            }
        }
        PrivacyLedger.requireConsistent(logged);
        DpReserve third = logged.get(2);
        List<DpReserve> less = new ArrayList<>(logged);
        less.remove(2);
        assertThatThrownBy(() -> PrivacyLedger.requireConsistent(less)).hasMessageContaining("entry 3 is missing");
        logged.set(
                2,
                new DpReserve(
                        third.job(),
                        third.epoch(),
                        third.round(),
                        third.attempt(),
                        third.dataset(),
                        third.entry(),
                        third.entrySha256(),
                        third.mechanism(),
                        third.deltaFemto(),
                        third.epsBeforeNano(),
                        third.epsAfterNano() - 1,
                        third.epsBudgetNano()));
        assertThatThrownBy(() -> PrivacyLedger.requireConsistent(logged)).hasMessageContaining("entry 3");
    }

    @Test
    void aForeignFileIsNotTakenForALedger() throws Exception {
        Files.writeString(folder.resolve(PrivacyLedger.FILE), "something else\n", StandardOpenOption.CREATE);
        assertThatThrownBy(() -> PrivacyLedger.open(folder).close()).isInstanceOf(LedgerException.class);
    }
}
