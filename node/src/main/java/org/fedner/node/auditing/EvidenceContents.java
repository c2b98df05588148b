package org.fedner.node.auditing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.fedner.audit.event.DpReserve;
import org.fedner.audit.event.DropCode;
import org.fedner.audit.event.EgressBlock;
import org.fedner.audit.event.EpochOpen;
import org.fedner.audit.event.JobAccept;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.LogOpen;
import org.fedner.audit.event.MemberExcluded;
import org.fedner.audit.event.MemberId;
import org.fedner.audit.event.RoundClose;
import org.fedner.audit.event.RoundRollback;
import org.fedner.audit.event.RoundSurvivors;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.audit.proof.LogLeaves;
import org.fedner.node.report.Participation;

/** What a pack says besides the logs themselves: all of it follows from them. */
public final class EvidenceContents {
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
        long[] counts = new long[3];
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
                close.modelOutSha256().ifPresent(model -> summary.put("modelSha256", model.hex()));
            } else if (leaf.event() instanceof RoundRollback back) {
                summary.put("modelSha256", back.modelSha256().hex());
            } else if (leaf.event() instanceof MemberExcluded excluded) {
                exclusions.add(Map.of(
                        "member", excluded.member().hex(),
                        "epoch", excluded.epoch(),
                        "round", excluded.round(),
                        "code", excluded.code()));
            } else if (leaf.event() instanceof EgressBlock) {
                counts[1]++;
            } else if (leaf.event() instanceof DpReserve) {
                counts[2]++;
            }
        });
        summary.put("programSha256", programs);
        summary.put("configurationSha256", configurations);
        summary.put("policySha256", policies);
        summary.put("jobSha256", jobs);
        summary.put("members", members);
        summary.put("epochs", counts[0]);
        Collection<Participation> participation = Participation.ofJobs(log).values();
        summary.put(
                "verifiedRounds",
                participation.stream().mapToLong(Participation::verified).sum());
        summary.put(
                "roundsWithoutSum",
                participation.stream().mapToLong(Participation::withoutSum).sum());
        summary.put("blockedPayloads", counts[1]);
        summary.put("stepsOfPrivacySpent", counts[2]);
        summary.put("exclusions", exclusions);
        return summary;
    }

    /** Who was left out of an epoch, or was missing in a phase of a round: when, and why. */
    static List<Map<String, Object>> exclusions(Path log) throws IOException, AuditCorruptException {
        List<Map<String, Object>> exclusions = new ArrayList<>();
        LogLeaves.read(log, (file, bytes, leaf) -> {
            if (leaf.event() instanceof MemberExcluded excluded) {
                exclusions.add(missing(
                        leaf, "excluded", excluded.member(), excluded.code(), excluded.epoch(), excluded.round()));
            } else if (leaf.event() instanceof RoundSurvivors survivors) {
                survivors
                        .dropped()
                        .forEach(dropped -> exclusions.add(missing(
                                leaf, "dropped", dropped.id(), dropped.code(), survivors.epoch(), survivors.round())));
            }
        });
        return exclusions;
    }

    private static Map<String, Object> missing(
            Leaf leaf, String what, MemberId member, DropCode code, long epoch, long round) {
        Map<String, Object> missing = new LinkedHashMap<>();
        missing.put("log", leaf.log().name());
        missing.put("index", leaf.seq());
        missing.put("when", leaf.ts().toString());
        missing.put("what", what);
        missing.put("member", member.hex());
        missing.put("code", code.name().toLowerCase(Locale.ROOT));
        missing.put("epoch", epoch);
        missing.put("round", round);
        return missing;
    }

    /** Which file of a pack may serve which duty: data, for people to judge. */
    public static byte[] requirements() throws IOException {
        try (InputStream in = EvidenceContents.class.getResourceAsStream("requirements.json")) {
            return in.readAllBytes();
        }
    }
}
