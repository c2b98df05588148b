package org.fedner.node.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.fedner.node.privacy.PrivacyStatement;
import org.fedner.node.report.ReportFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fedner privacy statement}: what is promised to whom. */
@Command(
        name = "statement",
        mixinStandardHelpOptions = true,
        description = "What was promised about the data, to whom, against whom, and what is not covered: to be signed.",
        footer = {
            "",
            "Every number is computed anew from the ledger or the audit log. A platform writes the same into its work folder.",
            "",
            "Example:",
            "  fedner privacy statement work/audit"
        })
final class PrivacyStatementCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", arity = "1..*", description = "Folders of ledgers and audit logs, or above them.")
    private List<Path> folders;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<List<String>> statements = new ArrayList<>();
        SpentRead.in(folders).entries().values().forEach(entries -> statements.add(PrivacyStatement.of(entries)));
        if (statements.isEmpty()) {
            statements.add(PrivacyStatement.NONE);
        }
        if (GlobalOptions.of(spec).json()) {
            System.out.print(ReportFiles.json(statements));
        } else {
            statements.forEach(lines -> lines.forEach(System.out::println));
        }
        return ExitCode.OK.number();
    }
}
