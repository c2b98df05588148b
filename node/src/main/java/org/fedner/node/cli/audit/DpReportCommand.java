package org.fedner.node.cli.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
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
            "Jobs of this version run without differential privacy: every round says so, and there is no epsilon to report.",
            "",
            "Exit status: 0.",
            "",
            "Example:",
            "  fedner audit dp-report north/work/audit"
        })
public final class DpReportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", arity = "1..*", description = "Log folders, or a run's folder.")
    private List<Path> folders;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<Path> logs = new ArrayList<>();
        folders.forEach(folder -> logs.addAll(RunLogs.below(folder)));
        List<Map<String, Object>> reports =
                logs.stream().map(DpReportCommand::report).toList();
        if (GlobalOptions.of(spec).json()) {
            System.out.print(ReportFiles.json(Map.of("logs", reports)));
        } else {
            reports.forEach(report ->
                    System.out.println("%s: attempts by mode %s, %s rounds with a verified sum; epsilon: none promised"
                            .formatted(report.get("log"), report.get("attempts"), report.get("verifiedRounds"))));
        }
        return ExitCode.OK.number();
    }

    private static Map<String, Object> report(Path log) {
        TreeMap<String, Integer> attempts = new TreeMap<>();
        int[] verified = new int[1];
        try {
            LogLeaves.read(log, (file, bytes, leaf) -> {
                if (leaf.event() instanceof RoundOpen open) {
                    attempts.merge(open.dp().mode().name().toLowerCase(Locale.ROOT), 1, Integer::sum);
                } else if (leaf.event() instanceof RoundClose close && close.outcome() == RoundClose.Outcome.VERIFIED) {
                    verified[0]++;
                }
            });
        } catch (AuditCorruptException e) {
            throw Logs.corrupt(log, e);
        } catch (IOException e) {
            throw Logs.unreadable(log, e);
        }
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("log", log.toString());
        report.put("attempts", attempts);
        report.put("verifiedRounds", verified[0]);
        return report;
    }
}
