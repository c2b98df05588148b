package org.fedner.node.simulate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.fedner.audit.note.TrustPolicy;
import org.fedner.node.auditing.RunLogs;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.config.Job;
import org.fedner.node.job.JobTerms;
import org.fedner.node.platform.PlatformResult;
import org.fedner.node.report.HtmlReport;
import org.fedner.node.report.PlatformReport;
import org.fedner.node.report.ReportFiles;
import org.fedner.node.report.RunReport;
import org.fedner.node.server.ServerOutcome;

/** Gathers the parties' reports of one run on this machine into {@code report.json} and {@code report.html}. */
public final class SimulationReport {
    private SimulationReport() {}

    /** Writes both files and returns the report. {@code vectors} is null where there are none. */
    public static RunReport write(Path out, Job job, String vectors, Simulation.Outcome outcome, double wallSeconds) {
        List<PlatformReport> platforms =
                outcome.platforms().stream().map(PlatformResult::report).toList();
        Map<String, Double> phases = Simulation.phaseMillis(
                outcome.server(),
                outcome.platforms().stream().map(PlatformResult::phaseMillis).toList());
        ServerOutcome server = outcome.server().sharedModel() == null
                ? outcome.server().withSharedModel(commonModel(outcome.platforms()))
                : outcome.server();
        List<RunReport.InjectedFault> faults = outcome.injected().stream()
                .map(fault -> new RunReport.InjectedFault(fault.kind(), fault.platform(), fault.round()))
                .toList();
        return write(out, job, vectors, server, platforms, phases, outcome.roundsSeconds(), wallSeconds, faults);
    }

    /** Of a server that saw nothing no digest is to be had: the platforms' own word, if it is one. */
    private static String commonModel(List<PlatformResult> platforms) {
        List<String> digests =
                platforms.stream().map(PlatformResult::sharedModel).distinct().toList();
        if (digests.size() != 1) {
            throw new FailureException(
                    ExitCode.INTEGRITY,
                    "the platforms ended with %d different shared modules".formatted(digests.size()));
        }
        return digests.get(0);
    }

    /** As above, from the parts. */
    public static RunReport write(
            Path out,
            Job job,
            String vectors,
            ServerOutcome server,
            List<PlatformReport> platforms,
            Map<String, Double> phases,
            double roundsSeconds,
            double wallSeconds,
            List<RunReport.InjectedFault> faults) {
        RunReport report = new RunReport(
                RunReport.VERSION,
                job.seed(),
                (int) server.rounds(),
                server.voided(),
                (int) JobTerms.of(job).coordinates(),
                vectors,
                job.network().embeddings(),
                Math.round(wallSeconds * 10) / 10.0,
                Math.round(roundsSeconds / Math.max(1, server.rounds()) * 10_000) / 10_000.0,
                phases,
                server.bytesUpPerRound(),
                server.bytesDownPerRound(),
                platforms,
                new RunReport.ServerReport(server.sharedModel(), server.epochs()),
                audit(out),
                server.exclusions().stream()
                        .map(excluded -> new RunReport.Exclusion(
                                excluded.platform(), excluded.epoch(), (int) excluded.round(), excluded.why()))
                        .toList(),
                faults,
                server.dropouts(),
                job.network().preset(),
                job.network().cut(),
                server.participation());
        try {
            ReportFiles.write(out.resolve("report.json"), report);
            Files.writeString(out.resolve("report.html"), HtmlReport.html(report), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION, out + ": the report cannot be written; free disk space", e);
        }
        return report;
    }

    private static RunReport.AuditReport audit(Path out) {
        List<Path> logs = RunLogs.below(out);
        TrustPolicy policy = RunLogs.readPolicy(out.resolve(RunLogs.POLICY));
        return new RunReport.AuditReport(RunLogs.verifyRun(logs, policy).isOk(), logs.size());
    }
}
