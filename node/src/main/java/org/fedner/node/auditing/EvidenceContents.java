package org.fedner.node.auditing;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fedner.audit.event.DpReserve;
import org.fedner.audit.event.EgressBlock;
import org.fedner.audit.event.EpochOpen;
import org.fedner.audit.event.JobAccept;
import org.fedner.audit.event.LogOpen;
import org.fedner.audit.event.MemberExcluded;
import org.fedner.audit.event.RoundClose;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.audit.proof.LogLeaves;

/** What a pack says besides the logs themselves: all of it follows from them, or from the installed program. */
public final class EvidenceContents {
    private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[\\w.+-]*)\\.jar");

    private EvidenceContents() {}

    /** One log in numbers: inputs of a model card and of a record of processing. */
    public static Map<String, Object> summary(Path log) throws IOException, AuditCorruptException {
        Map<String, Object> summary = new LinkedHashMap<>();
        TreeSet<String> members = new TreeSet<>();
        TreeSet<String> programs = new TreeSet<>();
        TreeSet<String> configurations = new TreeSet<>();
        TreeSet<String> policies = new TreeSet<>();
        TreeSet<String> jobs = new TreeSet<>();
        List<Map<String, Object>> exclusions = new ArrayList<>();
        long[] counts = new long[5];
        LogLeaves.read(log, (file, bytes, leaf) -> {
            summary.putIfAbsent("log", leaf.log().name());
            summary.putIfAbsent("from", leaf.ts().toString());
            summary.put("to", leaf.ts().toString());
            if (leaf.event() instanceof LogOpen open) {
                programs.add(open.sw().jarSha256().hex());
                configurations.add(open.cfgSha256().hex());
                policies.add(open.policySha256().hex());
            } else if (leaf.event() instanceof JobAccept accept) {
                jobs.add(accept.jobSpecSha256().hex());
            } else if (leaf.event() instanceof EpochOpen open) {
                open.members().forEach(member -> members.add(member.id().hex()));
                counts[0]++;
            } else if (leaf.event() instanceof RoundClose close) {
                boolean verified = close.outcome() == RoundClose.Outcome.VERIFIED;
                counts[verified ? 1 : 2]++;
                close.modelOutSha256().ifPresent(model -> summary.put("modelSha256", model.hex()));
            } else if (leaf.event() instanceof MemberExcluded excluded) {
                exclusions.add(Map.of(
                        "member", excluded.member().hex(),
                        "epoch", excluded.epoch(),
                        "round", excluded.round(),
                        "code", excluded.code()));
            } else if (leaf.event() instanceof EgressBlock) {
                counts[3]++;
            } else if (leaf.event() instanceof DpReserve) {
                counts[4]++;
            }
        });
        summary.put("programSha256", programs);
        summary.put("configurationSha256", configurations);
        summary.put("policySha256", policies);
        summary.put("jobSha256", jobs);
        summary.put("members", members);
        summary.put("epochs", counts[0]);
        summary.put("verifiedRounds", counts[1]);
        summary.put("roundsWithoutSum", counts[2]);
        summary.put("blockedPayloads", counts[3]);
        summary.put("stepsOfPrivacySpent", counts[4]);
        summary.put("exclusions", exclusions);
        return summary;
    }

    /** A CycloneDX 1.5 list of the archives that this process runs from, with their SHA-256. */
    public static Map<String, Object> software() throws IOException {
        List<Map<String, Object>> components = new ArrayList<>();
        for (Path archive : archives()) {
            Matcher name = JAR.matcher(archive.getFileName().toString());
            boolean versioned = name.matches();
            Map<String, Object> component = new LinkedHashMap<>();
            component.put("type", "library");
            component.put(
                    "name", versioned ? name.group(1) : archive.getFileName().toString());
            component.put("version", versioned ? name.group(2) : "");
            component.put(
                    "hashes",
                    List.of(Map.of(
                            "alg",
                            "SHA-256",
                            "content",
                            Sha256Hex.over(Files.readAllBytes(archive)).hex())));
            components.add(component);
        }
        Map<String, Object> software = new LinkedHashMap<>();
        software.put("bomFormat", "CycloneDX");
        software.put("specVersion", "1.5");
        software.put("version", 1);
        software.put("components", components);
        return software;
    }

    /** The class path, and what a launcher's one jar has beside it in {@code lib}. */
    private static List<Path> archives() throws IOException {
        TreeSet<Path> archives = new TreeSet<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry).toAbsolutePath();
            if (Files.isRegularFile(path) && entry.endsWith(".jar")) {
                archives.add(path);
                Path libraries = path.resolveSibling("lib");
                if (Files.isDirectory(libraries)) {
                    try (var jars = Files.list(libraries)) {
                        jars.filter(jar -> jar.toString().endsWith(".jar")).forEach(archives::add);
                    }
                }
            }
        }
        return List.copyOf(archives);
    }

    /** Which file of a pack may serve which duty: data, for people to judge. */
    public static byte[] requirements() throws IOException {
        try (InputStream in = EvidenceContents.class.getResourceAsStream("requirements.json")) {
            return in.readAllBytes();
        }
    }
}
