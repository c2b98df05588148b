package org.fedner.aggregation.diagnosis;

import java.util.List;

/**
 * What one dummy round shows.
 *
 * @param isSumJudged whether the server's sum could be compared with the uploads: not if two or more uploads are unexplained,
 *     because their words are known to the server alone
 */
public record DummyVerdict(List<DummyFinding> findings, boolean isSumJudged) {

    public DummyVerdict {
        findings = List.copyOf(findings);
    }
}
