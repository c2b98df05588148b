package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fedner.aggregation.encoding.InputLayout;
import org.fedner.aggregation.encoding.JointVector;
import org.fedner.aggregation.encoding.RowSet;
import org.fedner.aggregation.masking.RoundMasking;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.WireMessage;

/** The masked input is on its way; the same bytes go out again when they are asked for again. */
record AwaitingResult(Standpoint at, WireMessage<Open> request, RoundMasking masking, WireMessage<Upload> upload)
        implements OpenRoundPhase {

    @Override
    public List<WireMessage<?>> answer() {
        List<WireMessage<?>> answer = new ArrayList<>(at.keyed().secrets().deal()); // mode R: for round 1
        answer.add(upload);
        return answer;
    }

    @Override
    public void eraseMasks() {
        masking.close();
    }

    /** Accepts the sum only if both points of the tag say that it is the sum of all members' inputs. */
    @Override
    public PlatformStep onResult(WireMessage<Result> wire) {
        Result result = wire.message();
        if (!result.context().equals(at.context().digest())) {
            return OpenRoundPhase.super.onResult(wire);
        }
        Epoch epoch = membership().epoch();
        Optional<JointVector> split = epoch.split(result.sum(), at.attempt(), at.rows())
                .map(sum -> at.keyed().reveal(sum, at.context()));
        if (split.isEmpty() || !masking.accepts(split.get(), result.tag())) {
            return abort(AbortReason.TAG_WRONG)
                    .after(List.of(new PlatformNotice.SumRefused(
                            at.attempt().round(), at.attempt().number(), epoch.proposal(), upload, wire)));
        }
        JointVector sum = split.get();
        if (!isCountWithinCaps(sum)) {
            return abort(AbortReason.COUNT_OUT_OF_RANGE);
        }
        masking.close();
        at.keyed().secrets().advance();
        StateChain after = at.state().after(at.kind(), result.sumDigest());
        RowSet next = epoch.rowsAfter(at.attempt(), sum);
        PlatformStep step = PlatformStep.to(new BetweenRounds(at.summed(after, next), request))
                .noticing(verified(sum, after));
        boolean trainsByRows =
                at.kind() == RoundKind.TRAINING && epoch.parameters().table().exists();
        return trainsByRows ? step.noticing(rowsVerified(next)) : step;
    }

    /** Word 0 is the number of examples, or in the size round the number of sentences. */
    private boolean isCountWithinCaps(JointVector sum) {
        EpochParameters parameters = membership().epoch().parameters();
        if (at.kind() == RoundKind.ROWS) {
            return true;
        }
        long count = sum.ring().word(InputLayout.EXAMPLES);
        int members = membership().epoch().members().size();
        return at.kind() == RoundKind.SIZE
                ? count >= at.keyed().roundedSentences() && count % parameters.sizeUnit() == 0
                : count >= 0 && count <= (long) members * parameters.largestExamples();
    }

    private PlatformNotice verified(JointVector sum, StateChain after) {
        return switch (at.kind()) {
            case SIZE ->
                new PlatformNotice.SizesVerified(
                        membership().epoch().digest(), sum.ring().word(0));
            case ROWS -> rowsVerified(membership().epoch().rowsAfter(at.attempt(), sum));
            case DUMMY -> throw new IllegalStateException("a dummy sum is judged, not believed");
            case TRAINING ->
                new PlatformNotice.SumVerified(
                        at.context().digest(),
                        at.attempt().round(),
                        at.attempt().number(),
                        after.modelRound(),
                        sum.ring(),
                        after.digest(),
                        membership().epoch().members());
        };
    }

    private PlatformNotice rowsVerified(RowSet next) {
        return new PlatformNotice.RowsVerified(
                at.context().digest(), at.attempt().round(), at.attempt().number(), next);
    }
}
