package org.fedner.aggregation.diagnosis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.fedner.aggregation.diagnosis.DummyFinding.Kind;
import org.fedner.aggregation.diagnosis.DummyRound.Shape;
import org.fedner.aggregation.masking.OpenedMask;
import org.fedner.aggregation.masking.OpenedTagKey;
import org.fedner.aggregation.masking.OpenedUpload;
import org.fedner.aggregation.message.OpenedPair;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Reveal;
import org.fedner.aggregation.message.UploadHead;
import org.fedner.crypto.expansion.Digest;

/**
 * Judges one dummy round, from what everyone signed alone.
 *
 * <p>Nobody is named for what another did: a member contradicts itself under its own signatures (UPLOAD, OPENING, CHECK), or is
 * one of two (PAIR), or stands against more than half (TAG_KEY). Keeps three vectors, however many members there are.
 */
final class DummyJudge {

    private final DummyRound round;
    private final Shape shape;
    private final List<DummyFinding> findings = new ArrayList<>();
    private final TreeSet<PlatformId> openedFalsely = new TreeSet<>();
    private final DummySum sum;

    DummyJudge(DummyRound round) {
        this.round = round;
        this.shape = round.shape();
        this.sum = new DummySum(round);
    }

    DummyVerdict verdict() {
        for (int member = 0; member < shape.members().size(); member++) {
            judgeUpload(member);
        }
        judgePairs();
        judgeTagKeys();
        judgeChecks();
        sum.finding().ifPresent(findings::add);
        return new DummyVerdict(findings, sum.isJudged());
    }

    /** Own input and own opening give the own upload; if not, perhaps the peers' openings do. */
    private void judgeUpload(int member) {
        UploadHead head = round.head(member);
        Explanation own = explain(member, round.reveal(member).pairs());
        if (own.explains(head)) {
            sum.add(own.upload());
            return;
        }
        List<OpenedPair> byPeers = shape.neighbours().get(member).stream()
                .map(peer -> round.opened(
                        shape.members().indexOf(peer), shape.members().get(member)))
                .toList();
        Explanation peers = explain(member, byPeers);
        boolean words = own.explainsWords(head);
        boolean tag = own.explainsTag(head);
        boolean isExplained = (words || peers.explainsWords(head)) && (tag || peers.explainsTag(head));
        if (isExplained) {
            openedFalsely.add(head.platform());
        }
        findings.add(
                new DummyFinding(isExplained ? Kind.OPENING : Kind.UPLOAD, List.of(head.platform()), !words, !tag));
        if (words || peers.explainsWords(head)) {
            sum.add(words ? own.upload() : peers.upload());
        } else {
            sum.addUnexplained(head);
        }
    }

    private Explanation explain(int member, List<OpenedPair> pairs) {
        PlatformId own = shape.members().get(member);
        List<PlatformId> neighbours = shape.neighbours().get(member);
        List<OpenedMask> masks = pairs.stream().map(OpenedPair::mask).toList();
        List<Boolean> added =
                neighbours.stream().map(peer -> own.compareTo(peer) < 0).toList();
        OpenedUpload upload = OpenedUpload.of(
                shape.input(member, round.context()),
                member,
                round.reveal(member).tagKey(),
                masks,
                added);
        return new Explanation(upload, DummySum.digest(upload.vector()));
    }

    private record Explanation(OpenedUpload upload, Digest words) {

        boolean explainsWords(UploadHead head) {
            return words.equals(head.vectorDigest());
        }

        boolean explainsTag(UploadHead head) {
            return upload.tag().equals(head.tag());
        }

        boolean explains(UploadHead head) {
            return explainsWords(head) && explainsTag(head);
        }
    }

    /** Both ends open the same, or one of them is wrong; whoever opened falsely by its own upload is that one. */
    private void judgePairs() {
        for (int lower = 0; lower < shape.members().size(); lower++) {
            PlatformId own = shape.members().get(lower);
            for (PlatformId peer : shape.neighbours().get(lower)) {
                if (own.compareTo(peer) > 0 || openedFalsely.contains(own) || openedFalsely.contains(peer)) {
                    continue;
                }
                OpenedMask one = round.opened(lower, peer).mask();
                OpenedMask other =
                        round.opened(shape.members().indexOf(peer), own).mask();
                boolean words =
                        one.seed().equals(other.seed()) && one.fieldSeed().equals(other.fieldSeed());
                boolean tag = one.pads().equals(other.pads());
                if (!words || !tag) {
                    findings.add(new DummyFinding(Kind.PAIR, List.of(own, peer), !words, !tag));
                }
            }
        }
    }

    private void judgeTagKeys() {
        Map<OpenedTagKey, Integer> votes = new HashMap<>();
        shape.members().forEach(member -> votes.merge(keyOf(member), 1, Integer::sum));
        if (votes.size() == 1) {
            return;
        }
        Optional<OpenedTagKey> most = votes.entrySet().stream()
                .filter(vote -> 2 * vote.getValue() > shape.members().size())
                .map(Map.Entry::getKey)
                .findFirst();
        if (most.isEmpty()) {
            findings.add(new DummyFinding(Kind.TAG_KEYS, shape.members(), false, true));
            return;
        }
        shape.members().stream()
                .filter(member -> !keyOf(member).equals(most.get()))
                .forEach(member -> findings.add(new DummyFinding(Kind.TAG_KEY, List.of(member), false, true)));
    }

    private OpenedTagKey keyOf(PlatformId member) {
        return round.reveal(shape.members().indexOf(member)).tagKey();
    }

    /** Whether each member accepted the sum exactly if its own key says so: a broken check refuses right sums. */
    private void judgeChecks() {
        Map<OpenedTagKey, Boolean> truths = new HashMap<>();
        for (int member = 0; member < shape.members().size(); member++) {
            Reveal reveal = round.reveal(member);
            boolean truth = truths.computeIfAbsent(reveal.tagKey(), sum::isAcceptedUnder);
            if (reveal.accepts() != truth) {
                findings.add(DummyFinding.about(Kind.CHECK, reveal.platform()));
            }
        }
    }
}
