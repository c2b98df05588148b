package org.fedner.node.auditing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.audit.note.NoteSigner;
import org.fedner.node.report.ReportFiles;

/**
 * One archive for an auditor: logs, certificates, software, a summary and what it may be evidence for, listed in a manifest that
 * the party's audit key signs. Nothing in it is secret; logs hold no text of notes.
 *
 * <pre>
 * manifest.json    every other file with its length and SHA-256      manifest.note   signed: the manifest's SHA-256
 * logs/PARTY/...   audit logs as they lie     certificates/          audit-policy    verification.json
 * software.json    CycloneDX: the program's files with their SHA-256               summary.json   requirements.json   site/...
 * receipts/PARTY.json   what left that platform, round by round, with proofs       exclusions.json
 * ledger/               the party's privacy ledger as it lies, and what it comes to
 * model-card.json, .md  what was trained             job.json   the job, unless it names types of entities
 * sbom.json        the bill of materials that came with the program, where it is run from an archive
 * </pre>
 */
public final class EvidencePack {
    static final String MANIFEST = "manifest.json";
    static final String SIGNATURE = "manifest.note";
    static final String POLICY = "audit-policy";
    static final String LOGS = "logs/";
    private static final String TITLE = "fedner evidence pack v1";

    private final Map<String, byte[]> files = new TreeMap<>();

    /** Adds a file. */
    public void add(String name, byte[] content) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")) {
            throw new IllegalArgumentException("no name of a file in a pack");
        }
        files.put(name, content.clone());
    }

    /** Adds a report as JSON. */
    public void add(String name, Object report) {
        add(name, ReportFiles.json(report).getBytes(StandardCharsets.UTF_8));
    }

    /** Adds every file below {@code folder} under {@code prefix}. */
    public void addFolder(String prefix, Path folder) throws IOException {
        try (Stream<Path> below = Files.walk(folder)) {
            for (Path file : below.filter(Files::isRegularFile).sorted().toList()) {
                add(prefix + folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
    }

    /** Writes the archive, its manifest signed by {@code signer}. */
    public void write(Path out, NoteSigner signer, Instant now) throws IOException {
        List<Map<String, Object>> listed = new ArrayList<>();
        files.forEach((name, content) -> {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", name);
            entry.put("bytes", content.length);
            entry.put("sha256", Sha256Hex.over(content).hex());
            listed.add(entry);
        });
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("evidence", 1);
        manifest.put("party", signer.vkey().name());
        manifest.put("made", now.toString());
        manifest.put("files", listed);
        byte[] bytes = ReportFiles.json(manifest).getBytes(StandardCharsets.UTF_8);
        try (OutputStream file = Files.newOutputStream(out);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            put(zip, MANIFEST, bytes, now);
            put(zip, SIGNATURE, signer.sign(text(signer.vkey().name(), bytes)).encode(), now);
            for (Map.Entry<String, byte[]> entry : files.entrySet()) {
                put(zip, entry.getKey(), entry.getValue(), now);
            }
        }
    }

    /** What is signed; never a checkpoint's text, whose second line is a number. */
    static String text(String party, byte[] manifest) {
        return TITLE + "\n" + party + "\n" + Sha256Hex.over(manifest).hex() + "\n";
    }

    private static void put(ZipOutputStream zip, String name, byte[] content, Instant now) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(now.toEpochMilli());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
