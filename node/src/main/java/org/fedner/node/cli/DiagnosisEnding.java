package org.fedner.node.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.fedner.node.report.DiagnosisReport;
import org.fedner.node.report.DiagnosisTable;
import org.fedner.node.report.ReportFiles;

/** What a command does with a finding: the file, the table, the exit status. */
final class DiagnosisEnding {

    private DiagnosisEnding() {}

    /** Returns {@link ExitCode#INTEGRITY} if a fault was found, else {@link ExitCode#OK}. */
    static int finish(DiagnosisReport report, Path folder, GlobalOptions options) {
        Path file = folder.resolve(DiagnosisReport.FILE);
        try {
            ReportFiles.write(file, report);
        } catch (IOException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION, file + ": the finding cannot be written; free disk space", e);
        }
        if (!options.json()) {
            DiagnosisTable.lines(report).forEach(System.out::println);
            System.out.println("finding: " + file);
        }
        return (report.faultFound() ? ExitCode.INTEGRITY : ExitCode.OK).number();
    }
}
