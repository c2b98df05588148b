package org.fedner.node.cli.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.audit.note.MalformedNoteException;
import org.fedner.audit.note.TrustPolicy;
import org.fedner.audit.proof.Prover;
import org.fedner.audit.proof.TlogProof;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.cli.GlobalOptions;
import org.fedner.node.report.ReportFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fedner audit prove}: one event, to be shown without the log. */
@Command(
        name = "prove",
        mixinStandardHelpOptions = true,
        description = "Take one event out of a log with a proof that it is there; others check it without the log.",
        footer = {
            "",
            "Writes FILE.tlog-proof (C2SP tlog-proof: index, hashes, cosigned checkpoint) and FILE.json, the event's bytes.",
            "The checkpoint is the first that others cosigned after the event, or the first that the log signed.",
            "",
            "Exit status: 0 written, 3 no such event or not signed yet, 6 the log is damaged.",
            "",
            "Example:",
            "  fedner audit prove north/work/audit --index 17 --policy trusted-keys --out upload"
        })
public final class ProveCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "The log.")
    private Path folder;

    @Option(names = "--index", required = true, paramLabel = "N", description = "Number of the event, from 0.")
    private long index;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where to, without an ending.")
    private Path out;

    @Option(names = "--policy", paramLabel = "FILE", description = "Public keys to trust (tlog-policy).")
    private Path policyFile;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Path log = Logs.only(folder);
        TrustPolicy policy = Logs.policy(Optional.ofNullable(policyFile), log);
        Path proofFile = Path.of(out + ".tlog-proof");
        Path leafFile = Path.of(out + ".json");
        try {
            Prover prover = Prover.of(log, leaf -> leaf.seq() == index);
            if (prover.chosen().isEmpty() || !prover.isSigned(index)) {
                throw new FailureException(
                        ExitCode.BAD_DATA,
                        "%s: has no event %d under a checkpoint; see 'fedner audit verify' for how many there are"
                                .formatted(log, index));
            }
            TlogProof proof = prover.prove(index, policy.witnesses());
            TlogProof.Shown shown = proof.check(prover.leaf(index), policy);
            Logs.write(proofFile, proof.encode());
            Logs.write(leafFile, prover.leaf(index));
            report(shown, proofFile, leafFile);
            return ExitCode.OK.number();
        } catch (AuditCorruptException e) {
            throw Logs.corrupt(log, e);
        } catch (TlogProof.NotShownException | MalformedNoteException e) {
            throw new FailureException(
                    ExitCode.INTEGRITY, "%s: %s; see 'fedner audit verify'".formatted(log, e.getMessage()), e);
        } catch (IOException e) {
            throw Logs.unreadable(log, e);
        }
    }

    private void report(TlogProof.Shown shown, Path proofFile, Path leafFile) {
        if (GlobalOptions.of(spec).json()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("origin", shown.checkpoint().origin());
            json.put("index", index);
            json.put("size", shown.checkpoint().size());
            json.put("cosigners", CheckProofCommand.cosigners(shown));
            json.put("proof", proofFile.toString());
            json.put("leaf", leafFile.toString());
            System.out.print(ReportFiles.json(json));
        } else {
            System.out.println(CheckProofCommand.sentence(index, shown));
            System.out.println("proof: " + proofFile + "\nevent: " + leafFile);
        }
    }
}
