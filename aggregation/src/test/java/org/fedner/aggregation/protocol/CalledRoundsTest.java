package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Call;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.RoundVoid;
import org.fedner.aggregation.message.Shares;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;
import org.junit.jupiter.api.Test;

/** A round of mode R as one platform sees it, from CALL on: what leads on, what is ignored, what is answered again, what stops. */
class CalledRoundsTest {

    private static final Digest OTHER = Digest.of(new byte[] {9});
    private static final int MEMBERS = 5;

    private final RoundByHand round = new RoundByHand(new Simulation(MEMBERS, 2, 74).recoverable(3, 1));

    @Test
    void aCallNamesThisEpochStateAndLayoutOrStops() {
        Call call = round.call();
        stops(0, new Call(OTHER, 1, call.state(), call.layout(), 1, call.participants()), AbortReason.CONTEXT_DIFFERS);
        stops(1, new Call(call.epoch(), 1, OTHER, call.layout(), 1, call.participants()), AbortReason.STATE_DIFFERS);
        stops(2, new Call(call.epoch(), 1, call.state(), OTHER, 1, call.participants()), AbortReason.CONTEXT_DIFFERS);
    }

    @Test
    void nobodyIsCalledInModeF() {
        RoundByHand oneFlight = new RoundByHand(new Simulation(3, 2, 73));
        Call call = new Call(
                oneFlight.epoch,
                1,
                oneFlight.open().state(),
                oneFlight.open().layout(),
                1,
                oneFlight.between(0).membership().epoch().members());
        RoundByHand.stops(oneFlight.between(0), oneFlight.fromServer(call), AbortReason.CONTEXT_DIFFERS);
    }

    @Test
    void whoKnowsOfARevocationAnswersNoCall() {
        round.hospital(0).revoked.add(round.hospital(4).id);
        stops(0, round.call(), AbortReason.STALE_ROSTER);
    }

    @Test
    void aCallMaySkipSixteenRoundsThatWereVoidMeanwhileAndNoMore() {
        List<PlatformId> others = without(0);
        PlatformStep step = round.between(0).on(round.fromServer(called(17, others)));
        assertThat(step.next()).isInstanceOf(SittingOut.class);
        assertThat(step.messages()).singleElement().satisfies(dealt -> assertThat(((Shares) dealt.message()).round())
                .isEqualTo(18));
        stops(1, called(18, without(1)), AbortReason.ROUND_NOT_INCREASING);
        stops(2, called(2, round.call().participants()), AbortReason.LIST_ALTERED); // it dealt nothing for that round
    }

    @Test
    void theFewestSurvivorsAreEnoughParticipantsAndOneLessIsNot() {
        Epoch epoch = round.between(0).membership().epoch();
        List<PlatformId> fewest = round.call().participants().subList(0, epoch.fewestSurvivors());
        assertThat(fewest).hasSizeLessThan(MEMBERS);
        PlatformStep step = round.between(0).on(round.fromServer(called(1, fewest)));
        assertThat(step.next()).isInstanceOf(AwaitingCalledInput.class);
        stops(1, called(1, fewest.subList(0, fewest.size() - 1)), AbortReason.SURVIVORS_REFUSED);
        List<PlatformId> withStranger = new ArrayList<>(round.call().participants());
        withStranger.add(new PlatformId(-1, -1));
        stops(2, called(1, withStranger), AbortReason.SURVIVORS_REFUSED);
    }

    @Test
    void whoIsCalledDealsForTheNextRoundAndIsAskedForAnInput() {
        PlatformStep step = round.between(0).on(new PlatformEvent.Received(round.request(0)));
        AwaitingCalledInput called = (AwaitingCalledInput) step.next();
        assertThat(step.messages()).singleElement().satisfies(dealt -> assertThat(((Shares) dealt.message()).round())
                .isEqualTo(2));
        assertThat(step.notices())
                .containsExactly(new PlatformNotice.InputWanted(
                        called.round().context().digest(), 1, 0, round.call().deadlineMillis()));
    }

    @Test
    void aCallThatComesAgainIsAnsweredWithTheSameBytes() {
        PlatformStep first = round.between(0).on(new PlatformEvent.Received(round.request(0)));
        answersAgain(first.next(), first.messages());
        AwaitingSurvivors uploaded = uploaded(first.next(), 3);
        List<WireMessage<?>> both = new ArrayList<>(first.messages());
        both.add(uploaded.upload());
        answersAgain(uploaded, both);
        PlatformStep out = round.between(1).on(round.fromServer(called(1, without(1))));
        assertThat(out.next()
                        .on(round.fromServer(called(1, without(1))))
                        .messages()
                        .equals(out.messages()))
                .isTrue();
    }

    private void answersAgain(PlatformPhase phase, List<WireMessage<?>> said) {
        Call call = round.call();
        for (PlatformEvent.Received again : List.of(
                new PlatformEvent.Received(round.request(0)),
                round.fromServer(new Call(call.epoch(), 1, call.state(), call.layout(), 77, call.participants())))) {
            PlatformStep step = phase.on(again);
            assertThat(step.next()).isSameAs(phase);
            assertThat(step.messages().equals(said)).isTrue();
        }
    }

    @Test
    void anotherCallForTheSameRoundStops() {
        Call call = round.call();
        RoundByHand.stops(round.asked(0), round.fromServer(called(1, without(4))), AbortReason.CONTEXT_DIFFERS);
        RoundByHand.stops(
                round.asked(1),
                round.fromServer(new Call(OTHER, 1, call.state(), call.layout(), 1, call.participants())),
                AbortReason.CONTEXT_DIFFERS);
    }

    @Test
    void theNextCallVoidsTheRoundAndAsksForAnotherInput() {
        AwaitingSurvivors uploaded = uploaded(round.asked(0), 3);
        PlatformStep step = uploaded.on(round.fromServer(called(2, round.call().participants())));
        AwaitingCalledInput next = (AwaitingCalledInput) step.next();
        assertThat(step.notices())
                .containsExactly(
                        voided(uploaded, List.of()),
                        new PlatformNotice.InputWanted(next.round().context().digest(), 2, 0, 1));
        AwaitingSurvivors inVain = uploaded(round.asked(1), 3);
        round.hospital(1).voidsAllowed = 0;
        RoundByHand.stops(
                inVain, round.fromServer(called(2, round.call().participants())), AbortReason.BUDGET_EXCEEDED);
    }

    @Test
    void aVoidEndsTheRoundAndItsCallAgainIsIgnored() {
        AwaitingSurvivors uploaded = uploaded(round.asked(0), 3);
        RoundVoid outcome = new RoundVoid(uploaded.round().context().digest(), without(0));
        PlatformStep step = uploaded.on(round.fromServer(outcome));
        BetweenRounds between = (BetweenRounds) step.next();
        assertThat(between.at().attempt()).isEqualTo(new Attempt(2, 0));
        assertThat(step.notices()).containsExactly(voided(uploaded, without(0)));
        Call call = round.call();
        RoundByHand.ignores(
                between,
                round.fromServer(new Call(call.epoch(), 1, call.state(), call.layout(), 77, call.participants())));
        RoundByHand.stops(between, round.fromServer(called(1, without(4))), AbortReason.ROUND_NOT_INCREASING);

        AwaitingSurvivors inVain = uploaded(round.asked(1), 3);
        round.hospital(1).voidsAllowed = 0;
        RoundByHand.stops(inVain, round.fromServer(outcome), AbortReason.BUDGET_EXCEEDED);
    }

    @Test
    void aVoidOfAnotherRoundIsIgnored() {
        RoundByHand.ignores(round.asked(0), round.fromServer(new RoundVoid(OTHER, List.of())));
    }

    @Test
    void whoSitsOutHasNoBatchToBeToldOf() {
        SittingOut out = (SittingOut)
                round.between(0).on(round.fromServer(called(1, without(0)))).next();
        PlatformStep voided =
                out.on(round.fromServer(new RoundVoid(out.round().context().digest(), List.of())));
        assertThat(voided.next()).isInstanceOf(BetweenRounds.class);
        assertThat(voided.notices()).isEmpty();
        SittingOut other = (SittingOut)
                round.between(1).on(round.fromServer(called(1, without(1)))).next();
        assertThat(RoundByHand.stops(other, new PlatformEvent.StopRequested(), AbortReason.STOPPED))
                .isEmpty();
    }

    @Test
    void theEndOfTheEpochVoidsTheRoundForWhoeverTakesPart() {
        AwaitingCalledInput asked = (AwaitingCalledInput) round.asked(0);
        assertThat(RoundByHand.stops(asked, new PlatformEvent.StopRequested(), AbortReason.STOPPED))
                .containsExactly(voided(asked, List.of()));
        AwaitingSurvivors uploaded = uploaded(round.asked(1), 3);
        assertThat(RoundByHand.stops(uploaded, new PlatformEvent.StopRequested(), AbortReason.STOPPED))
                .containsExactly(voided(uploaded, List.of()));
    }

    @Test
    void anInputForAnotherContextIsDiscardedAndOneBeyondTheCapsIsTheProcesssMistake() {
        AwaitingCalledInput asked = (AwaitingCalledInput) round.asked(0);
        PlatformStep step = asked.on(new PlatformEvent.InputReady(OTHER, round.input(3)));
        assertThat(step.next()).isSameAs(asked);
        assertThat(step.notices()).containsExactly(new PlatformNotice.InputDiscarded(OTHER));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> uploaded(asked, Simulation.LARGEST_EXAMPLES + 1))
                .withMessageContaining("a batch of");
    }

    @Test
    void whoSignedAListKeepsItsSharesUntilTheRoundEnds() {
        HeldBackAcks acks = new HeldBackAcks(new Simulation(MEMBERS, 2, 75).recoverable(3, 1));
        AwaitingQuorum signed = acks.phase();
        Digest context = signed.round().context().digest();
        assertThat(RoundByHand.stops(signed, new PlatformEvent.StopRequested(), AbortReason.STOPPED))
                .containsExactly(voided(signed, List.of()));
        assertThatIllegalStateException()
                .isThrownBy(() -> signed.shares().answer(context, signed.round().own(), signed.possibleSurvivors()));
    }

    @Test
    void afterItsAnswerAPlatformAnswersTheQuorumAgainAndIgnoresTheList() {
        Simulation simulation = new Simulation(MEMBERS, 2, 76).recoverable(3, 1).begin();
        Hospital hospital = simulation.hospitals.get(1);
        AwaitingRecovered answered = Moments.of(simulation, hospital, AwaitingRecovered.class);
        PlatformStep again = answered.on(new PlatformEvent.Received(answered.request()));
        assertThat(again.next()).isSameAs(answered);
        assertThat(again.messages().equals(List.of(answered.sent()))).isTrue();
        RoundByHand.ignores(answered, new PlatformEvent.Received(answered.survivors()));
        assertThat(answered.on(new PlatformEvent.Received(answered.round().call())))
                .isEqualTo(PlatformStep.to(answered));
        assertThat(RoundByHand.stops(answered, new PlatformEvent.StopRequested(), AbortReason.STOPPED))
                .containsExactly(voided(answered, List.of()));
    }

    private void stops(int number, Call call, AbortReason reason) {
        RoundByHand.stops(round.between(number), round.fromServer(call), reason);
    }

    private Call called(long number, List<PlatformId> participants) {
        Call call = round.call();
        return new Call(call.epoch(), number, call.state(), call.layout(), 1, participants);
    }

    private List<PlatformId> without(int number) {
        PlatformId one = round.hospital(number).id;
        return round.call().participants().stream()
                .filter(id -> !id.equals(one))
                .toList();
    }

    private AwaitingSurvivors uploaded(PlatformPhase asked, int examples) {
        Digest context = ((AwaitingCalledInput) asked).round().context().digest();
        return (AwaitingSurvivors) asked.on(new PlatformEvent.InputReady(context, round.input(examples)))
                .next();
    }

    private static PlatformNotice voided(CalledPhase phase, List<PlatformId> missing) {
        return new PlatformNotice.RoundVoided(
                phase.round().context().digest(), phase.at().attempt().round(), 0, missing);
    }
}
