package org.fedner.aggregation.evidence;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.fedner.aggregation.encoding.JointVector;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.evidence.Verdict.Finding;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.ResultHead;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.UploadHead;
import org.fedner.crypto.expansion.Digest;

/** All that was shown about one attempt, signatures checked. Keeps two vectors, however many were shown. */
final class ContestedRound {

    private final ProvenEpoch epoch;
    private final Digest context;
    private final Set<ResultHead> results = new HashSet<>();
    private final Map<PlatformId, Set<Digest>> heads = new TreeMap<>();
    private final Map<PlatformId, UploadHead> shown = new TreeMap<>();
    private Optional<Result> result = Optional.empty();
    private Optional<JointVector> total = Optional.empty();
    private Tag tag = Tag.ZERO;
    private boolean hasNoSum;
    private boolean isVoid;

    ContestedRound(ProvenEpoch epoch, Digest context) {
        this.epoch = epoch;
        this.context = context;
    }

    void voided() {
        isVoid = true;
    }

    void named(ResultHead head) {
        results.add(head);
    }

    void summed(ResultHead head, Result whole) {
        named(head);
        result = Optional.of(whole);
    }

    void named(UploadHead head) {
        heads.computeIfAbsent(head.platform(), id -> new HashSet<>()).add(head.digest());
    }

    /** Adds the vector; the same one again changes nothing, and of two different ones the first counts. */
    void uploaded(UploadHead head, Upload whole) {
        named(head);
        if (shown.putIfAbsent(head.platform(), head) == null) {
            tag = tag.plus(whole.tag());
            add(whole.vector());
        }
    }

    /** A vector of another size than the first, or with words that are no elements, has no place in a sum. */
    private void add(RingVector vector) {
        try {
            JointVector parts = JointVector.split(vector.copy(), epoch.fieldWordsOf(vector));
            if (total.isPresent()) {
                total.get().add(parts);
            } else {
                total = Optional.of(parts);
            }
        } catch (IllegalArgumentException e) {
            hasNoSum = true;
        }
    }

    /** Whether anything was shown that asks for a verdict: more than that a sum was verified or an attempt was void. */
    boolean isContested() {
        return result.isPresent() || !shown.isEmpty() || hasTwoOutcomes();
    }

    /** @param serverWasAsked for the heads it named, and has shown what it will show */
    Verdict verdict(boolean serverWasAsked) {
        List<PlatformId> missing = epoch.members().stream()
                .filter(member -> !shown.containsKey(member))
                .toList();
        List<PlatformId> twice =
                heads.keySet().stream().filter(id -> heads.get(id).size() > 1).toList();
        if (hasTwoOutcomes()) {
            return verdict(Finding.TWO_OUTCOMES, List.of());
        } else if (result.isPresent() && missing.isEmpty() && namesWhatWasShown() && !isSum()) {
            return verdict(Finding.SUM_DIFFERS, List.of());
        } else if (!twice.isEmpty()) {
            return verdict(Finding.TWO_UPLOADS, twice);
        } else if (!missing.isEmpty()) {
            return verdict(Finding.UPLOADS_WANTED, missing);
        } else if (result.isEmpty()) {
            return verdict(Finding.RESULT_WANTED, List.of());
        }
        if (namesWhatWasShown()) {
            return verdict(Finding.SUM_HOLDS, List.of());
        }
        return verdict(serverWasAsked ? Finding.NO_DEFENCE : Finding.HEADS_WANTED, List.of());
    }

    private boolean hasTwoOutcomes() {
        return results.size() > 1 || isVoid && !results.isEmpty();
    }

    private boolean namesWhatWasShown() {
        List<Digest> digests = new ArrayList<>();
        shown.values().forEach(head -> digests.add(head.digest()));
        return result.orElseThrow().uploads().equals(Result.uploadsDigest(digests));
    }

    private boolean isSum() {
        return !hasNoSum
                && result.orElseThrow().sum().contentEquals(total.orElseThrow().joined())
                && result.orElseThrow().tag().equals(tag);
    }

    private Verdict verdict(Finding finding, List<PlatformId> platforms) {
        return new Verdict(
                epoch.number(),
                context,
                finding,
                platforms.stream().map(epoch::name).toList());
    }
}
