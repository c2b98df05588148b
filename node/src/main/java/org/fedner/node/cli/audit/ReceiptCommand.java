package org.fedner.node.cli.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fedner.audit.event.MalformedLeafException;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.audit.note.MalformedNoteException;
import org.fedner.audit.note.TrustPolicy;
import org.fedner.audit.proof.TlogProof;
import org.fedner.node.auditing.RoundReceipts;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.cli.GlobalOptions;
import org.fedner.node.report.ReportFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fedner audit receipt}: what left a platform in one round, each statement with its proof. */
@Command(
        name = "receipt",
        mixinStandardHelpOptions = true,
        description = "Write a platform's receipt of a round: what left, under which job, policy and membership.",
        footer = {
            "",
            "A receipt is one JSON file: a summary for people, and under 'events' every entry that it rests on, with a proof that",
            "the platform's signed and cosigned checkpoint holds it ('fedner audit check-proof' checks each). The checkpoint's",
            "signature is the platform's signature under all of it.",
            "",
            "Exit status: 0 written, 3 no such round or not signed yet, 6 the log is damaged.",
            "",
            "Example:",
            "  fedner audit receipt north/work/audit --round 3 --policy trusted-keys --out receipt-3.json"
        })
public final class ReceiptCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "The platform's log.")
    private Path folder;

    @Option(names = "--round", required = true, paramLabel = "N", description = "The round.")
    private long round;

    @Option(names = "--policy", paramLabel = "FILE", description = "Public keys to trust (tlog-policy).")
    private Path policyFile;

    @Option(names = "--out", paramLabel = "FILE", description = "Where to (default: standard output).")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Path log = Logs.only(folder);
        TrustPolicy policy = Logs.policy(Optional.ofNullable(policyFile), log);
        try {
            List<Map<String, Object>> receipts = RoundReceipts.of(log, policy, number -> number == round);
            if (receipts.isEmpty()) {
                throw new FailureException(
                        ExitCode.BAD_DATA, "%s: nothing signed left in round %d".formatted(log, round));
            }
            String receipt = ReportFiles.json(receipts.get(receipts.size() - 1)); // of the newest job with such a round
            if (out == null) {
                System.out.print(receipt);
            } else {
                Logs.write(out, receipt);
                if (!GlobalOptions.of(spec).json()) {
                    System.out.println("receipt: " + out);
                }
            }
            return ExitCode.OK.number();
        } catch (AuditCorruptException e) {
            throw Logs.corrupt(log, e);
        } catch (TlogProof.NotShownException | MalformedNoteException | MalformedLeafException e) {
            throw new FailureException(
                    ExitCode.INTEGRITY, "%s: %s; see 'fedner audit verify'".formatted(log, e.getMessage()), e);
        } catch (IOException e) {
            throw Logs.unreadable(log, e);
        }
    }
}
