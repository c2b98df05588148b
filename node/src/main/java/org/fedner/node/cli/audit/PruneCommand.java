package org.fedner.node.cli.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.Callable;
import org.fedner.audit.event.Admin;
import org.fedner.audit.event.CheckpointRef;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.LogClose;
import org.fedner.audit.event.LogPrune;
import org.fedner.audit.event.NoteSignature;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.audit.log.LogLeaves;
import org.fedner.audit.log.Openings;
import org.fedner.audit.note.SignedNote;
import org.fedner.audit.verify.Finding;
import org.fedner.audit.verify.VerificationReport;
import org.fedner.node.auditing.Folders;
import org.fedner.node.auditing.RunLogs;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fedner audit prune}: deletes a log whose time is over. */
@Command(
        name = "prune",
        mixinStandardHelpOptions = true,
        description = "Delete an ended log after its retention, and keep its last checkpoint in the present one.",
        footer = {
            "",
            "Only a whole log that was ended by 'fedner audit rotate', whose last entry is older than --years and which verifies.",
            "The present log keeps its last checkpoint with the signature, so an event that somebody took out with 'fedner audit",
            "prove' can still be shown. Openings beside it are deleted too. Other parties' copies are theirs.",
            "",
            "Exit status: 0 deleted, 1 not yet, 2 one person where two are asked for, 4 or 6 a log or the identity is not in order.",
            "",
            "Example:",
            "  fedner audit prune north/audit-2020 --log north/audit --identity north/identity --policy trusted-keys \\\\",
            "      --actor 'A. Meyer' --approver 'B. Lang'"
        })
public final class PruneCommand implements Callable<Integer> {
    private static final int MOST_YEARS = 100;

    @Parameters(paramLabel = "OLD", description = "The log that goes.")
    private Path old;

    @Option(names = "--log", required = true, paramLabel = "DIR", description = "The present log.")
    private Path log;

    @Option(names = "--policy", required = true, paramLabel = "FILE", description = "Public keys (tlog-policy).")
    private Path policy;

    @Option(
            names = "--years",
            paramLabel = "N",
            defaultValue = "6",
            description = "How long a log is kept (default: ${DEFAULT-VALUE}; HIPAA 164.316(b)(2)(i)).")
    private int years;

    @Mixin
    private Administrator administrator;

    @Override
    public Integer call() {
        administrator.requireTwo();
        if (years < 0 || years > MOST_YEARS) {
            throw new FailureException(ExitCode.USAGE, "--years is 0 to " + MOST_YEARS);
        }
        try {
            requireSound();
            requireEndedBefore(ZonedDateTime.now(Clock.systemUTC().withZone(ZoneOffset.UTC))
                    .minusYears(years));
            SignedNote last = RotateCommand.lastNote(old);
            CheckpointRef end = Administrator.end(last);
            NoteSignature signature = NoteSignature.of(last.signatures().stream()
                    .filter(line -> line.name().equals(end.origin().name()))
                    .findFirst()
                    .orElseThrow());
            administrator.write(log, (opened, identity) -> {
                opened.committed()
                        .admin(Admin.Action.RETENTION_CHANGE, administrator.actor(), administrator.approver());
                opened.log().append(new LogPrune(end.origin(), end.size(), end.root(), signature));
            });
            Folders.delete(old);
            if (Files.exists(Openings.folderOf(old))) {
                Folders.delete(Openings.folderOf(old));
            }
            System.out.println("deleted: %s, %d entries of %s, root %s"
                    .formatted(old, end.size(), end.origin().name(), end.root().hex()));
            return ExitCode.OK.number();
        } catch (AuditCorruptException e) {
            throw Logs.corrupt(old, e);
        } catch (IOException e) {
            throw Logs.unreadable(old, e);
        }
    }

    /** What is altered is evidence, and is not deleted. */
    private void requireSound() {
        VerificationReport report = RunLogs.verify(List.of(old, log), RunLogs.readPolicy(policy));
        if (report.breaksIntegrity()) {
            Finding first = report.findings().get(0);
            throw new FailureException(
                    ExitCode.INTEGRITY, "nothing was deleted, since a log does not verify: " + first.line());
        }
    }

    private void requireEndedBefore(ZonedDateTime limit) throws IOException, AuditCorruptException {
        List<Leaf> leaves = LogLeaves.read(old);
        Leaf last = leaves.get(leaves.size() - 1);
        boolean isEnded = last.event() instanceof LogClose close && close.next().isPresent();
        if (!isEnded || !last.ts().isBefore(limit.toInstant())) {
            throw new FailureException(
                    ExitCode.CHECK_FAILED,
                    isEnded
                            ? "%s: was written to until %s, and is kept until %d years after"
                                    .formatted(old, last.ts(), years)
                            : old + ": was not ended by 'fedner audit rotate'; only ended logs are deleted");
        }
    }
}
