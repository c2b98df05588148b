package org.fedner.node.auditing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fedner.audit.event.DpReserve;
import org.fedner.audit.event.JobAccept;
import org.fedner.audit.event.MalformedLeafException;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.audit.note.MalformedNoteException;
import org.fedner.audit.note.TrustPolicy;
import org.fedner.audit.proof.LogLeaves;
import org.fedner.audit.proof.TlogProof;
import org.fedner.node.config.ConfigReader;
import org.fedner.node.config.Job;
import org.fedner.node.privacy.LedgerException;
import org.fedner.node.privacy.LoggedPrivacy;
import org.fedner.node.privacy.PrivacyLedger;
import org.fedner.node.privacy.SpentOnDataset;
import org.fedner.node.report.ReportFiles;

/**
 * The parts of a pack that follow from its logs, its ledger and its job, so that whoever has the pack can compute them again:
 * receipts, what the ledger comes to, exclusions, model card.
 *
 * @param party whose pack it is
 * @param logs by the names of their folders in the pack
 * @param ledger the party's ledger's folder; none where there is no ledger in it
 * @param job what was trained, if it may be shown
 * @param devF1 the site's own score, if it was named
 */
public record EvidenceParts(
        String party, TreeMap<String, Path> logs, Path ledger, Optional<Job> job, Optional<Map<String, Object>> devF1) {
    static final String RECEIPTS = "receipts/";
    static final String LEDGER_FOLDER = "ledger";
    static final String LEDGER = LEDGER_FOLDER + "/" + PrivacyLedger.FILE;
    static final String SPENT = LEDGER_FOLDER + "/ledger.json";
    static final String EXCLUSIONS = "exclusions.json";
    static final String CARD = "model-card.json";
    static final String CARD_TEXT = "model-card.md";
    static final String JOB = "job.json";
    static final String SUFFIX = ".json";
    static final String DEV_F1 = "devF1";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The name of a log's folder in a pack: the last part of its origin. */
    public static String folder(String origin) {
        return origin.substring(origin.lastIndexOf('/') + 1);
    }

    /** A job as it may be put into a pack: one that names types of entities may not. */
    public static Optional<Job> shown(Job job) {
        return Optional.of(job).filter(each -> each.network().sharedTags().isEmpty());
    }

    /**
     * The best dev score that a site's own report has: of a platform's, or of a whole run's the platform with this name.
     *
     * @throws IllegalArgumentException if it is no such report
     */
    public static Map<String, Object> devF1(Path report, String name) throws IOException {
        JsonNode read = JSON.readTree(report.toFile());
        for (JsonNode platform : read.path("platforms")) {
            read = platform.path("name").asText().equals(name) ? platform : read;
        }
        Map<String, Object> best = new LinkedHashMap<>();
        double most = -1;
        for (JsonNode point : read.path("devCurve")) {
            if (point.path("strictF1").asDouble(-1) > most) {
                most = point.path("strictF1").asDouble();
                best.put("round", point.path("round").asInt());
                best.put("strictF1", most);
            }
        }
        if (best.isEmpty()) {
            throw new IllegalArgumentException("has no dev score of " + name);
        }
        return best;
    }

    /**
     * Adds all of them, and what they rest on.
     *
     * @throws IllegalArgumentException if the party's log knows no such job, or spent what the ledger does not have
     */
    public void addTo(EvidencePack pack, TrustPolicy policy)
            throws IOException, AuditCorruptException, LedgerException, MalformedNoteException, MalformedLeafException,
                    TlogProof.NotShownException {
        Optional<String> fault = ledgerFault();
        if (fault.isPresent()) {
            throw new IllegalArgumentException("%s: %s; name this party's ledger".formatted(ledger, fault.get()));
        }
        for (Map.Entry<String, Path> log : logs.entrySet()) {
            Optional<Map<String, Object>> receipts = receipts(log.getValue(), policy);
            if (receipts.isPresent()) {
                pack.add(RECEIPTS + log.getKey() + SUFFIX, receipts.get());
            }
        }
        if (Files.exists(ledger.resolve(PrivacyLedger.FILE))) {
            pack.add(LEDGER, Files.readAllBytes(ledger.resolve(PrivacyLedger.FILE)));
        }
        if (job.isPresent()) {
            pack.add(JOB, ConfigReader.encode(job.get()));
        }
        pack.add(SPENT, spent());
        pack.add(EXCLUSIONS, exclusions());
        byte[] card = card();
        pack.add(CARD, card);
        pack.add(CARD_TEXT, ModelCard.text(card));
    }

    /** All receipts of a platform's log in one; none of a party that accepted no job, as the server's. */
    static Optional<Map<String, Object>> receipts(Path log, TrustPolicy policy)
            throws IOException, AuditCorruptException, MalformedNoteException, MalformedLeafException,
                    TlogProof.NotShownException {
        List<String> platform = new ArrayList<>();
        LogLeaves.read(log, (file, bytes, leaf) -> {
            if (leaf.event() instanceof JobAccept) {
                platform.add(leaf.log().name());
            }
        });
        if (platform.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> receipts = new LinkedHashMap<>();
        receipts.put("receipts", 1);
        receipts.put("platform", platform.get(0));
        receipts.put("rounds", RoundReceipts.of(log, policy, any -> true));
        return Optional.of(receipts);
    }

    private List<DpReserve> entries() throws IOException, LedgerException {
        return PrivacyLedger.read(ledger);
    }

    /** The first entry of the party's own log that the ledger does not have, or that does not follow from those before. */
    Optional<String> ledgerFault() throws IOException, AuditCorruptException, LedgerException {
        List<DpReserve> booked = entries();
        if (own().isEmpty()) {
            return Optional.empty();
        }
        LoggedPrivacy logged = new LoggedPrivacy();
        logged.read(own().get());
        return logged.spent(Optional.of(booked), Optional.empty()).stream()
                .flatMap(each -> each.faults().stream())
                .findFirst();
    }

    /** What {@code privacy ledger} prints of it. */
    byte[] spent() throws IOException, LedgerException {
        List<DpReserve> entries = entries();
        return bytes(entries.isEmpty() ? List.of() : List.of(SpentOnDataset.of(entries)));
    }

    byte[] exclusions() throws IOException, AuditCorruptException {
        List<Map<String, Object>> exclusions = new ArrayList<>();
        for (Path log : logs.values()) {
            exclusions.addAll(EvidenceContents.exclusions(log));
        }
        return bytes(Map.of("exclusions", exclusions));
    }

    byte[] card() throws IOException, AuditCorruptException, LedgerException {
        return bytes(ModelCard.of(party, own().orElse(logs.firstEntry().getValue()), job, entries(), devF1));
    }

    /** The party's own log, if it is among them. */
    Optional<Path> own() {
        return Optional.ofNullable(logs.get(folder(party)));
    }

    private static byte[] bytes(Object part) {
        return ReportFiles.json(part).getBytes(StandardCharsets.UTF_8);
    }
}
