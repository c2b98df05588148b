package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.fedner.aggregation.encoding.JointVector;
import org.fedner.aggregation.encoding.Ring32Vector;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.encoding.RowSet;
import org.fedner.aggregation.encoding.RowTable;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.message.Abort;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Leave;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.Opened;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Recovered;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.RoundVoid;
import org.fedner.aggregation.message.Standing;
import org.fedner.crypto.expansion.Digest;
import org.junit.jupiter.api.Test;

/** A round of mode F as one platform sees it: which requests, inputs and outcomes lead on, which are ignored, which stop it. */
class OpenedRoundsTest {

    private static final Digest OTHER = Digest.of(new byte[] {9});

    private final RoundByHand round = new RoundByHand(new Simulation(3, 2, 73));

    @Test
    void aRequestIsOfThisEpochOrStops() {
        RoundByHand.stops(round.between(0), round.fromServer(open(OTHER, 0)), AbortReason.CONTEXT_DIFFERS);
        RoundByHand.stops(round.uploaded(1, 3), round.fromServer(open(OTHER, 0)), AbortReason.CONTEXT_DIFFERS);
    }

    @Test
    void attemptsCountUpToTheLastNumberThatAnotherCanFollow() {
        PlatformStep last = round.between(0).on(round.fromServer(open(round.epoch, Attempt.LARGEST_NUMBER)));
        assertThat(last.next()).isInstanceOf(AwaitingInput.class);
        RoundByHand.stops(
                round.between(1),
                round.fromServer(open(round.epoch, Integer.MAX_VALUE)),
                AbortReason.ROUND_NOT_INCREASING);
    }

    @Test
    void aRequestSaysHowLongTheRoundLasts() {
        PlatformStep asked = round.between(0).on(new PlatformEvent.Received(round.request(0)));
        assertThat(asked.notices())
                .containsExactly(new PlatformNotice.InputWanted(
                        ((AwaitingInput) asked.next()).at().context().digest(), 1, 0, 1000));
    }

    @Test
    void anotherAttemptIsAskedForAnInputOfItsOwn() {
        AwaitingResult uploaded = round.uploaded(0, 3);
        PlatformStep step = uploaded.on(round.fromServer(open(round.epoch, 1)));
        AwaitingInput again = (AwaitingInput) step.next();
        assertThat(step.notices())
                .containsExactly(
                        voided(uploaded, List.of()),
                        new PlatformNotice.InputWanted(again.at().context().digest(), 1, 1, 1000));
        assertJudgesNothing(uploaded);
    }

    @Test
    void anInputForAnotherContextIsErasedAndTheRightOneStillAwaited() {
        AwaitingInput opened = round.opened(0);
        Ring32Vector late = (Ring32Vector) round.input(7);
        PlatformStep step = opened.on(new PlatformEvent.InputReady(OTHER, late));
        assertThat(step.next()).isSameAs(opened);
        assertThat(step.messages()).isEmpty();
        assertThat(step.notices()).containsExactly(new PlatformNotice.InputDiscarded(OTHER));
        assertThat(late.words()).containsOnly(0);
    }

    @Test
    void aBatchOfMoreExamplesThanTheParametersAllowOrFewerThanNoneIsTheProcesssMistake() {
        for (int examples : new int[] {-1, Simulation.LARGEST_EXAMPLES + 1}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> round.uploaded(0, examples))
                    .withMessageContaining("a batch of " + examples + " examples");
        }
    }

    @Test
    void fullBatchesOfEveryoneAndEmptyOnesAreCountsWithinTheCaps() {
        for (int examples : new int[] {0, Simulation.LARGEST_EXAMPLES}) {
            HostPhase server = (HostPhase) round.simulation.phase;
            ServerStep step = ServerStep.to(server);
            AwaitingResult[] uploaded = new AwaitingResult[3];
            for (int i = 0; i < 3; i++) {
                uploaded[i] = new RoundByHand(new Simulation(3, 2, 73)).uploaded(i, examples);
                step = step.next().on(round.toServer(i, uploaded[i].upload()));
            }
            Result result = (Result) ((RoundDecided) step.next()).outcome().message();
            PlatformStep verified = uploaded[0].on(round.fromServer(result));
            assertThat(verified.next()).isInstanceOf(BetweenRounds.class);
            assertThat(verified.notices())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            PlatformNotice.SumVerified.class,
                            sum -> assertThat(sum.sum().word(0)).isEqualTo(3L * examples));
            assertJudgesNothing(uploaded[0]);
        }
    }

    @Test
    void theEndOfAnEpochVoidsTheOpenAttemptAndErasesItsMasks() {
        AwaitingResult stopped = round.uploaded(0, 1);
        assertThat(RoundByHand.stops(stopped, new PlatformEvent.StopRequested(), AbortReason.STOPPED))
                .containsExactly(voided(stopped, List.of()));
        assertJudgesNothing(stopped);

        AwaitingResult told = round.uploaded(1, 1);
        PlatformStep step = told.on(round.fromServer(new Abort(round.epoch, AbortReason.BUDGET_EXCEEDED)));
        assertThat(step.next().standing()).isEqualTo(new Standing.Outside());
        assertThat(step.messages()).isEmpty();
        assertThat(step.notices())
                .containsExactly(voided(told, List.of()), new PlatformNotice.EpochStopped(AbortReason.BUDGET_EXCEEDED));
        assertJudgesNothing(told);

        AwaitingInput asked = round.opened(2);
        assertThat(RoundByHand.stops(asked, new PlatformEvent.StopRequested(), AbortReason.STOPPED))
                .containsExactly(voided(asked, List.of()));
    }

    @Test
    void aVoidEndsTheAttemptAndItsMasksAndTheSameVoidAgainIsIgnored() {
        AwaitingResult uploaded = round.uploaded(0, 1);
        Digest context = uploaded.at().context().digest();
        RoundVoid outcome = new RoundVoid(context, List.of(round.hospital(1).id));
        PlatformStep step = uploaded.on(round.fromServer(outcome));
        BetweenRounds between = (BetweenRounds) step.next();
        assertThat(between.at().attempt()).isEqualTo(new Attempt(1, 1));
        assertThat(step.notices()).containsExactly(voided(uploaded, outcome.missing()));
        assertJudgesNothing(uploaded);

        RoundByHand.ignores(between, round.fromServer(outcome));
        RoundByHand.ignores(between, round.fromServer(new RoundVoid(OTHER, List.of())));
        RoundByHand.stops(between, round.fromServer(result(context)), AbortReason.CONTEXT_DIFFERS);
    }

    @Test
    void whatRepeatsAVerifiedSumIsIgnoredAndWhatContradictsItStops() {
        Digest verified = round.between(0).at().settled().context();
        RoundByHand.ignores(round.between(0), round.fromServer(result(verified)));
        RoundByHand.ignores(round.between(0), round.fromServer(recovered(verified)));
        RoundByHand.ignores(round.between(0), round.fromServer(new Opened(verified, List.of(), List.of())));
        RoundByHand.stops(
                round.between(0), round.fromServer(new RoundVoid(verified, List.of())), AbortReason.CONTEXT_DIFFERS);
        RoundByHand.stops(round.between(1), round.fromServer(recovered(OTHER)), AbortReason.CONTEXT_DIFFERS);
        RoundByHand.stops(
                round.between(2),
                round.fromServer(new Opened(OTHER, List.of(), List.of())),
                AbortReason.CONTEXT_DIFFERS);
    }

    @Test
    void nothingIsTakenForTheOutcomeOfAVoidAttempt() {
        AwaitingResult uploaded = round.uploaded(0, 1);
        Digest context = uploaded.at().context().digest();
        PlatformPhase between =
                uploaded.on(round.fromServer(new RoundVoid(context, List.of()))).next();
        RoundByHand.stops(between, round.fromServer(recovered(context)), AbortReason.CONTEXT_DIFFERS);
        RoundByHand.stops(
                between, round.fromServer(new Opened(context, List.of(), List.of())), AbortReason.CONTEXT_DIFFERS);
    }

    @Test
    void theOpenOfTheRoundThatIsOverIsIgnoredAndAnOlderOneStops() {
        Open first = (Open) round.between(0).request().message();
        RoundByHand.ignores(
                round.uploaded(0, 1),
                round.fromServer(new Open(
                        first.epoch(), 0, 0, first.state(), first.layout(), first.deadlineMillis(), List.of())));
        RoundByHand.stops(
                round.uploaded(1, 1),
                round.fromServer(
                        new Open(first.epoch(), 0, 0, OTHER, first.layout(), first.deadlineMillis(), List.of())),
                AbortReason.ROUND_NOT_INCREASING);
    }

    @Test
    void aRequestThatComesAgainIsAnsweredWithTheSameBytes() {
        AwaitingResult uploaded = round.uploaded(0, 1);
        PlatformStep again = uploaded.on(new PlatformEvent.Received(round.request(0)));
        assertThat(again.next()).isSameAs(uploaded);
        assertThat(again.messages().equals(List.of(uploaded.upload()))).isTrue();
        PlatformStep resigned = uploaded.on(round.fromServer(
                new Open(round.epoch, 1, 0, round.open().state(), round.open().layout(), 77, List.of())));
        assertThat(resigned.messages().equals(List.of(uploaded.upload()))).isTrue();
        AwaitingInput asked = round.opened(1);
        assertThat(asked.on(new PlatformEvent.Received(round.request(1)))).isEqualTo(PlatformStep.to(asked));
    }

    @Test
    void theRoundAfterTheNextIsNotOpenedBeforeTheSum() {
        RoundByHand.ignores(
                round.uploaded(0, 1),
                round.fromServer(new Open(
                        round.epoch, 2, 0, round.open().state(), round.open().layout(), 1000, List.of())));
    }

    @Test
    void whoWantsToLeaveSaysSoAndStaysInTheRound() {
        AwaitingResult uploaded = round.uploaded(0, 1);
        PlatformStep step = uploaded.on(new PlatformEvent.LeaveRequested());
        assertThat(step.next()).isSameAs(uploaded);
        assertThat(step.messages()).singleElement().satisfies(said -> assertThat(said.message())
                .isEqualTo(new Leave(round.epoch, round.hospital(0).id)));
    }

    @Test
    void aRoundThatFindsRowsTakesRowsOfItsTableForItsContextAndNoGradient() {
        RoundByHand finding = new RoundByHand(Simulation.withTable(3, 2, 86, new RowTable(20, 2)));
        AwaitingInput asked = finding.opened(0);
        Digest context = asked.at().context().digest();
        assertThat(asked.on(new PlatformEvent.RowsReady(OTHER, RowSet.none(20))))
                .isEqualTo(PlatformStep.to(asked).noticing(new PlatformNotice.InputDiscarded(OTHER)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> asked.on(new PlatformEvent.InputReady(context, finding.input(1))))
                .withMessageContaining("wants another input");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> asked.on(new PlatformEvent.RowsReady(context, RowSet.none(21))))
                .withMessageContaining("rows of a table of 21, not 20");
        PlatformStep step = asked.on(new PlatformEvent.RowsReady(context, RowSet.of(20, 3)));
        assertThat(step.next()).isInstanceOf(AwaitingResult.class);
        assertThat(step.messages()).hasSize(1);
    }

    private Open open(Digest epoch, int attempt) {
        Open open = round.open();
        return new Open(epoch, open.round(), attempt, open.state(), open.layout(), 1000, List.of());
    }

    private static Result result(Digest context) {
        return Result.of(context, Tag.ZERO, OTHER, RingVector.owning(new int[1]));
    }

    private static Recovered recovered(Digest context) {
        return Recovered.of(context, Tag.ZERO, OTHER, List.of(), List.of(), RingVector.owning(new int[1]));
    }

    private static PlatformNotice voided(OpenRoundPhase phase, List<PlatformId> missing) {
        return new PlatformNotice.RoundVoided(
                phase.at().context().digest(),
                phase.at().attempt().round(),
                phase.at().attempt().number(),
                missing);
    }

    private static void assertJudgesNothing(AwaitingResult over) {
        assertThatIllegalStateException().isThrownBy(() -> over.masking()
                .accepts(JointVector.of(RingVector.owning(new int[Simulation.INPUT_WORDS])), Tag.ZERO));
    }
}
