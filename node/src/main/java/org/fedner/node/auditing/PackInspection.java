package org.fedner.node.auditing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.audit.note.MalformedNoteException;
import org.fedner.audit.note.SignedNote;
import org.fedner.audit.note.TrustPolicy;
import org.fedner.audit.note.UntrustedNoteException;
import org.fedner.audit.note.Vkey;
import org.fedner.audit.verify.Finding;
import org.fedner.audit.verify.VerificationReport;

/**
 * Opens an {@link EvidencePack} offline: the manifest's signature, every file against it, the logs in it as if they lay in a
 * folder, and the parts that are to follow from these. The keys come from the auditor, never from the pack.
 */
public final class PackInspection {
    private static final long MOST_BYTES = 1L << 32;
    private static final int MOST_FILES = 1_000_000;

    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();
    private String party = "";
    private Optional<VerificationReport> logs = Optional.empty();
    private List<Finding> parts = List.of();

    private PackInspection() {}

    /** Inspects {@code pack}; logs are unpacked into {@code scratch}, an empty folder. */
    public static PackInspection of(Path pack, TrustPolicy policy, Path scratch) throws IOException {
        PackInspection inspection = new PackInspection();
        inspection.read(pack);
        inspection.manifest(policy);
        if (inspection.faults.isEmpty()) {
            inspection.logs(policy, scratch);
        }
        return inspection;
    }

    private void read(Path pack) throws IOException {
        long total = 0;
        try (ZipFile zip = new ZipFile(pack.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                byte[] content = zip.getInputStream(entry).readAllBytes();
                total += content.length;
                if (total > MOST_BYTES || files.size() > MOST_FILES) {
                    throw new IOException("larger than any pack");
                }
                if (files.put(entry.getName(), content) != null) {
                    faults.add(entry.getName() + ": is there twice");
                }
            }
        }
    }

    private void manifest(TrustPolicy policy) {
        byte[] manifest = files.remove(EvidencePack.MANIFEST);
        byte[] note = files.remove(EvidencePack.SIGNATURE);
        if (manifest == null || note == null) {
            faults.add(EvidencePack.MANIFEST + ": missing, or its signature");
            return;
        }
        try {
            JsonNode listed = new ObjectMapper().readTree(manifest);
            party = listed.path("party").asText();
            SignedNote signed = SignedNote.parse(note);
            List<Vkey> keys = policy.logs().stream()
                    .filter(key -> key.name().equals(party))
                    .toList();
            signed.verify(keys);
            if (!signed.text().equals(EvidencePack.text(party, manifest))) {
                faults.add(EvidencePack.SIGNATURE + ": signs another manifest");
            }
            for (JsonNode entry : listed.path("files")) {
                require(entry.path("name").asText(), entry.path("sha256").asText());
            }
            files.keySet().stream()
                    .filter(name -> !contains(listed, name))
                    .forEach(name -> faults.add(name + ": is not in the manifest"));
        } catch (MalformedNoteException | UntrustedNoteException e) {
            faults.add(EvidencePack.SIGNATURE + ": " + e.getMessage());
        } catch (IOException e) {
            faults.add(EvidencePack.MANIFEST + ": is no JSON");
        }
    }

    private static boolean contains(JsonNode listed, String name) {
        return listed.path("files").findValuesAsText("name").contains(name);
    }

    private void require(String name, String sha256) {
        byte[] content = files.get(name);
        if (content == null) {
            faults.add(name + ": missing");
        } else if (!Sha256Hex.over(content).hex().equals(sha256)) {
            faults.add(name + ": is not what was signed");
        }
    }

    private void logs(TrustPolicy policy, Path scratch) throws IOException {
        TreeMap<String, Path> folders = new TreeMap<>();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path target = scratch.resolve(file.getKey()).normalize();
            if (!target.startsWith(scratch)) {
                faults.add(file.getKey() + ": leads out of the pack");
                return;
            }
            if (file.getKey().startsWith(EvidencePack.LOGS)) {
                Files.createDirectories(target.getParent());
                Files.write(target, file.getValue());
                String name = file.getKey().split("/")[1];
                folders.put(name, scratch.resolve(EvidencePack.LOGS).resolve(name));
            }
        }
        VerificationReport report = RunLogs.verify(List.copyOf(folders.values()), policy);
        logs = Optional.of(report);
        if (!report.breaksIntegrity()) {
            parts = PartsInspection.of(party, files, folders, policy, scratch);
        }
    }

    /** Whose pack it says it is. */
    public String party() {
        return party;
    }

    /** How many files there are besides the manifest. */
    public int files() {
        return files.size();
    }

    /** What is wrong with the pack itself. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    /** The logs' verification; none if the pack itself does not hold. */
    public Optional<VerificationReport> logs() {
        return logs;
    }

    /** What does not follow from the logs, though it was signed; nothing is said of it if pack or logs do not hold. */
    public List<Finding> parts() {
        return List.copyOf(parts);
    }

    /** Whether pack, logs and what is said to follow from them hold. */
    public boolean isOk() {
        return faults.isEmpty()
                && parts.isEmpty()
                && logs.filter(VerificationReport::isOk).isPresent();
    }
}
