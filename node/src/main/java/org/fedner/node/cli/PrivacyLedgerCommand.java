package org.fedner.node.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.fedner.audit.event.DpReserve;
import org.fedner.node.privacy.Nano;
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
        List<Spent> spent = new ArrayList<>();
        SpentRead.in(folders).entries().values().forEach(entries -> spent.add(Spent.of(entries)));
        if (GlobalOptions.of(spec).json()) {
            System.out.print(ReportFiles.json(spent));
        } else if (spent.isEmpty()) {
            System.out.println("nothing was spent: no job with noise has run here");
        } else {
            List<String[]> rows = new ArrayList<>();
            rows.add(new String[] {"data set", "steps", "epsilon", "delta", "budget", "jobs", "ledger's last line"});
            spent.forEach(each -> rows.add(each.row()));
            GainTable.aligned(rows, 1).forEach(System.out::println);
        }
        return ExitCode.OK.number();
    }

    /** One data set. Epsilons as text, so that no digit depends on who prints it. */
    record Spent(
            String dataset, int steps, String epsilon, double delta, String budget, int jobs, String ledgerSha256) {
        static Spent of(List<DpReserve> entries) {
            DpReserve last = entries.get(entries.size() - 1);
            return new Spent(
                    last.dataset().hex(),
                    entries.size(),
                    Nano.text(last.epsAfterNano()),
                    last.deltaFemto() / 1e15,
                    Nano.text(last.epsBudgetNano()),
                    (int) entries.stream().map(DpReserve::job).distinct().count(),
                    last.entrySha256().hex());
        }

        String[] row() {
            return new String[] {
                dataset,
                Integer.toString(steps),
                epsilon,
                Double.toString(delta),
                budget,
                Integer.toString(jobs),
                ledgerSha256
            };
        }
    }
}
