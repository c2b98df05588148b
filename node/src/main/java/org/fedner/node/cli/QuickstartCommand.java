package org.fedner.node.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.fedner.node.quickstart.Quickstart;
import org.fedner.node.report.GainTable;
import org.fedner.node.report.ReportFiles;
import org.fedner.node.report.RunReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fedner quickstart}: a federation of three hospitals on this machine, end to end. */
@Command(
        name = "quickstart",
        mixinStandardHelpOptions = true,
        description = {
            "Three hospitals with different labels train together on this machine, end to end.",
            "Writes synthetic notes, provisions a federation, runs one server and three platforms as separate processes over",
            "mutual TLS, trains each platform alone for comparison, prints the gain table and verifies the audit logs."
        },
        footer = {
            "",
            "DIR afterwards holds report.html, report.json, every party's audit log, the models and the notes.",
            "",
            "Example:",
            "  fedner quickstart --out quickstart-run"
        })
final class QuickstartCommand implements Callable<Integer> {
    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "200",
            description = "Rounds (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "quickstart-run",
            description = "New or empty folder (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        GlobalOptions options = GlobalOptions.of(spec);
        SimulateCommand.requireEmpty(out);
        RunReport report;
        try (RunProgress progress = new RunProgress(options)) {
            report = new Quickstart(out, rounds, options.progress(), progress).run();
        }
        if (options.json()) {
            System.out.print(ReportFiles.json(report));
        } else {
            GainTable.lines(report.platforms()).forEach(System.out::println);
            System.out.println("The notes are synthetic: the table shows that it works, not how much real notes gain.");
            System.out.println("audit: " + (report.audit().verified() ? "verified" : "NOT verified") + " ("
                    + report.audit().logs() + " logs)");
            System.out.println("report: " + out.resolve("report.html"));
        }
        return report.audit().verified() ? ExitCode.OK.number() : ExitCode.INTEGRITY.number();
    }
}
