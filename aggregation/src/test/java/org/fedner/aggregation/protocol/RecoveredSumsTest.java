package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.masking.RoundContext;
import org.fedner.aggregation.masking.RoundMasking;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Recovered;
import org.fedner.aggregation.message.RevealedShare;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;
import org.junit.jupiter.api.Test;

/** RECOVERED, as survivors, drop-outs and members that were cut off judge it. */
class RecoveredSumsTest extends CalledRoundCase {

    private int examples;

    @Override
    int examples(int number) {
        return examples;
    }

    @Test
    void aSumOfTooFewOrOfWhoTookNoPartStops() {
        stops(4, ids(0, 1, 2, 3, 4), ids(0, 1, 2), AbortReason.SURVIVORS_REFUSED);
        RoundContext smaller = round.between(3).at().called(ids(0, 1, 2, 4));
        RoundByHand.stops(
                round.between(3),
                round.fromServer(sum(smaller.digest(), ids(0, 1, 2, 4), ids(0, 1, 2, 3))),
                AbortReason.SURVIVORS_REFUSED);
    }

    @Test
    void aSumAmongStrangersStops() {
        PlatformId stranger = new PlatformId(-1, -1);
        List<PlatformId> participants = List.of(id(0), id(1), id(2), id(3), stranger);
        RoundContext context = round.between(4).at().called(participants);
        RoundByHand.stops(
                round.between(4),
                round.fromServer(sum(context.digest(), participants, ids(0, 1, 2, 3))),
                AbortReason.SURVIVORS_REFUSED);
    }

    @Test
    void nobodyIsASurvivorWithoutHavingUploaded() {
        stops(4, ids(0, 1, 2, 3, 4), ids(0, 1, 2, 4), AbortReason.SURVIVORS_REFUSED);
        PlatformPhase asked = round.asked(3);
        RoundByHand.stops(
                asked,
                round.fromServer(sum(context(), ids(0, 1, 2, 3, 4), ids(0, 1, 2, 3))),
                AbortReason.SURVIVORS_REFUSED);
    }

    @Test
    void aSumOfAnotherSizeOrWithAnotherTagStops() {
        Recovered right = (Recovered) recovered().outcome().message();
        Recovered shorter = Recovered.of(
                right.context(),
                right.tag(),
                right.uploads(),
                right.participants(),
                right.survivors(),
                Ring.Z32.zero(1));
        RoundByHand.stops(answering.get(id(0)), round.fromServer(shorter), AbortReason.TAG_WRONG);
        Recovered other = Recovered.of(
                right.context(),
                right.tag().plus(new Tag(0, 1)),
                right.uploads(),
                right.participants(),
                right.survivors(),
                right.sum());
        RoundByHand.stops(answering.get(id(1)), round.fromServer(other), AbortReason.TAG_WRONG);
    }

    @Test
    void whoSignedAListAcceptsNoSumOfOthers() {
        recovered();
        RoundByHand.stops(
                signing.get(id(0)),
                round.fromServer(sum(context(), ids(0, 1, 2, 3, 4), ids(0, 1, 2, 4))),
                AbortReason.CONTEXT_DIFFERS);
        RoundByHand.stops(
                answering.get(id(1)),
                round.fromServer(sum(context(), ids(0, 1, 2, 3, 4), ids(0, 1, 2, 4))),
                AbortReason.CONTEXT_DIFFERS);
    }

    @Test
    void aSumOfAnotherContextStopsAndTheSameOneAgainIsIgnored() {
        RoundDecided decided = recovered();
        RoundByHand.stops(
                answering.get(id(0)),
                round.fromServer(sum(Digest.of(), ids(0, 1, 2, 3, 4), ids(0, 1, 2, 3))),
                AbortReason.CONTEXT_DIFFERS);
        PlatformPhase between = answering
                .get(id(1))
                .on(new PlatformEvent.Received(decided.outcome()))
                .next();
        RoundByHand.ignores(between, new PlatformEvent.Received(decided.outcome()));
        assertThat(between).isInstanceOf(BetweenRounds.class);
    }

    @Test
    void fullBatchesOfAllSurvivorsAndEmptyOnesAreCountsWithinTheCaps() {
        for (int count : new int[] {0, Simulation.LARGEST_EXAMPLES}) {
            RecoveredSumsTest fresh = new RecoveredSumsTest();
            fresh.examples = count;
            RoundDecided decided = fresh.recovered();
            PlatformStep step = fresh.answering.get(fresh.id(0)).on(new PlatformEvent.Received(decided.outcome()));
            assertThat(step.notices())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            PlatformNotice.SumVerified.class,
                            verified -> assertThat(verified.sum().word(0)).isEqualTo((long) SURVIVORS * count));
        }
    }

    @Test
    void aCountBeyondTheCapsOfAllSurvivorsOrBelowNothingStopsWhoeverVerifiesIt() {
        for (int count : new int[] {-1, SURVIVORS * Simulation.LARGEST_EXAMPLES + 1}) {
            RecoveredSumsTest fresh = new RecoveredSumsTest();
            fresh.liesAbout(count);
            RoundDecided decided = fresh.recovered();
            RoundByHand.stops(
                    fresh.answering.get(fresh.id(1)),
                    new PlatformEvent.Received(decided.outcome()),
                    AbortReason.COUNT_OUT_OF_RANGE);
        }
    }

    @Test
    void whoStopsKeepsNothingOfWhatItDealtOrSharesWithOthers() {
        AwaitingCalledInput asked = (AwaitingCalledInput) round.asked(0);
        EpochSecrets secrets = asked.at().keyed().secrets();
        Dealer dealer = secrets.dealer();
        ShareChannel channel = dealer.channel(id(1));
        HeldShare own = dealer.dealing(2).flatMap(Dealing::own).orElseThrow();
        assertThat(dealer.dealing(1)).isPresent();
        assertThat(secrets.ackTags(context(), ids(1, 2))).hasSize(2);
        asked.on(new PlatformEvent.StopRequested());
        assertThat(dealer.dealing(1)).isEmpty();
        assertThat(dealer.dealing(2)).isEmpty();
        assertThat(secrets.ackTags(context(), ids(1, 2))).isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> channel.seal(3, own));
        assertThatIllegalStateException().isThrownBy(secrets::advance);
        assertThatIllegalStateException()
                .isThrownBy(() -> secrets.tagKey(asked.round().context()));
    }

    @Test
    void afterTheSumNothingIsLeftOfWhatWasDealtForItsRound() {
        Dealer dealer = round.between(0).at().keyed().secrets().dealer();
        Dealing dealt = dealer.dealing(1).orElseThrow();
        RoundDecided decided = recovered();
        answering.get(id(0)).on(new PlatformEvent.Received(decided.outcome()));
        assertThat(dealer.dealing(1)).isEmpty();
        assertThat(dealer.dealing(2)).isPresent();
        assertErased(dealt);
    }

    @Test
    void whoStopsErasesWhatItDealtForBothRounds() {
        AwaitingCalledInput asked = (AwaitingCalledInput) round.asked(1);
        Dealer dealer = asked.at().keyed().secrets().dealer();
        Dealing called = dealer.dealing(1).orElseThrow();
        Dealing next = dealer.dealing(2).orElseThrow();
        asked.on(new PlatformEvent.StopRequested());
        assertErased(called);
        assertErased(next);
    }

    private void assertErased(Dealing dealing) {
        ByteString zeros = ByteString.of(new byte[RevealedShare.SHARE_BYTES]);
        HeldShare own = dealing.own().orElseThrow();
        assertThat(own.revealSelf(id(0)).share()).isEqualTo(zeros);
        assertThat(own.revealPairs(id(0)).share()).isEqualTo(zeros);
        Digest transcript = collecting.round().at().transcript();
        long number = dealing.shares().message().round();
        assertThat(dealing.selfSecret()
                        .commitment(
                                transcript,
                                number,
                                dealing.shares().message().platform().bytes()))
                .isNotEqualTo(dealing.shares().message().selfCommitment());
    }

    private void liesAbout(int count) {
        AwaitingCalledInput asked = (AwaitingCalledInput) round.asked(0);
        RingVector input = round.input(count);
        RoundMasking masking = asked.at()
                .keyed()
                .secrets()
                .masking(asked.round().context(), asked.round().participants());
        Tag tag = masking.mask(input);
        WireMessage<Upload> upload = asked.membership().sign(Upload.of(context(), id(0), tag, input));
        platforms.put(id(0), new AwaitingSurvivors(asked.round(), upload));
    }

    private void stops(int number, List<PlatformId> participants, List<PlatformId> survivors, AbortReason reason) {
        RoundByHand.stops(round.between(number), round.fromServer(sum(context(), participants, survivors)), reason);
    }

    private Digest context() {
        return collecting.round().context().digest();
    }

    private PlatformId id(int number) {
        return round.hospital(number).id;
    }

    private static Recovered sum(Digest context, List<PlatformId> participants, List<PlatformId> survivors) {
        return Recovered.of(
                context, Tag.ZERO, Digest.of(), participants, survivors, Ring.Z32.zero(Simulation.INPUT_WORDS));
    }
}
