package org.fedner.node.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.fedner.node.privacy.SpentOnDataset;
import org.fedner.node.report.GainTable;
import org.fedner.node.report.ReportFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fedner privacy ledger}: what has been spent, computed anew. */
@Command(
        name = "ledger",
        mixinStandardHelpOptions = true,
        description =
                "What has been spent, by data set: from ledgers, audit logs, or both, every epsilon computed anew.",
        footer = {
            "",
            "Exit status 6 if an entry does not follow from those before it, or a ledger and a log differ.",
            "",
            "Example:",
            "  fedner privacy ledger identity/ledger work/audit"
        })
final class PrivacyLedgerCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", arity = "1..*", description = "Folders of ledgers and audit logs, or above them.")
    private List<Path> folders;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<SpentOnDataset> spent = new ArrayList<>();
        SpentRead.in(folders).entries().values().forEach(entries -> spent.add(SpentOnDataset.of(entries)));
        if (GlobalOptions.of(spec).json()) {
            System.out.print(ReportFiles.json(spent));
        } else if (spent.isEmpty()) {
            System.out.println("nothing was spent: no job with noise has run here");
        } else {
            List<String[]> rows = new ArrayList<>();
            rows.add(new String[] {"data set", "steps", "epsilon", "delta", "budget", "jobs", "ledger's last line"});
            spent.forEach(each -> rows.add(row(each)));
            GainTable.aligned(rows, 1).forEach(System.out::println);
        }
        return ExitCode.OK.number();
    }

    private static String[] row(SpentOnDataset spent) {
        return new String[] {
            spent.dataset(),
            Integer.toString(spent.steps()),
            spent.epsilon(),
            Double.toString(spent.delta()),
            spent.budget(),
            Integer.toString(spent.jobs()),
            spent.ledgerSha256()
        };
    }
}
