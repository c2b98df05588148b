package org.fedner.node.server;

import org.fedner.node.report.DiagnosisReport;

/** How a server's run ended well. */
public sealed interface ServerEnding permits ServerOutcome, ServerEnding.Diagnosed {

    /** Mode D: the dummy rounds are over. */
    record Diagnosed(DiagnosisReport report) implements ServerEnding {}
}
