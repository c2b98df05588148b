package org.fedner.node.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.audit.proof.LogLeaves;
import org.fedner.audit.verify.Finding;
import org.fedner.audit.verify.LogReport;
import org.fedner.audit.verify.VerificationReport;
import org.fedner.node.auditing.RunLogs;
import org.fedner.node.cli.audit.AdminCommand;
import org.fedner.node.cli.audit.CheckProofCommand;
import org.fedner.node.cli.audit.CompareCommand;
import org.fedner.node.cli.audit.CrosscheckCommand;
import org.fedner.node.cli.audit.DpReportCommand;
import org.fedner.node.cli.audit.EraseCommand;
import org.fedner.node.cli.audit.ExportCommand;
import org.fedner.node.cli.audit.ProveCommand;
import org.fedner.node.cli.audit.PruneCommand;
import org.fedner.node.cli.audit.ReceiptCommand;
import org.fedner.node.cli.audit.RotateCommand;
import org.fedner.node.report.AuditPage;
import org.fedner.node.report.AuditTimeline;
import org.fedner.node.report.GainTable;
import org.fedner.node.report.ReportFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fedner audit}: the auditor's tool, offline. */
@Command(
        name = "audit",
        description = "The auditor's tools, offline: verify and compare logs, prove events, export, convict.",
        footer = {"", "Example:", "  fedner audit verify run/ --policy trusted-keys"},
        subcommands = {
            AuditCommand.Verify.class,
            ProveCommand.class,
            CheckProofCommand.class,
            CompareCommand.class,
            CrosscheckCommand.class,
            ReceiptCommand.class,
            DpReportCommand.class,
            ExportCommand.class,
            AdminCommand.class,
            EraseCommand.class,
            RotateCommand.class,
            PruneCommand.class,
            ConvictCommand.class
        })
final class AuditCommand extends CommandGroup {
    /** Checks every file of every log, and the logs against each other. */
    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Check signatures, tiles, entries and rules of one or more logs; needs no network.",
            footer = {
                "",
                "DIR is a log's folder, or the folder of a run on this machine. The policy file names the logs' public keys;",
                "a run on one machine leaves one beside its logs, which proves nothing against whoever made both. All logs that it",
                "names must be there; with --policy, the ones that are given are checked.",
                "",
                "--html writes one static page for an auditor: logs, findings, rules, a timeline; it fetches nothing.",
                "",
                "Exit status: 0 verified, 1 a rule is broken, 6 a file was altered, is missing or not signed by a trusted key.",
                "",
                "Example:",
                "  fedner audit verify server/audit platforms/north/audit --policy trusted-keys"
            })
    static final class Verify implements Callable<Integer> {
        @Parameters(paramLabel = "DIR", arity = "1..*", description = "Log folders, or a run's folder.")
        private List<Path> folders;

        @Option(names = "--policy", paramLabel = "FILE", description = "Public keys to trust (tlog-policy).")
        private Path policy;

        @Option(names = "--html", paramLabel = "FILE", description = "Also write a page with findings and a timeline.")
        private Path html;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            List<Path> logs = RunLogs.below(folders);
            Path trust = policy != null ? policy : policyBeside(folders.get(0));
            VerificationReport report = policy != null
                    ? RunLogs.verify(logs, RunLogs.readPolicy(trust))
                    : RunLogs.verifyRun(logs, RunLogs.readPolicy(trust));
            if (html != null) {
                writePage(report, trust, logs);
            }
            if (GlobalOptions.of(spec).json()) {
                System.out.print(ReportFiles.json(Map.of(
                        "verified", report.isOk(),
                        "policy", trust.toString(),
                        "logs", report.logs(),
                        "acrossLogs", report.acrossLogs(),
                        "notices", report.notices())));
            } else {
                print(report, trust);
            }
            return exitCode(report).number();
        }

        /** A log that cannot be read to its end has its findings, and the timeline as far as it goes. */
        private void writePage(VerificationReport report, Path trust, List<Path> logs) {
            AuditTimeline timeline = new AuditTimeline();
            for (Path log : logs) {
                try {
                    LogLeaves.read(log, (file, bytes, leaf) -> timeline.add(leaf));
                } catch (AuditCorruptException | IOException e) {
                    continue; // the report says what is wrong with it
                }
            }
            try {
                Files.writeString(html, AuditPage.html(report, trust.toString(), timeline));
            } catch (IOException e) {
                throw new FailureException(
                        ExitCode.BAD_CONFIGURATION, html + ": cannot be written; check disk space and permissions", e);
            }
        }

        private static Path policyBeside(Path folder) {
            Path beside = folder.resolve(RunLogs.POLICY);
            if (!Files.exists(beside)) {
                throw new FailureException(
                        ExitCode.BAD_CONFIGURATION,
                        "no policy file in " + folder + "; name the file with the logs' public keys with --policy");
            }
            return beside;
        }

        private static void print(VerificationReport report, Path trust) {
            List<String[]> rows = new ArrayList<>();
            rows.add(new String[] {"log", "state", "entries", "checkpoints", "unsigned", "findings"});
            for (LogReport log : report.logs()) {
                rows.add(new String[] {
                    log.origin().isEmpty() ? log.directory() : log.origin(),
                    log.state().name().toLowerCase(Locale.ROOT),
                    Long.toString(log.size()),
                    Long.toString(log.checkpoints()),
                    Long.toString(log.unsigned()),
                    Integer.toString(log.findings().size())
                });
            }
            GainTable.aligned(rows, 2).forEach(System.out::println);
            for (Finding finding : report.findings()) {
                System.out.println(finding.line());
            }
            report.logs().forEach(log -> log.notices().forEach(notice -> System.out.println("note: " + notice)));
            report.notices().forEach(notice -> System.out.println("note: " + notice));
            System.out.println("trust: " + trust);
            System.out.println("audit: " + (report.isOk() ? "verified" : "NOT verified"));
        }

        private static ExitCode exitCode(VerificationReport report) {
            if (report.breaksIntegrity()) {
                return ExitCode.INTEGRITY;
            }
            return report.isOk() ? ExitCode.OK : ExitCode.CHECK_FAILED;
        }
    }
}
