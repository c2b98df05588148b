package org.fedner.node.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.fedner.audit.event.BootId;
import org.fedner.audit.event.DpMechanism;
import org.fedner.audit.event.DpReserve;
import org.fedner.audit.event.JobId;
import org.fedner.audit.event.LogClose;
import org.fedner.audit.event.LogOpen;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.audit.event.Software;
import org.fedner.audit.event.Version;
import org.fedner.audit.log.AuditLog;
import org.fedner.audit.note.NoteSigner;
import org.fedner.crypto.signing.SigningKey;
import org.fedner.node.CommandRun;
import org.fedner.node.config.Job;
import org.fedner.node.config.JobPrivacy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code audit dp-report}: a log's epsilon is what its own entries make of it, and a false one is named. */
class LoggedPrivacyTest {
    private static final long DELTA = 10_000_000_000L;
    private static final long EIGHT = 8_000_000_000L;
    private static final int STEPS = 6;

    @TempDir
    Path root;

    private final List<DpReserve> steps = new ArrayList<>();

    @BeforeEach
    void spend() throws Exception {
        JobPrivacy privacy =
                new JobPrivacy("distributed", "sentence", 100.0, 1e-5, 1.0, null, null, 0.02, 5000L, null, null, null);
        Job job = new Job("spent", 7, 10, null, null, new Job.Aggregation(null, 3, 1, 64, null, null, null), privacy);
        PrivacyTerms terms = PrivacyTerms.of(job, 300_000).orElseThrow();
        try (PrivacyLedger ledger = PrivacyLedger.open(root.resolve("ledger"))) {
            for (int round = 1; round <= STEPS; round++) {
                LedgerPlace place = new LedgerPlace(JobId.of(new byte[16]), 1, round, 0);
                steps.add(ledger.reserve(place, terms, DELTA, Long.MAX_VALUE, EIGHT));
            }
        }
    }

    private Path log(String name, List<DpReserve> said) throws Exception {
        Path folder = root.resolve(name);
        Sha256Hex nothing = Sha256Hex.over(new byte[0]);
        AuditLog log = AuditLog.open(
                folder,
                new NoteSigner("test/log", SigningKey.generate(new SecureRandom())),
                Clock.systemUTC(),
                BootId.of(new byte[8]),
                new LogOpen(Software.running(new Version("0.0.0"), nothing), nothing, nothing));
        said.forEach(log::stage);
        log.close(LogClose.because(LogClose.Reason.FINISHED));
        return folder;
    }

    private static CommandRun report(Object... arguments) {
        List<Object> line = new ArrayList<>(List.of("audit", "dp-report", "--format", "json"));
        line.addAll(List.of(arguments));
        return CommandRun.of(line.toArray());
    }

    private static JsonNode first(CommandRun run) throws Exception {
        return new ObjectMapper().readTree(run.out()).get("datasets").get(0);
    }

    @Test
    void theLogAloneGivesTheEpsilonOfLedgerAndStatement() throws Exception {
        Path log = log("log", steps);
        Path statement = Files.write(root.resolve("statement.txt"), PrivacyStatement.of(steps));
        CommandRun run = report(log, "--ledger", root.resolve("ledger"), "--statement", statement);
        assertThat(run.exit()).as(run.out() + run.err()).isZero();
        JsonNode spent = first(run);
        assertThat(spent.get("computedNano")).isEqualTo(spent.get("statedNano"));
        assertThat(spent.get("computedNano").longValue())
                .isEqualTo(steps.get(STEPS - 1).epsAfterNano());
        assertThat(spent.get("lastEntry").longValue()).isEqualTo(STEPS);
        Files.writeString(statement, "Differential privacy: epsilon 0.1 at delta 0.00001.");
        CommandRun other = report(log, "--statement", statement);
        assertThat(other.exit()).isEqualTo(1);
        assertThat(other.out()).contains("the statement does not say");
    }

    @Test
    void anEpsilonThatDoesNotFollowIsNamed() throws Exception {
        DpReserve third = steps.get(2);
        List<DpReserve> cheaper = new ArrayList<>(steps);
        cheaper.set(2, with(third, third.mechanism(), third.epsAfterNano() - 1));
        CommandRun run = report(log("cheaper", cheaper));
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains("entry 3 states epsilon");

        DpMechanism m = third.mechanism();
        DpMechanism quieter = new DpMechanism(
                m.mode(),
                m.unit(),
                m.sigma() / 2,
                m.share(),
                m.survivors(),
                m.colluders(),
                m.sensitivity(),
                m.platformsPerUnit(),
                m.coordinates(),
                m.rateBillionths());
        List<DpReserve> louder = new ArrayList<>(steps);
        louder.set(2, with(third, quieter, third.epsAfterNano()));
        CommandRun less = report(log("louder", louder));
        assertThat(less.exit()).as("half the noise at the price of the whole").isEqualTo(1);
        assertThat(first(less).get("faults")).hasSizeGreaterThanOrEqualTo(STEPS - 2);
    }

    private static DpReserve with(DpReserve r, DpMechanism mechanism, long after) {
        return new DpReserve(
                r.job(),
                r.epoch(),
                r.round(),
                r.attempt(),
                r.dataset(),
                r.entry(),
                r.entrySha256(),
                mechanism,
                r.deltaFemto(),
                r.epsBeforeNano(),
                after,
                r.epsBudgetNano());
    }

    @Test
    void aLaterJobsLogNeedsTheEarlierOneOrTheLedger() throws Exception {
        Path early = log("early", steps.subList(0, 2));
        Path late = log("late", steps.subList(2, STEPS));
        CommandRun alone = report(late);
        assertThat(alone.exit()).isZero();
        assertThat(first(alone).get("computedNano").longValue()).isEqualTo(-1);
        assertThat(alone.out()).contains("give the other logs, or the ledger");
        for (CommandRun whole : List.of(report(early, late), report(late, "--ledger", root.resolve("ledger")))) {
            assertThat(whole.exit()).isZero();
            assertThat(first(whole).get("computedNano").longValue())
                    .isEqualTo(steps.get(STEPS - 1).epsAfterNano());
        }
    }

    @Test
    void aLedgerThatDiffersFromTheLogIsAnIntegrityFinding() throws Exception {
        Path log = log("log", steps);
        Path file = root.resolve("ledger").resolve(PrivacyLedger.FILE);
        List<String> lines = Files.readAllLines(file);
        Files.write(file, lines.subList(0, STEPS)); // put back to the step before the last
        CommandRun run = report(log, "--ledger", root.resolve("ledger"));
        assertThat(run.exit()).isEqualTo(6);
        assertThat(run.out()).contains("the ledger has another entry " + STEPS + ", or none");
    }
}
