package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.fedner.aggregation.encoding.Ring32Vector;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.evidence.Exhibit;
import org.fedner.aggregation.evidence.Exhibit.Proposed;
import org.fedner.aggregation.evidence.Exhibit.SumNamed;
import org.fedner.aggregation.evidence.Exhibit.Summed;
import org.fedner.aggregation.evidence.Exhibit.UploadNamed;
import org.fedner.aggregation.evidence.Exhibit.Uploaded;
import org.fedner.aggregation.evidence.Exhibit.Voided;
import org.fedner.aggregation.evidence.Inquiry;
import org.fedner.aggregation.evidence.Verdict;
import org.fedner.aggregation.evidence.Verdict.Finding;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.ResultHead;
import org.fedner.aggregation.message.RoundVoid;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.signing.SigningKey;
import org.junit.jupiter.api.Test;

/** After a refused sum: the server is convicted exactly when it lied, and nobody who signed once ever is. */
class RefusedSumTest extends LyingServerCase {

    private Simulation simulation = new Simulation(PLATFORMS, ROUNDS, 90);

    @Test
    void aServerThatFalsifiesTheSumIsConvictedByTheFilesOfAllPlatforms() {
        falsify(result -> sumOf(result, 5));
        assertThat(findings(everyFile())).containsExactly(Finding.SUM_DIFFERS);
    }

    @Test
    void aServerThatFalsifiesTheTagIsConvicted() {
        falsify(result ->
                Result.of(result.context(), result.tag().plus(new Tag(1, 0)), result.uploads(), result.sum()));
        assertThat(findings(everyFile())).containsExactly(Finding.SUM_DIFFERS);
    }

    @Test
    void aServerThatLeavesAVectorOutIsConvictedThoughItsSumIsOfAnotherSize() {
        falsify(result -> Result.of(result.context(), result.tag(), result.uploads(), RingVector.owning(new int[3])));
        assertThat(findings(everyFile())).containsExactly(Finding.SUM_DIFFERS);
    }

    @Test
    void aServerThatAddedWhatItWasSentIsClearedWhenAMembersTagIsWrong() {
        memberSends(upload -> Upload.of(upload.context(), upload.platform(), other(upload.tag()), upload.vector()));
        assertThat(findings(everyFile())).containsExactly(Finding.SUM_HOLDS);
    }

    @Test
    void aServerThatAddedWhatItWasSentIsClearedWhenAMembersVectorIsNotWhatItTagged() {
        memberSends(upload -> {
            RingVector vector = upload.vector().copy();
            vector.set(3, vector.word(3) ^ 1);
            return Upload.of(upload.context(), upload.platform(), upload.tag(), vector);
        });
        assertThat(findings(everyFile())).containsExactly(Finding.SUM_HOLDS);
    }

    @Test
    void withoutAPlatformsFileTheVerdictNamesThePlatform() {
        falsify(result -> sumOf(result, 5));
        List<List<Exhibit>> files = everyFile();
        Hospital absent = simulation.hospitals.get(2);
        files.remove(2);
        Verdict verdict = judge(files).get(0);
        assertThat(verdict.finding()).isEqualTo(Finding.UPLOADS_WANTED);
        assertThat(verdict.platforms()).containsExactly("hospital " + absent.id);
    }

    @Test
    void aPlatformThatShowsAnotherUploadThanItSentCannotConvictTheServer() {
        memberSends(upload -> Upload.of(upload.context(), upload.platform(), other(upload.tag()), upload.vector()));
        List<List<Exhibit>> files = everyFile();
        Hospital liar = simulation.hospitals.get(1);
        PlatformNotice.SumRefused own = liar.refusedSums.get(0);
        Upload sent = own.upload().message();
        RingVector vector = sent.vector().copy();
        vector.set(1, vector.word(1) ^ 1);
        WireMessage<Upload> second = WireMessage.sign(
                Upload.of(sent.context(), sent.platform(), sent.tag(), vector),
                own.proposal().epochDigest(),
                liar.key);
        files.set(1, List.of(new Proposed(own.proposal()), new Uploaded(second), new Summed(own.result())));
        assertThat(findings(files)).containsExactly(Finding.HEADS_WANTED);
        files.add(defence(own));
        Verdict verdict = judge(files).get(0);
        assertThat(verdict.finding()).isEqualTo(Finding.TWO_UPLOADS);
        assertThat(verdict.platforms()).containsExactly("hospital " + liar.id);
    }

    @Test
    void aServerThatNamesUploadsNobodyMadeIsConvictedOnceItWasAskedForThem() {
        falsify(result -> Result.of(
                result.context(), result.tag(), Digest.of(), sumOf(result, 5).sum()));
        Inquiry inquiry = inquiry(everyFile());
        assertThat(inquiry.verdicts(false)).extracting(Verdict::finding).containsExactly(Finding.HEADS_WANTED);
        assertThat(inquiry.verdicts(true)).extracting(Verdict::finding).containsExactly(Finding.NO_DEFENCE);
    }

    @Test
    void twoResultsForOneAttemptConvictByTheirHeadsAlone() {
        falsify(result -> sumOf(result, 5));
        PlatformNotice.SumRefused refused =
                simulation.hospitals.get(0).refusedSums.get(0);
        WireMessage<Result> truth = truth(refused);
        List<Exhibit> file = List.of(
                new Proposed(refused.proposal()),
                new SumNamed(ResultHead.of(refused.result())),
                new SumNamed(ResultHead.of(truth)));
        assertThat(findings(List.of(file))).containsExactly(Finding.TWO_OUTCOMES);
    }

    @Test
    void aResultAndAVoidForOneAttemptConvict() {
        falsify(result -> sumOf(result, 5));
        PlatformNotice.SumRefused refused =
                simulation.hospitals.get(0).refusedSums.get(0);
        WireMessage<RoundVoid> voided = WireMessage.sign(
                new RoundVoid(refused.result().message().context(), List.of()),
                refused.proposal().epochDigest(),
                simulation.serverKey);
        List<Exhibit> file = List.of(
                new Proposed(refused.proposal()), new SumNamed(ResultHead.of(refused.result())), new Voided(voided));
        assertThat(findings(List.of(file))).containsExactly(Finding.TWO_OUTCOMES);
    }

    @Test
    void verifiedSumsAloneAreNoDispute() {
        falsify(result -> sumOf(result, 5));
        PlatformNotice.SumRefused refused =
                simulation.hospitals.get(0).refusedSums.get(0);
        List<Exhibit> file = List.of(new Proposed(refused.proposal()), new SumNamed(ResultHead.of(refused.result())));
        assertThat(judge(List.of(file))).isEmpty();
    }

    @Test
    void whatIsNotSignedByThePartyItNamesIsNoEvidence() {
        falsify(result -> sumOf(result, 5));
        PlatformNotice.SumRefused refused =
                simulation.hospitals.get(0).refusedSums.get(0);
        Digest epoch = refused.proposal().epochDigest();
        SigningKey stranger = SigningKey.generate(new SeededRandom(4711));
        Inquiry inquiry = new Inquiry(simulation.authority.verifyingKey());
        Inquiry.Hearing hearing = inquiry.hearing();
        assertThat(hearing.hear(new Uploaded(refused.upload()))).contains(Inquiry.Objection.NO_EPOCH);
        assertThat(hearing.hear(new Proposed(refused.proposal()))).isEmpty();
        assertThat(hearing.hear(new Uploaded(WireMessage.sign(refused.upload().message(), epoch, stranger))))
                .contains(Inquiry.Objection.BAD_SIGNATURE);
        assertThat(hearing.hear(new Summed(WireMessage.sign(refused.result().message(), epoch, stranger))))
                .contains(Inquiry.Objection.BAD_SIGNATURE);
        assertThat(hearing.hear(new SumNamed(ResultHead.of(
                        WireMessage.sign(refused.result().message(), Digest.of(), simulation.serverKey)))))
                .contains(Inquiry.Objection.BAD_SIGNATURE);
        assertThat(hearing.hear(new Voided(WireMessage.sign(
                        new RoundVoid(refused.result().message().context(), List.of()), epoch, stranger))))
                .contains(Inquiry.Objection.BAD_SIGNATURE);
        assertThat(inquiry.verdicts(false)).isEmpty();
    }

    @Test
    void anotherAuthoritysFederationIsNoEvidence() {
        falsify(result -> sumOf(result, 5));
        Inquiry inquiry =
                new Inquiry(SigningKey.generate(new SeededRandom(4712)).verifyingKey());
        for (List<Exhibit> file : everyFile()) {
            Inquiry.Hearing hearing = inquiry.hearing();
            file.forEach(exhibit -> assertThat(hearing.hear(exhibit)).contains(Inquiry.Objection.NOT_THIS_FEDERATION));
        }
        assertThat(inquiry.verdicts(false)).isEmpty();
    }

    /** Whatever platforms sign and show, in any choice and order: a server that added correctly is not convicted. */
    @Property(tries = 60)
    @LongProperty
    void anHonestServerIsNeverConvicted(@ForAll long seed) {
        simulation = new Simulation(PLATFORMS, 1, 91);
        memberSends(upload -> Upload.of(upload.context(), upload.platform(), other(upload.tag()), upload.vector()));
        SeededRandom random = new SeededRandom(seed);
        List<List<Exhibit>> files = new ArrayList<>();
        for (Hospital hospital : simulation.hospitals) {
            PlatformNotice.SumRefused own = hospital.refusedSums.get(0);
            List<Exhibit> file = new ArrayList<>(List.of(new Proposed(own.proposal())));
            for (int i = random.nextInt(4); i > 0; i--) {
                Upload sent = own.upload().message();
                RingVector vector = sent.vector().copy();
                int changed = random.nextInt(vector.size());
                vector.set(changed, vector.word(changed) ^ random.nextInt(2));
                Tag tag = random.nextBoolean() ? sent.tag() : other(sent.tag());
                file.add(new Uploaded(WireMessage.sign(
                        Upload.of(sent.context(), sent.platform(), tag, vector),
                        own.proposal().epochDigest(),
                        hospital.key)));
            }
            if (random.nextBoolean()) {
                file.add(new Summed(own.result()));
            }
            files.add(file);
        }
        assertThat(judge(files)).noneMatch(verdict -> verdict.finding().outcome() == Verdict.Outcome.SERVER_CONVICTED);
    }

    private void falsify(UnaryOperator<Result> lie) {
        lie(simulation, Result.class, (to, result) -> isTraining(result) ? lie.apply(result) : result);
        simulation.begin().run();
        everyoneRefused();
    }

    /** The second platform signs something else than its phase did; the server is honest. */
    private void memberSends(UnaryOperator<Upload> lie) {
        Hospital liar = simulation.hospitals.get(1);
        simulation.begin();
        while (!simulation.packets.isEmpty() && liar.refusedSums.isEmpty()) {
            Simulation.Packet packet = simulation.packets.poll();
            Optional<Upload> upload = packet.toServer() && packet.platform().equals(liar.id)
                    ? parsed(packet).as(Upload.class).map(WireMessage::message)
                    : Optional.empty();
            if (upload.filter(sent -> sent.vector().size() > 1).isPresent()) {
                AwaitingResult waiting = (AwaitingResult) liar.phase;
                WireMessage<Upload> sent = WireMessage.sign(lie.apply(upload.get()), epochOf(simulation), liar.key);
                liar.phase = new AwaitingResult(waiting.at(), waiting.request(), waiting.masking(), sent);
                packet = new Simulation.Packet(liar.id, true, sent.bytes());
            }
            simulation.deliver(packet);
        }
        simulation.run();
        everyoneRefused();
    }

    private void everyoneRefused() {
        assertThat(simulation.hospitals)
                .allSatisfy(hospital -> assertThat(hospital.refusedSums).hasSize(1));
    }

    private List<List<Exhibit>> everyFile() {
        List<List<Exhibit>> files = new ArrayList<>();
        for (Hospital hospital : simulation.hospitals) {
            PlatformNotice.SumRefused own = hospital.refusedSums.get(0);
            files.add(List.of(new Proposed(own.proposal()), new Uploaded(own.upload()), new Summed(own.result())));
        }
        return files;
    }

    /** What the server keeps: the heads it named. */
    private List<Exhibit> defence(PlatformNotice.SumRefused refused) {
        List<Exhibit> file = new ArrayList<>(List.of(new Proposed(refused.proposal())));
        ready(refused).uploads().forEach(head -> file.add(new UploadNamed(head)));
        return file;
    }

    private WireMessage<Result> truth(PlatformNotice.SumRefused refused) {
        return ready(refused).result().as(Result.class).orElseThrow();
    }

    private ServerNotice.SumReady ready(PlatformNotice.SumRefused refused) {
        return simulation.serverNotices.stream()
                .filter(ServerNotice.SumReady.class::isInstance)
                .map(ServerNotice.SumReady.class::cast)
                .filter(ready -> ready.result()
                        .message()
                        .context()
                        .equals(refused.result().message().context()))
                .findFirst()
                .orElseThrow();
    }

    private List<Verdict> judge(List<List<Exhibit>> files) {
        return inquiry(files).verdicts(false);
    }

    private Inquiry inquiry(List<List<Exhibit>> files) {
        Inquiry inquiry = new Inquiry(simulation.authority.verifyingKey());
        for (List<Exhibit> file : files) {
            Inquiry.Hearing hearing = inquiry.hearing();
            file.forEach(exhibit -> assertThat(hearing.hear(exhibit)).isEmpty());
        }
        return inquiry;
    }

    private List<Finding> findings(List<List<Exhibit>> files) {
        return judge(files).stream().map(Verdict::finding).toList();
    }

    private static Result sumOf(Result result, int index) {
        int[] words = ((Ring32Vector) result.sum()).words().clone();
        words[index]++;
        return Result.of(result.context(), result.tag(), result.uploads(), RingVector.owning(words));
    }

    private static Tag other(Tag tag) {
        return tag.plus(new Tag(0, 1));
    }
}
