package org.fedner.aggregation.protocol;

import java.util.List;
import org.fedner.aggregation.encoding.InputLayout;
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
        return List.of(upload);
    }

    @Override
    public void eraseMasks() {
        masking.close();
    }

    @Override
    public void eraseSecrets() {
        eraseMasks();
        OpenRoundPhase.super.eraseSecrets();
    }

    /** Accepts the sum only if both points of the tag say that it is the sum of all members' inputs. */
    @Override
    public PlatformStep onResult(WireMessage<Result> wire) {
        Result result = wire.message();
        if (!result.context().equals(at.context().digest())) {
            return OpenRoundPhase.super.onResult(wire);
        }
        Epoch epoch = membership().epoch();
        if (result.sum().size() != epoch.wordsOf(at.attempt()) || !masking.accepts(result.sum(), result.tag())) {
            return abort(AbortReason.TAG_WRONG)
                    .after(List.of(new PlatformNotice.SumRefused(
                            at.attempt().round(), at.attempt().number(), epoch.proposal(), upload, wire)));
        }
        if (!isCountWithinCaps(result.sum().words()[InputLayout.EXAMPLES])) {
            return abort(AbortReason.COUNT_OUT_OF_RANGE);
        }
        masking.close();
        at.keyed().secrets().advance();
        StateChain after = at.state().after(at.attempt(), result.sumDigest());
        return PlatformStep.to(new BetweenRounds(at.summed(after), request)).noticing(verified(result, after));
    }

    /** Word 0 is the number of examples, or in the size round the number of sentences. */
    private boolean isCountWithinCaps(int count) {
        EpochParameters parameters = membership().epoch().parameters();
        int members = membership().epoch().members().size();
        return at.attempt().isSizeRound()
                ? count >= at.keyed().roundedSentences() && count % parameters.sizeUnit() == 0
                : count >= 0 && count <= (long) members * parameters.largestExamples();
    }

    private PlatformNotice verified(Result result, StateChain after) {
        return at.attempt().isSizeRound()
                ? new PlatformNotice.SizesVerified(
                        membership().epoch().digest(), result.sum().words()[0])
                : new PlatformNotice.SumVerified(
                        result.context(),
                        at.attempt().round(),
                        at.attempt().number(),
                        after.modelRound(),
                        result.sum(),
                        after.digest());
    }
}
