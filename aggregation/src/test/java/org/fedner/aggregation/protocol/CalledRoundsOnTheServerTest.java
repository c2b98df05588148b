package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Ack;
import org.fedner.aggregation.message.AckTag;
import org.fedner.aggregation.message.Answer;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.Call;
import org.fedner.aggregation.message.MessageType;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Recovered;
import org.fedner.aggregation.message.Shares;
import org.fedner.aggregation.message.SignedMessage;
import org.fedner.aggregation.message.Standing;
import org.fedner.aggregation.message.Upload;
import org.junit.jupiter.api.Test;

/** A round of mode R on the server, flight by flight. */
class CalledRoundsOnTheServerTest extends CalledRoundCase {

    @Test
    void anUploadIsItsSendersOwnForThisContextAndOfTheRoundsSize() {
        Upload right = uploaded(0).message();
        Upload other = uploaded(1).message();
        refuses(collecting, 0, other, RefusedMessage.CONTEXT_DIFFERS);
        refuses(
                collecting,
                0,
                Upload.of(OTHER, right.platform(), right.tag(), right.vector()),
                RefusedMessage.CONTEXT_DIFFERS);
        for (RingVector wrong : List.of(Ring.Z32.zero(1), Ring.Z64.zero(Simulation.INPUT_WORDS))) {
            refuses(
                    collecting,
                    0,
                    Upload.of(right.context(), right.platform(), right.tag(), wrong),
                    RefusedMessage.WRONG_SIZE);
        }
        HostPhase next = accepts(collecting, 0, right);
        assertThat(accepts(next, 0, right)).isSameAs(next);
        refuses(
                next,
                0,
                Upload.of(right.context(), right.platform(), Tag.ZERO, right.vector()),
                RefusedMessage.SECOND_VERSION);
    }

    @Test
    void whoWasNotCalledUploadsInVain() {
        HostedRound called = collecting.round();
        List<PlatformId> four = ids(0, 1, 2, 3);
        HostedRound smaller = new HostedRound(
                called.hosting(),
                called.at(),
                called.hosting()
                        .sign(new Call(
                                round.epoch,
                                1,
                                called.at().state(),
                                round.call().layout(),
                                1,
                                four)),
                called.graph(),
                called.deposits(),
                List.of(),
                Optional.empty());
        CollectingCalledInputs phase =
                new CollectingCalledInputs(smaller, collecting.uploads(), Tag.ZERO, collecting.sum());
        Upload upload = Upload.of(
                smaller.context().digest(), round.hospital(4).id, Tag.ZERO, Ring.Z32.zero(Simulation.INPUT_WORDS));
        refuses(phase, 4, upload, RefusedMessage.CONTEXT_DIFFERS);
    }

    @Test
    void withoutEnoughInputsTheRoundIsVoidAndWithEnoughTheOthersDropOut() {
        HostPhase three = collecting;
        for (int i = 0; i < SURVIVORS - 1; i++) {
            three = accepts(three, i, uploaded(i).message());
        }
        voidNaming(three.on(new ServerEvent.DeadlinePassed()), ids(3, 4));
        HostPhase four = accepts(three, 3, uploaded(3).message());
        ServerStep step = four.on(new ServerEvent.DeadlinePassed());
        assertThat(((CollectingAcknowledgements) step.next()).survivors()).isEqualTo(ids(0, 1, 2, 3));
        assertThat(step.messages().stream().map(Outgoing::to)).containsExactlyElementsOf(ids(0, 1, 2, 3));
        assertThat(types(step)).containsOnly(MessageType.SURVIVORS);
    }

    @Test
    void whenAllInputsAreHereNobodyWaitsForTheDeadline() {
        HostPhase phase = collecting;
        ServerStep step = ServerStep.to(phase);
        for (int i = 0; i < MEMBERS; i++) {
            step = step.next().on(round.toServer(i, uploaded(i)));
        }
        assertThat(((CollectingAcknowledgements) step.next()).survivors()).isEqualTo(ids(0, 1, 2, 3, 4));
    }

    @Test
    void aFlightEndsEarlyOnlyIfEveryoneItWaitsForIsGone() {
        HostPhase four = collecting;
        for (int i = 0; i < SURVIVORS; i++) {
            four = accepts(four, i, uploaded(i).message());
        }
        assertThat(four.on(new ServerEvent.MembersGone(Set.copyOf(ids(3)))).next())
                .isSameAs(four);
        assertThat(four.on(new ServerEvent.MembersGone(Set.copyOf(ids(3, 4)))).next())
                .isInstanceOf(CollectingAcknowledgements.class);
    }

    @Test
    void anAckIsASurvivorsOwnOfThisListInThisContextWithATagForEveryReader() {
        CollectingAcknowledgements phase = acknowledging();
        Ack right = acked(0).message();
        refuses(phase, 1, right, RefusedMessage.CONTEXT_DIFFERS);
        refuses(
                phase,
                4,
                new Ack(right.context(), round.hospital(4).id, right.survivors(), right.tags()),
                RefusedMessage.CONTEXT_DIFFERS);
        refuses(
                phase,
                0,
                new Ack(OTHER, right.platform(), right.survivors(), right.tags()),
                RefusedMessage.CONTEXT_DIFFERS);
        refuses(
                phase,
                0,
                new Ack(right.context(), right.platform(), OTHER, right.tags()),
                RefusedMessage.CONTEXT_DIFFERS);
        refuses(
                phase,
                0,
                new Ack(
                        right.context(),
                        right.platform(),
                        right.survivors(),
                        right.tags().subList(0, 2)),
                RefusedMessage.CONTEXT_DIFFERS);
        HostPhase next = accepts(phase, 0, right);
        assertThat(accepts(next, 0, right)).isSameAs(next);
        AckTag zero = new AckTag(ByteString.of(new byte[AckTag.BYTES]));
        refuses(
                next,
                0,
                new Ack(right.context(), right.platform(), right.survivors(), List.of(zero, zero, zero)),
                RefusedMessage.SECOND_VERSION);
    }

    @Test
    void anUploadAfterTheListWasMadeIsNothingNewOrTooLate() {
        Upload late = uploaded(4).message();
        CollectingAcknowledgements listed = acknowledging();
        assertThat(tell(listed, 0, uploaded(0).message())).isEqualTo(ServerStep.to(listed));
        refuses(listed, 4, late, RefusedMessage.OUT_OF_PLACE);
        CollectingAnswers answering = answering();
        assertThat(tell(answering, 0, uploaded(0).message())).isEqualTo(ServerStep.to(answering));
        refuses(answering, 4, late, RefusedMessage.OUT_OF_PLACE);
    }

    @Test
    void withoutEnoughSignaturesTheRoundIsVoid() {
        HostPhase three = acknowledging();
        for (int i = 0; i < SURVIVORS - 1; i++) {
            three = accepts(three, i, acked(i).message());
        }
        voidNaming(three.on(new ServerEvent.DeadlinePassed()), ids(3));
        ServerStep step = tell(three, 3, acked(3).message());
        assertThat(step.next()).isInstanceOf(CollectingAnswers.class);
        assertThat(step.messages().stream().map(Outgoing::to)).containsExactlyElementsOf(ids(0, 1, 2, 3));
        assertThat(types(step)).containsOnly(MessageType.QUORUM);
    }

    @Test
    void anAnswerIsASurvivorsOwnWithAShareOfTheKindThatIsWantedOfEveryone() {
        CollectingAnswers phase = answering();
        Answer right = answered(0).message();
        assertThat(right.self()).hasSize(SURVIVORS);
        assertThat(right.pairs()).hasSize(1);
        refuses(phase, 1, right, RefusedMessage.CONTEXT_DIFFERS);
        refuses(
                phase,
                4,
                new Answer(right.context(), round.hospital(4).id, right.self(), right.pairs()),
                RefusedMessage.CONTEXT_DIFFERS);
        refuses(
                phase,
                0,
                new Answer(OTHER, right.platform(), right.self(), right.pairs()),
                RefusedMessage.CONTEXT_DIFFERS);
        refuses(
                phase,
                0,
                new Answer(right.context(), right.platform(), right.self().subList(1, 4), right.pairs()),
                RefusedMessage.CONTEXT_DIFFERS);
        refuses(
                phase,
                0,
                new Answer(right.context(), right.platform(), right.self(), List.of()),
                RefusedMessage.CONTEXT_DIFFERS);
        HostPhase next = accepts(phase, 0, right);
        assertThat(accepts(next, 0, right)).isSameAs(next);
        refuses(next, 0, with(right, zeros()), RefusedMessage.SECOND_VERSION);
        assertThat(tell(next, 2, acked(2).message())).isEqualTo(ServerStep.to(next)); // more signatures than needed
    }

    @Test
    void withoutEnoughAnswersTheRoundIsVoidAndItsNumberIsUsedUp() {
        HostPhase three = answering();
        for (int i = 0; i < SURVIVORS - 1; i++) {
            three = accepts(three, i, answered(i).message());
        }
        ServerStep step = three.on(new ServerEvent.DeadlinePassed());
        voidNaming(step, ids(3));
        assertThat(((RoundDecided) step.next()).after().at()).isEqualTo(new Attempt(2, 0));
    }

    @Test
    void theSumIsTheSurvivorsAndEveryoneAcceptsItTheDroppedOneToo() {
        ServerStep step = ServerStep.to(answering());
        for (int i = 0; i < SURVIVORS; i++) {
            step = tell((HostPhase) step.next(), i, answered(i).message());
        }
        RoundDecided decided = (RoundDecided) step.next();
        Recovered recovered = (Recovered) decided.outcome().message();
        assertThat(recovered.survivors()).isEqualTo(ids(0, 1, 2, 3));
        assertThat(recovered.participants()).isEqualTo(ids(0, 1, 2, 3, 4));
        assertThat(recovered.sum().word(0)).isEqualTo(1 + 2 + 3 + 4);
        assertThat(step.notices()).singleElement().isInstanceOfSatisfying(ServerNotice.SumReady.class, sum -> {
            assertThat(sum.contributors()).isEqualTo(ids(0, 1, 2, 3));
            assertThat(sum.kind()).isEqualTo(RoundKind.TRAINING);
            assertThat(sum.uploads()).isEmpty();
            assertThat(sum.epoch().modelRound()).isEqualTo(1);
            assertThat(sum.epoch()).isEqualTo(decided.after());
        });
        accepts(answering.get(round.hospital(0).id), decided);
        accepts(round.asked(4), decided);
    }

    @Test
    void whoWasCutOffAllAlongAcceptsTheSumWhenItIsBack() {
        accepts(round.between(4), recovered());
    }

    private static void accepts(PlatformPhase platform, RoundDecided decided) {
        PlatformStep verified = platform.on(new PlatformEvent.Received(decided.outcome()));
        assertThat(((BetweenRounds) verified.next()).at().attempt()).isEqualTo(new Attempt(2, 0));
        assertThat(verified.notices()).singleElement().isInstanceOf(PlatformNotice.SumVerified.class);
    }

    @Test
    void aWrongShareOrOneThatIsNoneTakesOneMoreAnswer() {
        for (ByteString wrong : List.of(zeros(), ones())) {
            CalledRoundsOnTheServerTest fresh = new CalledRoundsOnTheServerTest();
            fresh.aLieAmongFourAnswersIsFoundWithTheFifth(wrong);
        }
    }

    private void aLieAmongFourAnswersIsFoundWithTheFifth(ByteString wrong) {
        ServerStep step = ServerStep.to(collecting);
        for (int i = 0; i < MEMBERS; i++) {
            step = step.next().on(round.toServer(i, uploaded(i)));
        }
        CollectingAcknowledgements listed = (CollectingAcknowledgements) step.next();
        step = ServerStep.to(listed);
        for (int i = 0; i < MEMBERS; i++) {
            step = tell((HostPhase) step.next(), i, signed(listed, i).message());
        }
        CollectingAnswers phase = (CollectingAnswers) step.next();
        assertThat(phase.silent()).hasSize(MEMBERS);
        for (int i = 0; i < SURVIVORS; i++) {
            Answer answer = revealed(phase, i).message();
            step = tell((HostPhase) step.next(), i, i == 1 ? with(answer, wrong) : answer);
            assertThat(step.next()).isInstanceOf(CollectingAnswers.class);
        }
        step = tell((HostPhase) step.next(), 4, revealed(phase, 4).message());
        Recovered recovered = (Recovered) ((RoundDecided) step.next()).outcome().message();
        assertThat(recovered.sum().word(0)).isEqualTo(1 + 2 + 3 + 4 + 5);
    }

    @Test
    void asManyAnswersAsTheThresholdGiveEverySecretAndOneLessNone() {
        answering();
        ShareCount shares = ShareCount.of(collecting.round());
        for (int i = 0; i < SURVIVORS - 1; i++) {
            assertThat(shares.isEnoughWith(answered(i).message())).isFalse();
        }
        assertThat(shares).hasToString("ShareCount[5 secrets short of 4 shares]");
        assertThat(shares.isEnoughWith(answered(3).message())).isTrue();
        assertThat(shares).hasToString("ShareCount[0 secrets short of 4 shares]");
    }

    @Test
    void sharesForTheNextRoundAreTakenOnceFromTheirDealer() {
        AwaitingCalledInput asked = (AwaitingCalledInput) round.asked(0);
        Shares right = (Shares) asked.answer().get(0).message();
        assertThat(right.round()).isEqualTo(2);
        refuses(collecting, 1, right, RefusedMessage.CONTEXT_DIFFERS);
        refuses(collecting, 0, with(right, OTHER, 2, right.selfCommitment()), RefusedMessage.CONTEXT_DIFFERS);
        refuses(collecting, 0, with(right, round.epoch, 1, right.selfCommitment()), RefusedMessage.OUT_OF_PLACE);
        refuses(collecting, 0, with(right, round.epoch, 3, right.selfCommitment()), RefusedMessage.OUT_OF_PLACE);
        assertThat(accepts(collecting, 0, right)).isSameAs(collecting);
        assertThat(accepts(collecting, 0, right)).isSameAs(collecting);
        refuses(collecting, 0, with(right, round.epoch, 2, OTHER), RefusedMessage.SECOND_VERSION);
        Deposits deposits = collecting.hosting().deposits();
        assertThat(deposits.next()).containsOnlyKeys(round.hospital(0).id);
        assertThatIllegalStateException().isThrownBy(() -> deposits.call(3));
    }

    @Test
    void aRoundForWhichTooFewDealtIsNotCalledAndEndsTheEpochNamingTheOthers() {
        for (int i = 0; i < SURVIVORS - 1; i++) {
            AwaitingCalledInput asked = (AwaitingCalledInput) round.asked(i);
            accepts(collecting, i, (SignedMessage) asked.answer().get(0).message());
        }
        ServerStep step = collecting
                .on(new ServerEvent.DeadlinePassed())
                .next()
                .on(new ServerEvent.OutcomeDurable(ServerEvent.Continuation.SAME_EPOCH));
        assertThat(step.next()).isInstanceOf(EpochOver.class);
        assertThat(types(step)).containsOnly(MessageType.VOID).hasSize(MEMBERS);
        assertThat(step.notices()).containsExactly(new ServerNotice.EpochEnded(EpochEnd.MEMBERS_SILENT, ids(3, 4)));
    }

    @Test
    void whoConnectsAgainHearsWhatItMayHaveMissedInEveryFlight() {
        hears(collecting, 0, MessageType.RESULT, MessageType.CALL);
        CollectingAcknowledgements listed = acknowledging();
        hears(listed, 0, MessageType.RESULT, MessageType.SURVIVORS);
        hears(listed, 4, MessageType.RESULT, MessageType.CALL);
        CollectingAnswers answering = answering();
        hears(answering, 0, MessageType.RESULT, MessageType.SURVIVORS, MessageType.QUORUM);
        hears(answering, 4, MessageType.RESULT, MessageType.CALL);
    }

    @Test
    void whoLostTheEpochOrMissedTwoOutcomesWaitsForTheNextEpochAndEndsNothing() {
        Standing lost = new Standing.Outside();
        for (int i = 0; i < 2; i++) {
            ServerStep step = collecting.on(new ServerEvent.Reconnected(round.hospital(4).id, lost));
            assertThat(step.next()).isSameAs(collecting);
            assertThat(step.messages()).isEmpty();
            assertThat(step.notices()).containsExactly(new ServerNotice.MemberBehind(round.hospital(4).id));
            lost = new Standing.InRound(round.epoch, 1, 0); // too late: it was left behind
        }
        ServerStep voided = collecting
                .on(new ServerEvent.DeadlinePassed())
                .next()
                .on(new ServerEvent.OutcomeDurable(ServerEvent.Continuation.END_EPOCH));
        assertThat(voided.messages().stream().map(Outgoing::to)).containsExactlyElementsOf(ids(0, 1, 2, 3));
        assertThat(collecting.on(new ServerEvent.Reconnected(new PlatformId(1, 1), new Standing.Outside())))
                .isEqualTo(ServerStep.to(collecting));
        EpochOver over = new EpochOver(collecting.hosting(), 3, ((EpochOver) voided.next()).lastOutcome());
        assertThat(types(over.on(
                        new ServerEvent.Reconnected(round.hospital(0).id, new Standing.InRound(round.epoch, 2, 0)))))
                .containsExactly(MessageType.VOID);
        assertThat(over.on(new ServerEvent.Reconnected(round.hospital(0).id, new Standing.InRound(round.epoch, 1, 0)))
                        .messages())
                .isEmpty();
    }

    @Test
    void theEndOfTheEpochInARoundTellsItsLastOutcomeToWhoComesBack() {
        ServerStep step = collecting.on(new ServerEvent.StopRequested(AbortReason.STOPPED));
        hears((HostPhase) step.next(), 0, MessageType.RESULT);
    }
}
