package org.fedner.node.auditing;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.fedner.audit.event.MalformedLeafException;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.audit.log.LogFiles;
import org.fedner.audit.note.MalformedNoteException;
import org.fedner.audit.note.SignedNote;
import org.fedner.audit.note.TrustPolicy;
import org.fedner.audit.proof.TlogProof;
import org.fedner.audit.verify.Finding;
import org.fedner.node.cli.FailureException;
import org.fedner.node.config.ConfigReader;
import org.fedner.node.config.Job;
import org.fedner.node.privacy.LedgerException;
import org.fedner.node.privacy.PrivacyLedger;
import org.fedner.node.report.ReportFiles;

/**
 * Computes the {@link EvidenceParts} of a pack again from its logs, which were verified before, and compares. A manifest's signature
 * shows that nobody else altered a part; this shows that the party itself put in what follows from what it signed round by round.
 */
final class PartsInspection {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<LinkedHashMap<String, Object>> ANY = new TypeReference<>() {};
    private static final Set<String> SCORE = Set.of("round", "strictF1");

    private final String party;
    private final Map<String, byte[]> files;
    private final TreeMap<String, Path> logs;
    private final TrustPolicy policy;
    private final List<Finding> findings = new ArrayList<>();

    /** What may go wrong with one part. */
    @FunctionalInterface
    private interface Check {
        void run()
                throws IOException, AuditCorruptException, LedgerException, MalformedNoteException,
                        MalformedLeafException, TlogProof.NotShownException;
    }

    private PartsInspection(String party, Map<String, byte[]> files, TreeMap<String, Path> logs, TrustPolicy policy) {
        this.party = party;
        this.files = files;
        this.logs = logs;
        this.policy = policy;
    }

    /**
     * What does not follow, by file and rule.
     *
     * @param files of the pack
     * @param logs of the pack, unpacked, by the names of their folders
     * @param scratch where the ledger is unpacked to
     */
    static List<Finding> of(
            String party, Map<String, byte[]> files, TreeMap<String, Path> logs, TrustPolicy policy, Path scratch)
            throws IOException {
        PartsInspection inspection = new PartsInspection(party, files, logs, policy);
        if (logs.isEmpty()) {
            return List.of();
        }
        Path ledger = Files.createDirectories(scratch.resolve(EvidenceParts.LEDGER_FOLDER));
        if (files.containsKey(EvidenceParts.LEDGER)) {
            Files.write(ledger.resolve(PrivacyLedger.FILE), files.get(EvidenceParts.LEDGER));
        }
        EvidenceParts parts = new EvidenceParts(party, logs, ledger, inspection.job(), inspection.devF1());
        inspection.receipts();
        inspection.attempt("ledger", EvidenceParts.LEDGER, () -> inspection.ledger(parts));
        inspection.attempt(
                "ledger", EvidenceParts.SPENT, () -> inspection.same("ledger", EvidenceParts.SPENT, parts.spent()));
        inspection.attempt(
                "exclusions",
                EvidenceParts.EXCLUSIONS,
                () -> inspection.same("exclusions", EvidenceParts.EXCLUSIONS, parts.exclusions()));
        inspection.attempt("model-card", EvidenceParts.CARD, () -> inspection.card(parts));
        return inspection.findings;
    }

    private void attempt(String rule, String file, Check check) {
        try {
            check.run();
        } catch (TlogProof.NotShownException e) {
            found(rule, file, e.rule() + ": " + e.getMessage());
        } catch (IOException
                | AuditCorruptException
                | LedgerException
                | MalformedNoteException
                | MalformedLeafException
                | IllegalArgumentException e) {
            found(rule, file, String.valueOf(e.getMessage()));
        }
    }

    private void found(String rule, String file, String sentence) {
        findings.add(new Finding(Finding.Kind.INTEGRITY, rule, party, file, -1, sentence));
    }

    private void same(String rule, String file, byte[] computed) {
        byte[] content = files.get(file);
        if (content == null) {
            found(rule, file, "missing");
        } else if (!Arrays.equals(content, computed)) {
            found(rule, file, "is not what follows from the pack's logs, ledger and job");
        }
    }

    private void receipts() {
        logs.forEach((name, log) -> {
            String file = EvidenceParts.RECEIPTS + name + EvidenceParts.SUFFIX;
            attempt("receipts", file, () -> receipts(file, log));
        });
        files.keySet().stream()
                .filter(file -> file.startsWith(EvidenceParts.RECEIPTS))
                .filter(file -> logs.keySet().stream()
                        .noneMatch(name -> file.equals(EvidenceParts.RECEIPTS + name + EvidenceParts.SUFFIX)))
                .forEach(file -> found("receipts", file, "is of no log in this pack"));
    }

    private void receipts(String file, Path log)
            throws IOException, AuditCorruptException, MalformedNoteException, MalformedLeafException,
                    TlogProof.NotShownException {
        Optional<Map<String, Object>> computed = EvidenceParts.receipts(log, policy);
        byte[] content = files.get(file);
        if (content == null || computed.isEmpty()) {
            if (content != null || computed.isPresent()) {
                found("receipts", file, content == null ? "missing" : "is of a log without receipts");
            }
            return;
        }
        JsonNode shown = JSON.readTree(content);
        for (JsonNode receipt : shown.path("rounds")) {
            for (JsonNode event : receipt.path(RoundReceipts.EVENTS)) {
                proof(event, log);
            }
        }
        JsonNode expected = JSON.readTree(ReportFiles.json(computed.get()));
        if (!withoutProofs(shown).equals(withoutProofs(expected))) {
            found("receipts", file, "is not what follows from the pack's log");
        }
    }

    /** Witnesses' lines depend on whom the maker trusts, so proofs are checked and not compared. */
    private static JsonNode withoutProofs(JsonNode receipts) {
        receipts.findParents(RoundReceipts.PROOF).forEach(event -> ((ObjectNode) event).remove(RoundReceipts.PROOF));
        return receipts;
    }

    private void proof(JsonNode event, Path log)
            throws IOException, MalformedNoteException, TlogProof.NotShownException {
        TlogProof proof =
                TlogProof.parse(event.path(RoundReceipts.PROOF).asText().getBytes(StandardCharsets.UTF_8));
        TlogProof.Shown shown =
                proof.check(event.path(RoundReceipts.LEAF).asText().getBytes(StandardCharsets.UTF_8), policy);
        Path own = log.resolve(LogFiles.checkpointName(shown.checkpoint().size()));
        if (!Files.exists(own)
                || !SignedNote.parse(Files.readAllBytes(own))
                        .text()
                        .equals(proof.checkpoint().text())) {
            throw new IllegalArgumentException("a proof is under a checkpoint that the pack's log does not have");
        }
    }

    private void ledger(EvidenceParts parts) throws IOException, AuditCorruptException, LedgerException {
        Optional<String> fault = parts.ledgerFault();
        if (fault.isPresent()) {
            found("ledger", EvidenceParts.LEDGER, files.containsKey(EvidenceParts.LEDGER) ? fault.get() : "missing");
        }
    }

    private void card(EvidenceParts parts) throws IOException, AuditCorruptException, LedgerException {
        same("model-card", EvidenceParts.CARD, parts.card());
        byte[] content = files.get(EvidenceParts.CARD);
        if (content != null) {
            same("model-card", EvidenceParts.CARD_TEXT, ModelCard.text(content));
        }
    }

    private Optional<Job> job() {
        byte[] content = files.get(EvidenceParts.JOB);
        if (content == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(ConfigReader.decode(content, EvidenceParts.JOB));
        } catch (FailureException e) {
            found("model-card", EvidenceParts.JOB, e.getMessage());
            return Optional.empty();
        }
    }

    /** The site's own word, which nothing else in the pack can show; only its form is checked. */
    private Optional<Map<String, Object>> devF1() {
        try {
            JsonNode score = JSON.readTree(
                            files.getOrDefault(EvidenceParts.CARD, "{}".getBytes(StandardCharsets.US_ASCII)))
                    .path(EvidenceParts.DEV_F1);
            boolean isScore = score.size() == SCORE.size()
                    && score.path("round").isInt()
                    && score.path("strictF1").isDouble()
                    && score.path("strictF1").asDouble() >= 0
                    && score.path("strictF1").asDouble() <= 1;
            return isScore ? Optional.of(JSON.convertValue(score, ANY)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // the card is compared byte by byte below
        }
    }
}
