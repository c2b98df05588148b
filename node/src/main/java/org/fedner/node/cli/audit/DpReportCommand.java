package org.fedner.node.cli.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.fedner.audit.event.DpReserve;
import org.fedner.audit.event.RoundClose;
import org.fedner.audit.event.RoundOpen;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.audit.proof.LogLeaves;
import org.fedner.node.auditing.RunLogs;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.GlobalOptions;
import org.fedner.node.report.ReportFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fedner audit dp-report}: what the leaves say about differential privacy. */
@Command(
        name = "dp-report",
        mixinStandardHelpOptions = true,
        description = "Say under which privacy terms the rounds of a log were run, from its entries alone.",
        footer = {
            "",
            "For each data set: how many steps were spent, what they cost by the log's own word, and the budget. Rules R4 and R5 of",
            "'fedner audit verify' check that steps were reserved before anything left and follow from each other.",
            "",
            "Exit status: 0 read, 6 the log is damaged.",
            "",
            "Example:",
            "  fedner audit dp-report north/work/audit"
        })
public final class DpReportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", arity = "1..*", description = "Log folders, or a run's folder.")
    private List<Path> folders;

    @Spec
    private CommandSpec spec;

    /**
     * What one data set has spent.
     *
     * @param epsilon at {@code delta}, after the last step
     */
    public record Spent(String dataset, long steps, double epsilon, double delta, double budget) {
        private static Spent after(Spent before, DpReserve step) {
            return new Spent(
                    step.dataset().hex(),
                    before == null ? 1 : before.steps + 1,
                    step.epsAfterNano() / 1e9,
                    step.deltaFemto() / 1e15,
                    step.epsBudgetNano() / 1e9);
        }
    }

    /** What one log says. */
    public record Report(String log, Map<String, Integer> attempts, int verifiedRounds, List<Spent> datasets) {}

    @Override
    public Integer call() {
        List<Path> logs = RunLogs.below(folders);
        List<Report> reports = logs.stream().map(DpReportCommand::report).toList();
        if (GlobalOptions.of(spec).json()) {
            System.out.print(ReportFiles.json(Map.of("logs", reports)));
        } else {
            reports.forEach(DpReportCommand::say);
        }
        return ExitCode.OK.number();
    }

    private static void say(Report report) {
        System.out.println("%s: attempts by mode %s, %d rounds with a verified sum"
                .formatted(report.log(), report.attempts(), report.verifiedRounds()));
        if (report.datasets().isEmpty()) {
            System.out.println("  no step of privacy was spent: nothing is promised, and there is no epsilon");
        }
        for (Spent spent : report.datasets()) {
            System.out.println("  data set %s: %d steps, epsilon %.6f of %.6f at delta %.3g"
                    .formatted(spent.dataset(), spent.steps(), spent.epsilon(), spent.budget(), spent.delta()));
        }
    }

    private static Report report(Path log) {
        TreeMap<String, Integer> attempts = new TreeMap<>();
        Map<String, Spent> spent = new LinkedHashMap<>();
        int[] verified = new int[1];
        try {
            LogLeaves.read(log, (file, bytes, leaf) -> {
                if (leaf.event() instanceof RoundOpen open) {
                    attempts.merge(open.dp().mode().name().toLowerCase(Locale.ROOT), 1, Integer::sum);
                } else if (leaf.event() instanceof RoundClose close && close.outcome() == RoundClose.Outcome.VERIFIED) {
                    verified[0]++;
                } else if (leaf.event() instanceof DpReserve step) {
                    String dataset = step.dataset().hex();
                    spent.put(dataset, Spent.after(spent.get(dataset), step));
                }
            });
        } catch (AuditCorruptException e) {
            throw Logs.corrupt(log, e);
        } catch (IOException e) {
            throw Logs.unreadable(log, e);
        }
        return new Report(log.toString(), attempts, verified[0], List.copyOf(spent.values()));
    }
}
