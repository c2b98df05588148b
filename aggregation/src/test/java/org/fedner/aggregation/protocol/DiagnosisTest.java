package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.fedner.aggregation.diagnosis.Diagnosis;
import org.fedner.aggregation.diagnosis.DummyFinding;
import org.fedner.aggregation.diagnosis.DummyFinding.Kind;
import org.fedner.aggregation.encoding.JointVector;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.encoding.RowTable;
import org.fedner.aggregation.masking.OpenedMask;
import org.fedner.aggregation.masking.OpenedTagKey;
import org.fedner.aggregation.masking.ServerView;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.Reveal;
import org.fedner.aggregation.message.Upload;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Keystream;
import org.junit.jupiter.api.Test;

/** Mode D: every fault is named, with exactly the party whose it is, by the server and every member alike. */
class DiagnosisTest extends LyingServerCase {

    private static final int ROUNDS = 3;

    private Simulation simulation = DiagnosticFederation.of(new Simulation(5, ROUNDS, 210));
    private final Hospital culprit = simulation.hospitals.get(2);
    private final Hospital peer = simulation.hospitals.get(0); // the culprit's first neighbour

    @Test
    void withoutAFaultNothingIsFoundInAllRounds() {
        simulation.begin().run();
        everyoneFinds(List.of());
    }

    @Test
    @LongRun
    void theSameInTheWiderRingWithRowsAndOnADrawnGraph() {
        for (Simulation other : List.of(
                Simulation.in(Ring.Z64, ServerView.SUM, 4, ROUNDS, 211),
                Simulation.withTable(4, ROUNDS, 212, new RowTable(50, 3)),
                new Simulation(66, 1, 213))) {
            simulation = DiagnosticFederation.of(other);
            simulation.rounds = Math.min(other.rounds, ROUNDS);
            simulation.begin().run();
            everyoneFinds(List.of(), (int) simulation.rounds);
        }
    }

    @Test
    void aVectorThatIsOffByOneWordNamesItsPlatform() {
        faulty(upload -> altered(upload, 4), reveal -> reveal);
        everyoneFinds(List.of(upload(culprit, true, false)));
    }

    @Test
    void aWrongTagNamesItsPlatform() {
        faulty(upload -> tagged(upload, new Tag(0, 1)), reveal -> reveal);
        everyoneFinds(List.of(upload(culprit, false, true)));
    }

    @Test
    void aVectorAndTagThatAreBothWrongAreSaidToBe() {
        faulty(upload -> tagged(altered(upload, 0), new Tag(7, 0)), reveal -> reveal);
        everyoneFinds(List.of(upload(culprit, true, true)));
    }

    @Test
    void aWrongElementOfTheFieldNamesItsPlatform() {
        simulation = DiagnosticFederation.of(Simulation.withTable(4, ROUNDS, 214, new RowTable(50, 3)));
        Hospital other = simulation.hospitals.get(1);
        FaultyMember.run(simulation, new FaultyMember(simulation, other).uploading(upload -> {
                    RingVector vector = upload.vector().copy();
                    vector.set(vector.size() - 1, vector.word(vector.size() - 1) ^ 1);
                    return Upload.of(upload.context(), upload.platform(), upload.tag(), vector);
                }));
        everyoneFinds(List.of(upload(other, true, false)));
    }

    @Test
    void aMaskOtherThanThePeersNamesThePairAndNobodyElse() {
        FaultyMember member = new FaultyMember(simulation, culprit);
        member.uploading(upload -> {
            JointVector vector = JointVector.of(upload.vector().copy());
            shift(vector.ring(), member.opened().masks().get(0).seed(), false); // lower ids come first: it subtracts
            shift(vector.ring(), Digest.of(new byte[] {9}), true);
            return Upload.of(upload.context(), upload.platform(), upload.tag(), vector.ring());
        });
        member.opening(reveal -> FaultyMember.with(reveal, 0, DiagnosisTest::otherSeed));
        FaultyMember.run(simulation, member);
        everyoneFinds(List.of(new DummyFinding(Kind.PAIR, List.of(peer.id, culprit.id), true, false)));
    }

    @Test
    void aPadOtherThanThePeersNamesThePair() {
        FaultyMember member = new FaultyMember(simulation, culprit)
                .uploading(upload -> tagged(upload, new Tag((1L << 61) - 2, 0))) // its own pad is subtracted
                .opening(reveal -> FaultyMember.with(
                        reveal,
                        0,
                        mask -> new OpenedMask(
                                mask.seed(), mask.fieldSeed(), mask.pads().plus(new Tag(1, 0)))));
        FaultyMember.run(simulation, member);
        everyoneFinds(List.of(new DummyFinding(Kind.PAIR, List.of(peer.id, culprit.id), false, true)));
    }

    @Test
    void whoMaskedRightlyAndOpensAnotherSeedIsNamedAloneAndNotItsPeer() {
        faulty(upload -> upload, reveal -> FaultyMember.with(reveal, 0, DiagnosisTest::otherSeed));
        everyoneFinds(List.of(new DummyFinding(Kind.OPENING, List.of(culprit.id), true, false)));
    }

    @Test
    void aTagKeyOtherThanMostMembersNamesItsPlatform() {
        faulty(upload -> upload, reveal -> {
            List<Tag> pads = new ArrayList<>(reveal.tagKey().pads());
            pads.set(0, pads.get(0).plus(new Tag(1, 1))); // of another member, so that the own tag still fits
            return FaultyMember.with(reveal, new OpenedTagKey(reveal.tagKey().points(), pads), false);
        });
        everyoneFinds(List.of(new DummyFinding(Kind.TAG_KEY, List.of(culprit.id), false, true)));
    }

    @Test
    void tagKeysOfWhichNoneIsMostMembersNameNobodyAlone() {
        List<FaultyMember> all = new ArrayList<>();
        for (int i = 0; i < simulation.hospitals.size(); i++) {
            Tag shift = new Tag(i / 2, 0); // two, two and one alike
            all.add(new FaultyMember(simulation, simulation.hospitals.get(i))
                    .uploading(upload -> tagged(upload, shift))
                    .opening(reveal -> {
                        List<Tag> pads = reveal.tagKey().pads().stream()
                                .map(pad -> pad.plus(shift))
                                .toList();
                        OpenedTagKey key = new OpenedTagKey(reveal.tagKey().points(), pads);
                        return FaultyMember.with(reveal, key, shift.first() == 0 && reveal.accepts());
                    }));
        }
        FaultyMember.run(simulation, all.toArray(FaultyMember[]::new));
        List<PlatformId> members =
                simulation.hospitals.stream().map(hospital -> hospital.id).toList();
        everyoneFinds(List.of(new DummyFinding(Kind.TAG_KEYS, members, false, true)));
    }

    @Test
    void aPlatformThatRefusesARightSumNamesItself() {
        faulty(
                upload -> upload,
                reveal -> new Reveal(
                        reveal.context(), reveal.platform(), !reveal.accepts(), reveal.tagKey(), reveal.pairs()));
        everyoneFinds(List.of(new DummyFinding(Kind.CHECK, List.of(culprit.id), false, false)));
    }

    @Test
    void aServerThatChangesOneWordOfTheSumIsNamed() {
        lie(simulation, Result.class, (to, result) -> {
            RingVector sum = result.sum().copy();
            sum.set(3, sum.word(3) ^ 1);
            return Result.of(result.context(), result.tag(), result.uploads(), sum);
        });
        simulation.begin().run();
        membersFind(List.of(server(true, false)));
    }

    @Test
    void aServerThatChangesTheTagAloneIsNamed() {
        lie(
                simulation,
                Result.class,
                (to, result) ->
                        Result.of(result.context(), result.tag().plus(new Tag(0, 1)), result.uploads(), result.sum()));
        simulation.begin().run();
        membersFind(List.of(server(false, true)));
    }

    @Test
    void aServerThatLeavesAnUploadOutOfTheSumIsNamed() {
        List<Upload> seen = new ArrayList<>();
        lie(simulation, Result.class, (to, result) -> {
            Upload dropped = dropped(result);
            seen.add(dropped);
            RingVector sum = result.sum().copy();
            for (int k = 0; k < sum.size(); k++) {
                sum.set(k, (int) (sum.word(k) - dropped.vector().word(k)));
            }
            return Result.of(result.context(), minus(result.tag(), dropped.tag()), result.uploads(), sum);
        });
        simulation.begin().run();
        membersFind(List.of(server(true, true)));
        assertThat(seen).isNotEmpty();
    }

    @Test
    void aServerThatNamesOtherUploadsThanItShowsIsNamed() {
        lie(
                simulation,
                Result.class,
                (to, result) -> Result.of(result.context(), result.tag(), Digest.of(), result.sum()));
        simulation.begin().run();
        membersFind(List.of(server(true, false)));
    }

    @Test
    void aSumOfAnotherSizeNamesTheServer() {
        lie(
                simulation,
                Result.class,
                (to, result) ->
                        Result.of(result.context(), result.tag(), result.uploads(), RingVector.owning(new int[3])));
        simulation.begin().run();
        membersFind(List.of(server(true, false)));
    }

    @Test
    void aServerThatLiesBesideOneWrongVectorIsStillNamed() {
        lie(simulation, Result.class, (to, result) -> {
            RingVector sum = result.sum().copy();
            sum.set(3, sum.word(3) ^ 1);
            return Result.of(result.context(), result.tag(), result.uploads(), sum);
        });
        faulty(upload -> altered(upload, 4), reveal -> reveal);
        membersFind(List.of(upload(culprit, true, false), server(true, false)));
    }

    @Test
    void twoWrongVectorsAreBothNamedAndTheSumCannotBeJudged() {
        Hospital second = simulation.hospitals.get(4);
        FaultyMember.run(
                simulation,
                new FaultyMember(simulation, culprit).uploading(upload -> altered(upload, 4)),
                new FaultyMember(simulation, second).uploading(upload -> altered(upload, 1)));
        everyoneFinds(List.of(upload(culprit, true, false), upload(second, true, false)));
        assertThat(diagnosis(culprit).unjudgedSums()).isEqualTo(ROUNDS);
    }

    /** Whatever two of them upload and open: a member that is right is named at most as one end of a pair with a wrong one. */
    @Property(tries = 15)
    @LongProperty
    void nobodyIsNamedForWhatAnotherDid(@ForAll long seed) {
        simulation = DiagnosticFederation.of(new Simulation(5, 1, 215));
        SeededRandom random = new SeededRandom(seed);
        List<Hospital> liars = List.of(simulation.hospitals.get(1), simulation.hospitals.get(3));
        FaultyMember[] members = liars.stream()
                .map(liar -> new FaultyMember(simulation, liar)
                        .uploading(upload -> {
                            Upload sent = random.nextBoolean() ? upload : altered(upload, random.nextInt(9));
                            return random.nextBoolean() ? sent : tagged(sent, new Tag(random.nextInt(5), 0));
                        })
                        .opening(reveal -> {
                            Reveal opened = random.nextBoolean()
                                    ? reveal
                                    : FaultyMember.with(reveal, random.nextInt(4), DiagnosisTest::otherSeed);
                            OpenedTagKey key = random.nextBoolean()
                                    ? opened.tagKey()
                                    : new OpenedTagKey(
                                            opened.tagKey().points().plus(new Tag(1, 0)),
                                            opened.tagKey().pads());
                            return FaultyMember.with(opened, key, random.nextBoolean());
                        }))
                .toArray(FaultyMember[]::new);
        FaultyMember.run(simulation, members);
        Set<PlatformId> guilty = liars.stream().map(liar -> liar.id).collect(Collectors.toSet());
        for (DummyFinding finding : findings(diagnosis(simulation.hospitals.get(0)))) {
            assertThat(finding.kind()).isNotIn(Kind.SERVER, Kind.TAG_KEYS);
            if (finding.kind() == Kind.PAIR) {
                assertThat(finding.platforms()).containsAnyElementsOf(guilty);
            } else {
                assertThat(guilty).containsAll(finding.platforms());
            }
        }
    }

    private void faulty(UnaryOperator<Upload> upload, UnaryOperator<Reveal> reveal) {
        FaultyMember.run(
                simulation,
                new FaultyMember(simulation, culprit).uploading(upload).opening(reveal));
    }

    private void everyoneFinds(List<DummyFinding> expected) {
        everyoneFinds(expected, ROUNDS);
    }

    private void everyoneFinds(List<DummyFinding> expected, int rounds) {
        membersFind(expected, rounds);
        Diagnosis servers = Diagnosis.NOTHING_YET;
        for (ServerNotice notice : simulation.serverNotices) {
            if (notice instanceof ServerNotice.DummyReady ready) {
                servers = servers.with(ready.round().round(), ready.round().judge());
            }
        }
        assertThat(servers).isEqualTo(diagnosis(simulation.hospitals.get(0)));
    }

    private void membersFind(List<DummyFinding> expected) {
        membersFind(expected, ROUNDS);
    }

    private void membersFind(List<DummyFinding> expected, int rounds) {
        List<Long> all = IntStream.range(0, rounds).mapToObj(Long::valueOf).toList();
        for (Hospital hospital : simulation.hospitals) {
            assertThat(hospital.stopped).isEmpty();
            assertThat(hospital.isFinished).isTrue();
            assertThat(hospital.sums).isEmpty();
            assertThat(hospital.sizes).isEmpty();
            Diagnosis diagnosis = diagnosis(hospital);
            assertThat(diagnosis.rounds()).isEqualTo(rounds);
            assertThat(findings(diagnosis)).isEqualTo(expected);
            assertThat(diagnosis.faults())
                    .allSatisfy(fault -> assertThat(fault.rounds()).isEqualTo(all));
        }
    }

    private static List<DummyFinding> findings(Diagnosis diagnosis) {
        return diagnosis.faults().stream().map(Diagnosis.Fault::finding).toList();
    }

    private static Diagnosis diagnosis(Hospital hospital) {
        Diagnosis diagnosis = Diagnosis.NOTHING_YET;
        for (PlatformNotice.DummyOpened opened : hospital.dummies) {
            diagnosis = diagnosis.with(opened.round().round(), opened.round().judge());
        }
        return diagnosis;
    }

    private static DummyFinding upload(Hospital hospital, boolean words, boolean tag) {
        return new DummyFinding(Kind.UPLOAD, List.of(hospital.id), words, tag);
    }

    private static DummyFinding server(boolean words, boolean tag) {
        return new DummyFinding(Kind.SERVER, List.of(), words, tag);
    }

    /** The upload of the first member, as its phase still holds it. */
    private Upload dropped(Result result) {
        return Optional.of(simulation.hospitals.get(0).phase)
                .filter(AwaitingDummySum.class::isInstance)
                .map(AwaitingDummySum.class::cast)
                .map(waiting -> waiting.upload().message())
                .filter(upload -> upload.context().equals(result.context()))
                .orElseThrow();
    }

    private static Tag minus(Tag one, Tag other) {
        return new Tag(minus(one.first(), other.first()), minus(one.second(), other.second()));
    }

    private static Upload altered(Upload upload, int word) {
        RingVector vector = upload.vector().copy();
        vector.set(word, vector.word(word) ^ 1);
        return Upload.of(upload.context(), upload.platform(), upload.tag(), vector);
    }

    private static Upload tagged(Upload upload, Tag shift) {
        return Upload.of(upload.context(), upload.platform(), upload.tag().plus(shift), upload.vector());
    }

    private static OpenedMask otherSeed(OpenedMask mask) {
        return new OpenedMask(Digest.of(new byte[] {9}), mask.fieldSeed(), mask.pads());
    }

    /** Adds the stream of that seed to the words, or takes it off as the member with the higher id does. */
    private static void shift(RingVector words, Digest seed, boolean subtracted) {
        byte[] stream = new byte[words.size() * Integer.BYTES];
        try (Keystream keystream = Keystream.consuming(SecretBytes.owning(seed.bytes()))) {
            keystream.next(stream, 0, stream.length);
        }
        if (subtracted) {
            words.subtractKeystream(stream, 0, words.size());
        } else {
            words.addKeystream(stream, 0, words.size());
        }
    }
}
