package org.fedner.node.cli.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fedner.audit.event.DpReserve;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.node.auditing.RunLogs;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.cli.GlobalOptions;
import org.fedner.node.privacy.LedgerException;
import org.fedner.node.privacy.LoggedPrivacy;
import org.fedner.node.privacy.Nano;
import org.fedner.node.privacy.PrivacyLedger;
import org.fedner.node.report.ReportFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fedner audit dp-report}: what a log's own entries cost in privacy, computed anew. */
@Command(
        name = "dp-report",
        mixinStandardHelpOptions = true,
        description = "Compute a log's privacy cost anew from its entries, and compare it with what they state.",
        footer = {
            "",
            "Every entry of a step states noise, sampling and sensitivity; the accountant composes them in order, and each stated",
            "epsilon is compared with the one that follows. A log that begins with a later entry of a data set (another job spent",
            "before) cannot be composed alone: give the logs before it too, or the site's ledger with --ledger, which is then",
            "compared entry by entry; --statement compares what was printed. Rules R4 and R5 of 'fedner audit verify' check the order of entries.",
            "",
            "Exit status: 0 all follows, 1 a stated epsilon does not follow, 6 a log or ledger is damaged or they differ.",
            "",
            "Example:",
            "  fedner audit dp-report north/work/audit --ledger north/identity/ledger"
        })
public final class DpReportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", arity = "1..*", description = "Log folders, or a run's folder.")
    private List<Path> folders;

    @Option(names = "--ledger", paramLabel = "DIR", description = "A site's ledger, to compare with.")
    private Path ledger;

    @Option(names = "--statement", paramLabel = "FILE", description = "A privacy statement, to compare with.")
    private Path statement;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        LoggedPrivacy logged = new LoggedPrivacy();
        for (Path log : RunLogs.below(folders)) {
            try {
                logged.read(log);
            } catch (AuditCorruptException e) {
                throw Logs.corrupt(log, e);
            } catch (IOException e) {
                throw Logs.unreadable(log, e);
            }
        }
        List<LoggedPrivacy.Spent> spent = logged.spent(booked(), printed());
        if (GlobalOptions.of(spec).json()) {
            System.out.print(ReportFiles.json(Map.of("logs", logged.logs(), "datasets", spent)));
        } else {
            logged.logs()
                    .forEach(log -> System.out.println("%s: attempts by mode %s, %d rounds with a verified sum"
                            .formatted(log.log(), log.attempts(), log.verifiedRounds())));
            if (spent.isEmpty()) {
                System.out.println("no step of privacy was spent: nothing is promised, and there is no epsilon");
            }
            spent.forEach(DpReportCommand::say);
        }
        if (spent.stream().anyMatch(LoggedPrivacy.Spent::differsFromLedger)) {
            return ExitCode.INTEGRITY.number();
        }
        boolean follows = spent.stream().allMatch(each -> each.faults().isEmpty());
        return (follows ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
    }

    private Optional<String> printed() {
        try {
            return statement == null ? Optional.empty() : Optional.of(Files.readString(statement));
        } catch (IOException e) {
            throw Logs.unreadable(statement, e);
        }
    }

    private Optional<List<DpReserve>> booked() {
        if (ledger == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(PrivacyLedger.read(ledger));
        } catch (LedgerException e) {
            throw new FailureException(ExitCode.INTEGRITY, e.getMessage(), e);
        } catch (IOException e) {
            throw Logs.unreadable(ledger, e);
        }
    }

    private static void say(LoggedPrivacy.Spent spent) {
        System.out.println("data set %s: entries %d to %d, epsilon %s by the log, %s computed, of %s at delta %s"
                .formatted(
                        spent.dataset(),
                        spent.firstEntry(),
                        spent.lastEntry(),
                        Nano.text(spent.statedNano()),
                        spent.computedNano() < 0 ? "not to be" : Nano.text(spent.computedNano()),
                        Nano.text(spent.budgetNano()),
                        spent.delta()));
        spent.faults().forEach(fault -> System.out.println("  DOES NOT FOLLOW: " + fault));
        spent.remarks().forEach(remark -> System.out.println("  note: " + remark));
    }
}
