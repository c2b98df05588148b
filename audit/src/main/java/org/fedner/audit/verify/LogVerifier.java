package org.fedner.audit.verify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.fedner.audit.note.TrustPolicy;
import org.fedner.audit.note.Vkey;

/**
 * Verifies logs offline.
 *
 * <p>Of a closed log every byte of every file matters: changing, cutting, swapping or deleting any is found. Of an open
 * log that holds for what its newest checkpoint covers. A log cut back as a whole to an older state of itself verifies:
 * only someone who kept a later checkpoint can tell.
 */
public final class LogVerifier {

    private final TrustPolicy policy;

    /** Trusts the logs of {@code policy}. */
    public LogVerifier(TrustPolicy policy) {
        this.policy = policy;
    }

    /** Trusts these logs and asks for no witnesses. */
    public static LogVerifier trusting(Collection<Vkey> logs) {
        return new LogVerifier(TrustPolicy.ofLogs(logs));
    }

    /** Verifies one log. */
    public VerificationReport verify(Path directory) {
        return verify(List.of(directory));
    }

    /** Verifies each log, and the logs against each other. Reads only. */
    public VerificationReport verify(List<Path> directories) {
        List<Rule> across = Rules.acrossLogs(policy);
        List<LogReport> reports = new ArrayList<>();
        for (Path directory : directories) {
            List<Rule> own = Rules.withinOneLog(policy);
            List<Rule> all = new ArrayList<>(own);
            all.addAll(across);
            LogReport report = LogInspection.inspect(directory, policy, all);
            across.forEach(rule -> rule.inspected(report));
            List<Finding> findings = new ArrayList<>(report.findings());
            List<String> notices = new ArrayList<>(report.notices());
            own.forEach(rule -> {
                findings.addAll(rule.conclude());
                notices.addAll(rule.notices());
            });
            reports.add(report.with(findings, notices));
        }
        List<Finding> findings = new ArrayList<>();
        List<String> notices = new ArrayList<>();
        for (Rule rule : across) {
            findings.addAll(rule.conclude());
            notices.addAll(rule.notices());
        }
        return new VerificationReport(reports, findings, notices);
    }
}
