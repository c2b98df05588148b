package org.fedner.node.cli.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fedner.audit.event.Egress;
import org.fedner.audit.event.EgressCap;
import org.fedner.audit.event.EpochOpen;
import org.fedner.audit.event.Event;
import org.fedner.audit.event.IdentityEvent;
import org.fedner.audit.event.JobAccept;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.LogOpen;
import org.fedner.audit.event.MalformedLeafException;
import org.fedner.audit.event.RoundClose;
import org.fedner.audit.event.RoundOpen;
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
            Prover prover = Prover.of(log, this::isOfRound);
            String receipt = ReportFiles.json(receipt(log, prover, policy));
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

    /** The round's own entries, and what they were run under; of the latter the last before the round counts. */
    private boolean isOfRound(Leaf leaf) {
        Event event = leaf.event();
        return event instanceof Egress egress && egress.round() == round
                || event instanceof RoundOpen open && open.round() == round
                || event instanceof RoundClose close && close.round() == round
                || isTerms(event);
    }

    private static boolean isTerms(Event event) {
        return event instanceof LogOpen
                || event instanceof EgressCap
                || event instanceof JobAccept
                || event instanceof EpochOpen
                || event instanceof IdentityEvent identity && identity.action() == IdentityEvent.Action.OWN;
    }

    private Map<String, Object> receipt(Path log, Prover prover, TrustPolicy policy)
            throws MalformedLeafException, IOException, MalformedNoteException, TlogProof.NotShownException {
        Map<Class<?>, Leaf> terms = new LinkedHashMap<>();
        List<Leaf> own = new ArrayList<>();
        for (long index : prover.chosen()) {
            Leaf leaf = Leaf.decode(prover.leaf(index));
            if (!isTerms(leaf.event())) {
                own.add(leaf);
            } else if (own.isEmpty()) {
                terms.put(leaf.event().getClass(), leaf);
            }
        }
        boolean isSigned = own.stream().allMatch(leaf -> prover.isSigned(leaf.seq()));
        if (own.stream().noneMatch(leaf -> leaf.event() instanceof Egress) || !isSigned) {
            throw new FailureException(ExitCode.BAD_DATA, "%s: nothing signed left in round %d".formatted(log, round));
        }
        List<Map<String, Object>> events = new ArrayList<>();
        List<Leaf> all = new ArrayList<>(terms.values());
        all.addAll(own);
        for (Leaf leaf : all) {
            TlogProof proof = prover.prove(leaf.seq(), policy.witnesses());
            proof.check(prover.leaf(leaf.seq()), policy);
            Map<String, Object> event = new LinkedHashMap<>();
            event.put("leaf", new String(prover.leaf(leaf.seq()), StandardCharsets.UTF_8));
            event.put("proof", new String(proof.encode(), StandardCharsets.UTF_8));
            events.add(event);
        }
        Map<String, Object> receipt = new LinkedHashMap<>();
        receipt.put("receipt", 1);
        receipt.put("platform", own.get(0).log().name());
        receipt.put("round", round);
        terms.values().forEach(leaf -> describe(leaf.event(), receipt));
        List<Map<String, Object>> left = new ArrayList<>();
        own.forEach(leaf -> describe(leaf.event(), receipt, left));
        receipt.put("left", left);
        receipt.put("events", events);
        return receipt;
    }

    private static void describe(Event event, Map<String, Object> receipt) {
        if (event instanceof LogOpen open) {
            receipt.put("programSha256", open.sw().jarSha256().hex());
            receipt.put("policySha256", open.policySha256().hex());
        } else if (event instanceof JobAccept accept) {
            receipt.put("jobSha256", accept.jobSpecSha256().hex());
            receipt.put("modelShapeSha256", accept.modelArchSha256().hex());
        } else if (event instanceof EpochOpen open) {
            receipt.put("cohort", open.memberCount());
        } else if (event instanceof EgressCap cap) {
            receipt.put("allowedBytes", cap.bytesPerRound());
        }
    }

    private static void describe(Event event, Map<String, Object> receipt, List<Map<String, Object>> left) {
        if (event instanceof RoundOpen open) {
            receipt.put("threshold", open.threshold());
            receipt.put("ringBits", open.ringBits());
            receipt.put("privacy", open.dp().mode().name().toLowerCase(Locale.ROOT));
        } else if (event instanceof RoundClose close) {
            receipt.put("outcome", close.outcome().name().toLowerCase(Locale.ROOT));
        } else if (event instanceof Egress egress) {
            Map<String, Object> payload = new LinkedHashMap<>();
            payload.put("kind", egress.content().name().toLowerCase(Locale.ROOT));
            payload.put("bytes", egress.bytes());
            payload.put("sha256", egress.sha256().hex());
            payload.put("to", egress.dst().name());
            left.add(payload);
        }
    }
}
