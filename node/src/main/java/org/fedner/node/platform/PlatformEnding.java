package org.fedner.node.platform;

import org.fedner.node.report.DiagnosisReport;

/** How a platform's run ended well. */
public sealed interface PlatformEnding permits PlatformResult, PlatformEnding.Diagnosed {

    /** Mode D: the dummy rounds are over; nothing was trained. */
    record Diagnosed(DiagnosisReport report) implements PlatformEnding {}
}
