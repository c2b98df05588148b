package org.fedner.node.auditing;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.fedner.audit.event.DpReserve;
import org.fedner.audit.event.EpochOpen;
import org.fedner.audit.event.JobAccept;
import org.fedner.audit.event.JobId;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.RoundClose;
import org.fedner.audit.event.RoundOpen;
import org.fedner.audit.event.RoundRollback;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.audit.proof.LogLeaves;
import org.fedner.node.config.ConfigReader;
import org.fedner.node.config.Job;
import org.fedner.node.job.JobTerms;
import org.fedner.node.loop.PartyLog;
import org.fedner.node.privacy.PrivacyStatement;
import org.fedner.node.report.Participation;

/**
 * What was trained, by whom, under which promise: all of it follows from a log, the job and the ledger, but for the score, which
 * is the site's own word. It holds nothing of the notes: no word, no type of entity, no folder and no number of sentences.
 */
final class ModelCard {
    private static final List<String> LIMITS = List.of(
            "The network marks names of things in the kind of notes that the members trained it on. Elsewhere it was not tried.",
            "A score is one site's own word about its own dev split, by which the kept state was chosen; a test split may say less.",
            "It finds less than there is. It is no substitute for a person's reading where a missed entity does harm.",
            "The log shows that entries were not changed, dropped or reordered. It does not show that what was entered is true.");

    private static final String WITHOUT_JOB =
            "Network and settings are not shown: no job file was named, or it names types of"
                    + " entities, which stay out of this card.";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<LinkedHashMap<String, Object>> ANY = new TypeReference<>() {};

    private final Map<JobId, Trained> jobs = new LinkedHashMap<>();

    /** What a log says of one job. */
    private static final class Trained {
        private String jobSha256 = "";
        private String shapeSha256 = "";
        private String modelSha256 = "";
        private final Set<String> privacy = new TreeSet<>();
    }

    private ModelCard() {}

    /**
     * Makes the card.
     *
     * @param log of the party whose card it is
     * @param job what was trained, if it may be shown
     * @param spent the party's ledger
     * @param devF1 the site's own report of its best score, if it was named
     * @throws IllegalArgumentException if the log knows no such job
     */
    static Map<String, Object> of(
            String party, Path log, Optional<Job> job, List<DpReserve> spent, Optional<Map<String, Object>> devF1)
            throws IOException, AuditCorruptException {
        ModelCard read = new ModelCard();
        LogLeaves.read(log, (file, bytes, leaf) -> read.take(leaf));
        Map<JobId, Participation> parts = Participation.ofJobs(log);
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("modelCard", 1);
        card.put("party", party);
        card.put(
                "jobs",
                read.jobs.entrySet().stream()
                        .map(each -> described(
                                each.getKey(), each.getValue(), parts.getOrDefault(each.getKey(), new Participation())))
                        .toList());
        if (job.isPresent()) {
            JobTerms terms = JobTerms.of(job.get());
            read.requireTrained(terms);
            card.put("network", network(terms));
            card.put("settings", JSON.readValue(ConfigReader.encode(job.get()), ANY));
        }
        devF1.ifPresent(score -> card.put("devF1", score));
        Map<String, Object> privacy = new LinkedHashMap<>();
        privacy.put("guarantee", !spent.isEmpty());
        privacy.put("statement", PrivacyStatement.of(spent));
        card.put("privacy", privacy);
        List<String> limits = new ArrayList<>(LIMITS);
        if (job.isEmpty()) {
            limits.add(WITHOUT_JOB);
        }
        card.put("limits", limits);
        return card;
    }

    private void take(Leaf leaf) {
        if (leaf.event() instanceof JobAccept accept) {
            Trained job = job(accept.job());
            job.jobSha256 = accept.jobSpecSha256().hex();
            job.shapeSha256 = accept.modelArchSha256().hex();
        } else if (leaf.event() instanceof EpochOpen open) {
            job(open.job());
        } else if (leaf.event() instanceof RoundOpen open) {
            job(open.job()).privacy.add(open.dp().mode().name().toLowerCase(Locale.ROOT));
        } else if (leaf.event() instanceof RoundClose close) {
            close.modelOutSha256().ifPresent(model -> job(close.job()).modelSha256 = model.hex());
        } else if (leaf.event() instanceof RoundRollback back) {
            job(back.job()).modelSha256 = back.modelSha256().hex();
        }
    }

    private Trained job(JobId id) {
        return jobs.computeIfAbsent(id, any -> new Trained());
    }

    private static Map<String, Object> described(JobId id, Trained job, Participation participation) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("job", id.hex());
        described.put("jobSha256", job.jobSha256);
        described.put("modelShapeSha256", job.shapeSha256);
        described.put("modelSha256", job.modelSha256);
        described.put("verifiedRounds", participation.verified());
        described.put("roundsWithoutSum", participation.withoutSum());
        described.put("roundsWhoseAbsentMembersThisLogDoesNotName", participation.unnamed());
        described.put("privacy", job.privacy);
        described.put(
                "members",
                participation.platforms().stream()
                        .map(taken -> part(taken, participation.verified()))
                        .toList());
        described.put(
                "exclusions",
                participation.platforms().stream()
                        .flatMap(taken -> taken.leftOut().stream().map(out -> exclusion(taken.member(), out)))
                        .toList());
        return described;
    }

    private static Map<String, Object> part(Participation.Taken taken, long verified) {
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("member", taken.member());
        part.put("rounds", taken.rounds());
        part.put("share", String.format(Locale.ROOT, "%.4f", verified == 0 ? 0 : taken.rounds() / (double) verified));
        part.put("droppedOut", taken.droppedOut());
        part.put("leftOut", taken.leftOut().size());
        return part;
    }

    private static Map<String, Object> exclusion(String member, Participation.LeftOut out) {
        Map<String, Object> exclusion = new LinkedHashMap<>();
        exclusion.put("member", member);
        exclusion.put("fromEpoch", out.epoch());
        exclusion.put("afterRound", out.afterRound());
        exclusion.put("why", out.why());
        return exclusion;
    }

    private void requireTrained(JobTerms terms) {
        Trained job = jobs.get(PartyLog.jobId(terms));
        boolean isIt = job != null
                && (job.jobSha256.isEmpty()
                        || job.jobSha256.equals(terms.jobDigest().toString())
                                && job.shapeSha256.equals(terms.layoutDigest().toString()));
        if (!isIt) {
            throw new IllegalArgumentException("the log knows no job with this digest");
        }
    }

    private static Map<String, Object> network(JobTerms terms) {
        Map<String, Object> network = new LinkedHashMap<>();
        network.put("architectureSha256", terms.architecture());
        network.put("sharedCoordinates", terms.coordinates());
        network.put(
                "sharedTensors",
                terms.network().sharedLayout().tensors().stream()
                        .map(tensor -> {
                            Map<String, Object> each = new LinkedHashMap<>();
                            each.put("name", tensor.name());
                            each.put("shape", tensor.shape().toString());
                            return each;
                        })
                        .toList());
        return network;
    }

    /** The same for people, from the card alone. */
    static byte[] text(byte[] card) throws IOException {
        Map<String, Object> read = JSON.readValue(card, ANY);
        StringBuilder text = new StringBuilder("# Model card\n\nOf ")
                .append(read.get("party"))
                .append(".\n");
        lines(text, 2, read);
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void lines(StringBuilder text, int level, Map<?, ?> part) {
        part.forEach((name, value) -> {
            if (value instanceof Map<?, ?> inner) {
                heading(text, level, name);
                lines(text, level + 1, inner);
            } else if (value instanceof List<?> items && !items.isEmpty()) {
                heading(text, level, name);
                items.forEach(item -> item(text, level, item));
            } else {
                text.append("- ").append(name).append(": ").append(value).append('\n');
            }
        });
    }

    /** What has parts of its own is told in lines, all else in one. */
    private static void item(StringBuilder text, int level, Object item) {
        if (item instanceof Map<?, ?> parts && parts.values().stream().anyMatch(List.class::isInstance)) {
            lines(text, level + 1, parts);
        } else if (item instanceof Map<?, ?> parts) {
            List<String> said = new ArrayList<>();
            parts.forEach((name, value) -> said.add(name + " " + value));
            text.append("- ").append(String.join(", ", said)).append('\n');
        } else {
            text.append("- ").append(item).append('\n');
        }
    }

    private static void heading(StringBuilder text, int level, Object name) {
        text.append('\n').append("#".repeat(level)).append(' ').append(name).append("\n\n");
    }
}
