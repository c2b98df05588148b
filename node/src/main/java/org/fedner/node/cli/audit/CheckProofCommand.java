package org.fedner.node.cli.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fedner.audit.note.KeyType;
import org.fedner.audit.note.TrustPolicy;
import org.fedner.audit.note.Vkey;
import org.fedner.audit.proof.TlogProof;
import org.fedner.node.auditing.RunLogs;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.GlobalOptions;
import org.fedner.node.report.ReportFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fedner audit check-proof}: whether an event is in a log that is not here. */
@Command(
        name = "check-proof",
        mixinStandardHelpOptions = true,
        description = "Check that an event is in a log, from its proof and the public keys alone.",
        footer = {
            "",
            "Exit status: 0 it is, 6 it is not shown; the answer names the file and the rule.",
            "",
            "Example:",
            "  fedner audit check-proof upload.tlog-proof --leaf upload.json --policy trusted-keys"
        })
public final class CheckProofCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The proof.")
    private Path file;

    @Option(names = "--leaf", required = true, paramLabel = "FILE", description = "The event's bytes.")
    private Path leafFile;

    @Option(
            names = "--policy",
            required = true,
            paramLabel = "FILE",
            description = "Public keys to trust (tlog-policy).")
    private Path policyFile;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        TrustPolicy policy = RunLogs.readPolicy(policyFile);
        boolean json = GlobalOptions.of(spec).json();
        try {
            TlogProof proof = TlogProof.parse(read(file));
            TlogProof.Shown shown = proof.check(read(leafFile), policy);
            if (json) {
                Map<String, Object> answer = new LinkedHashMap<>();
                answer.put("shown", true);
                answer.put("origin", shown.checkpoint().origin());
                answer.put("index", proof.index());
                answer.put("size", shown.checkpoint().size());
                answer.put("cosigners", cosigners(shown));
                System.out.print(ReportFiles.json(answer));
            } else {
                System.out.println(sentence(proof.index(), shown));
            }
            return ExitCode.OK.number();
        } catch (TlogProof.NotShownException e) {
            if (json) {
                System.out.print(ReportFiles.json(
                        Map.of("shown", false, "file", file.toString(), "rule", e.rule(), "sentence", e.getMessage())));
            } else {
                System.out.println("NOT SHOWN %s: %s: %s".formatted(e.rule(), file, e.getMessage()));
            }
            return ExitCode.INTEGRITY.number();
        }
    }

    private static byte[] read(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw Logs.unreadable(path, e);
        }
    }

    static String sentence(long index, TlogProof.Shown shown) {
        List<String> cosigners = cosigners(shown);
        return "event %d is in %s as of its first %d entries; cosigned by %s"
                .formatted(
                        index,
                        shown.checkpoint().origin(),
                        shown.checkpoint().size(),
                        cosigners.isEmpty() ? "nobody" : String.join(", ", cosigners));
    }

    static List<String> cosigners(TlogProof.Shown shown) {
        return shown.signers().stream()
                .filter(key -> key.type() == KeyType.COSIGNATURE)
                .map(Vkey::witnessedBy)
                .sorted()
                .toList();
    }
}
