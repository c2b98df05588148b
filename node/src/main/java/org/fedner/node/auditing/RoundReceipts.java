package org.fedner.node.auditing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.fedner.audit.event.Egress;
import org.fedner.audit.event.EgressCap;
import org.fedner.audit.event.EpochOpen;
import org.fedner.audit.event.Event;
import org.fedner.audit.event.IdentityEvent;
import org.fedner.audit.event.JobAccept;
import org.fedner.audit.event.JobId;
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

/**
 * What left a platform, round by round: a summary for people, and under {@code events} every entry that it rests on, with a proof
 * that the platform's signed and cosigned checkpoint holds it. The checkpoint's signature is the platform's under all of it.
 */
public final class RoundReceipts {
    /** Key of a receipt's entries with their proofs; all else in a receipt follows from these entries. */
    static final String EVENTS = "events";

    static final String LEAF = "leaf";
    static final String PROOF = "proof";

    private final Prover prover;
    private final TrustPolicy policy;

    private record Round(JobId job, long number) {}

    /** A round's own entries, and what they were run under; of the latter the last before the round counts. */
    private record Entries(List<Leaf> terms, List<Leaf> own) {}

    private RoundReceipts(Prover prover, TrustPolicy policy) {
        this.prover = prover;
        this.policy = policy;
    }

    /**
     * The receipts of a log's rounds in which something left, in the log's order; what is not signed yet is left out. Entries that
     * set up a platform's epochs count for the round that they name.
     *
     * @param rounds which are asked for, by number; jobs that had the same number have a receipt each
     * @throws TlogProof.NotShownException if an entry cannot be shown to somebody who trusts {@code policy} alone
     */
    public static List<Map<String, Object>> of(Path log, TrustPolicy policy, LongPredicate rounds)
            throws IOException, AuditCorruptException, MalformedNoteException, MalformedLeafException,
                    TlogProof.NotShownException {
        Prover prover = Prover.of(
                log,
                leaf -> isTerms(leaf.event())
                        || round(leaf.event())
                                .filter(round -> rounds.test(round.number()))
                                .isPresent());
        RoundReceipts receipts = new RoundReceipts(prover, policy);
        List<Map<String, Object>> written = new ArrayList<>();
        for (Map.Entry<Round, Entries> each : receipts.entries().entrySet()) {
            List<Leaf> own = each.getValue().own();
            if (own.stream().anyMatch(leaf -> leaf.event() instanceof Egress)
                    && own.stream().allMatch(leaf -> prover.isSigned(leaf.seq()))) {
                written.add(receipts.receipt(each.getKey().number(), each.getValue()));
            }
        }
        return written;
    }

    private static Optional<Round> round(Event event) {
        if (event instanceof Egress egress) {
            return Optional.of(new Round(egress.job(), egress.round()));
        } else if (event instanceof RoundOpen open) {
            return Optional.of(new Round(open.job(), open.round()));
        } else if (event instanceof RoundClose close) {
            return Optional.of(new Round(close.job(), close.round()));
        }
        return Optional.empty();
    }

    private static boolean isTerms(Event event) {
        return event instanceof LogOpen
                || event instanceof EgressCap
                || event instanceof JobAccept
                || event instanceof EpochOpen
                || event instanceof IdentityEvent identity && identity.action() == IdentityEvent.Action.OWN;
    }

    private Map<Round, Entries> entries() throws MalformedLeafException {
        Map<Class<?>, Leaf> terms = new LinkedHashMap<>();
        Map<Round, Entries> rounds = new LinkedHashMap<>();
        for (long index : prover.chosen()) {
            Leaf leaf = Leaf.decode(prover.leaf(index));
            Optional<Round> round = round(leaf.event());
            if (round.isEmpty()) {
                terms.put(leaf.event().getClass(), leaf);
            } else {
                rounds.computeIfAbsent(round.get(), any -> new Entries(List.copyOf(terms.values()), new ArrayList<>()))
                        .own()
                        .add(leaf);
            }
        }
        return rounds;
    }

    private Map<String, Object> receipt(long round, Entries entries)
            throws IOException, MalformedNoteException, TlogProof.NotShownException {
        List<Leaf> all = new ArrayList<>(entries.terms());
        all.addAll(entries.own());
        List<Map<String, Object>> events = new ArrayList<>();
        for (Leaf leaf : all) {
            byte[] bytes = prover.leaf(leaf.seq());
            TlogProof proof = prover.prove(leaf.seq(), policy.witnesses());
            proof.check(bytes, policy);
            Map<String, Object> event = new LinkedHashMap<>();
            event.put(LEAF, new String(bytes, StandardCharsets.UTF_8));
            event.put(PROOF, new String(proof.encode(), StandardCharsets.UTF_8));
            events.add(event);
        }
        Map<String, Object> receipt = new LinkedHashMap<>();
        receipt.put("receipt", 1);
        receipt.put("platform", entries.own().get(0).log().name());
        receipt.put("round", round);
        entries.terms().forEach(leaf -> describe(leaf.event(), receipt));
        List<Map<String, Object>> left = new ArrayList<>();
        entries.own().forEach(leaf -> describe(leaf.event(), receipt, left));
        receipt.put("left", left);
        receipt.put(EVENTS, events);
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
