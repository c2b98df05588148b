package org.fedner.audit.verify;

import java.util.List;
import java.util.stream.Stream;

/**
 * The answer of {@link LogVerifier}.
 *
 * @param logs        one per directory, in the order given
 * @param acrossLogs  findings of the rules that compare logs
 * @param notices     what those rules could not check, and why
 */
public record VerificationReport(List<LogReport> logs, List<Finding> acrossLogs, List<String> notices) {

    public VerificationReport {
        logs = List.copyOf(logs);
        acrossLogs = List.copyOf(acrossLogs);
        notices = List.copyOf(notices);
    }

    /** Every finding, log by log. */
    public List<Finding> findings() {
        return Stream.concat(logs.stream().flatMap(log -> log.findings().stream()), acrossLogs.stream())
                .toList();
    }

    /** True if nothing was found. */
    public boolean isOk() {
        return findings().isEmpty();
    }

    /** True if files were altered, missing or not signed by a trusted key. */
    public boolean breaksIntegrity() {
        return findings().stream().anyMatch(finding -> finding.kind() == Finding.Kind.INTEGRITY);
    }
}
