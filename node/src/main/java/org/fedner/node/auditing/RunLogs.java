package org.fedner.node.auditing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.fedner.aggregation.message.Roster;
import org.fedner.aggregation.message.RosterEntry;
import org.fedner.audit.note.KeyType;
import org.fedner.audit.note.MalformedNoteException;
import org.fedner.audit.note.TrustPolicy;
import org.fedner.audit.note.Vkey;
import org.fedner.audit.verify.Finding;
import org.fedner.audit.verify.LogVerifier;
import org.fedner.audit.verify.VerificationReport;
import org.fedner.crypto.signing.VerifyingKey;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.loop.PartyLog;

/** Finds the logs below a folder, and whom to trust about them. */
public final class RunLogs {
    /** Name of the trust file that a run on one machine leaves beside its logs. */
    public static final String POLICY = "audit-policy";

    private static final String JOURNAL = "journal.jsonl";
    private static final String AUDIT = "audit";

    private RunLogs() {}

    /** The log folders that {@code folder} is or holds: itself, its {@code audit}, or those of a run's parties. */
    public static List<Path> below(Path folder) {
        if (Files.exists(folder.resolve(JOURNAL)) || Files.exists(folder.resolve("checkpoint"))) {
            return List.of(folder);
        }
        List<Path> candidates = new ArrayList<>(List.of(folder.resolve(AUDIT), folder.resolve("server/" + AUDIT)));
        Path platforms = folder.resolve("platforms");
        if (Files.isDirectory(platforms)) {
            try (Stream<Path> names = Files.list(platforms)) {
                names.sorted().forEach(name -> candidates.add(name.resolve(AUDIT)));
            } catch (IOException e) {
                throw unreadable(platforms, e);
            }
        }
        List<Path> found = candidates.stream().filter(Files::isDirectory).toList();
        if (found.isEmpty()) {
            throw new FailureException(
                    ExitCode.BAD_DATA, folder + ": holds no audit log; name a log folder or a run's folder");
        }
        return found;
    }

    /** Those of several folders, in their order. */
    public static List<Path> below(List<Path> folders) {
        return folders.stream().flatMap(folder -> below(folder).stream()).toList();
    }

    /** The trust file that follows from a roster: each enrolled party's log under its own name and key. */
    public static String policyOf(Roster roster) {
        List<Vkey> keys = new ArrayList<>();
        List<Vkey> witnesses = new ArrayList<>();
        for (RosterEntry entry : roster.entries()) {
            String origin = PartyLog.origin(roster.federation().toString(), entry.name());
            try {
                VerifyingKey key = VerifyingKey.of(entry.auditKey().toBytes());
                keys.add(Vkey.of(origin, KeyType.ED25519, key));
                witnesses.add(Vkey.witnessOf(origin, key));
            } catch (InvalidKeyException e) {
                throw new FailureException(
                        ExitCode.INTEGRITY,
                        "the roster holds an audit key that is no Ed25519 key; ask the coordinator",
                        e);
            }
        }
        return TrustPolicy.format(keys, witnesses);
    }

    /** Writes {@link #policyOf} beside a run's logs. */
    public static void writePolicy(Path out, Roster roster) throws IOException {
        writePolicyFile(out.resolve(POLICY), roster);
    }

    /** Writes {@link #policyOf} to {@code file}. */
    public static void writePolicyFile(Path file, Roster roster) throws IOException {
        Files.writeString(file, policyOf(roster), StandardCharsets.ISO_8859_1);
    }

    /** Reads a trust file. */
    public static TrustPolicy readPolicy(Path file) {
        try {
            return TrustPolicy.parse(Files.readAllBytes(file));
        } catch (MalformedNoteException e) {
            throw new FailureException(ExitCode.BAD_CONFIGURATION, file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION,
                    file + ": cannot be read; name the file with the logs' public keys with --policy",
                    e);
        }
    }

    /** Verifies some of the logs that {@code policy} names, together; says which others there are. */
    public static VerificationReport verify(List<Path> logs, TrustPolicy policy) {
        VerificationReport report = new LogVerifier(policy).verify(logs);
        List<String> notices = new ArrayList<>(report.notices());
        absent(report, policy)
                .forEach(origin -> notices.add("the policy also names " + origin + ", which is not here"));
        return new VerificationReport(report.logs(), report.acrossLogs(), notices);
    }

    /** Verifies all logs of a run, whose own {@code policy} lists them: a log that is not there at all is a finding. */
    public static VerificationReport verifyRun(List<Path> logs, TrustPolicy policy) {
        VerificationReport report = new LogVerifier(policy).verify(logs);
        List<Finding> findings = new ArrayList<>(report.acrossLogs());
        absent(report, policy)
                .forEach(origin -> findings.add(new Finding(
                        Finding.Kind.INTEGRITY, "files", origin, "", -1, "the run has this log and it is not here")));
        return new VerificationReport(report.logs(), findings, report.notices());
    }

    private static List<String> absent(VerificationReport report, TrustPolicy policy) {
        return policy.logs().stream()
                .map(Vkey::name)
                .filter(origin ->
                        report.logs().stream().noneMatch(log -> log.origin().equals(origin)))
                .distinct()
                .sorted()
                .toList();
    }

    private static FailureException unreadable(Path path, IOException cause) {
        return new FailureException(ExitCode.BAD_DATA, path + ": cannot be read; check its permissions", cause);
    }
}
