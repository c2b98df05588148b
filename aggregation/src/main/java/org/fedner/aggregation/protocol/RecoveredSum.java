package org.fedner.aggregation.protocol;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fedner.aggregation.encoding.InputLayout;
import org.fedner.aggregation.masking.RoundContext;
import org.fedner.aggregation.masking.TagKey;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Recovered;

/** Judges RECOVERED, in whatever phase of its round a platform hears of it: survivor, drop-out, or cut off all along. */
final class RecoveredSum {

    private RecoveredSum() {}

    /**
     * Accepts the sum only if both points of the tag say that it is the sum of the survivors' inputs.
     *
     * @param hasUploaded whether this platform can be among the survivors
     */
    static PlatformStep settle(RoundPhase phase, RoundContext context, Recovered recovered, boolean hasUploaded) {
        Standpoint at = phase.at();
        Optional<AbortReason> objection = objection(at, context, recovered, hasUploaded);
        if (objection.isPresent()) {
            return phase.abort(objection.get());
        }
        if (phase instanceof CalledPhase called) {
            called.eraseRound();
        }
        at.keyed().secrets().advance();
        StateChain after = at.state().after(at.kind(), recovered.sumDigest());
        return PlatformStep.to(new BetweenRounds(at.recovered(context.digest(), after), phase.request()))
                .noticing(new PlatformNotice.SumVerified(
                        recovered.context(),
                        at.attempt().round(),
                        at.attempt().number(),
                        after.modelRound(),
                        recovered.sum(),
                        after.digest(),
                        recovered.survivors()));
    }

    private static Optional<AbortReason> objection(
            Standpoint at, RoundContext context, Recovered recovered, boolean hasUploaded) {
        Epoch epoch = at.keyed().epoch();
        List<PlatformId> survivors = recovered.survivors();
        if (!Set.copyOf(epoch.members()).containsAll(recovered.participants())
                || !Set.copyOf(recovered.participants()).containsAll(survivors)
                || survivors.size() < epoch.fewestSurvivors()
                || survivors.contains(at.keyed().membership().own()) && !hasUploaded) {
            return Optional.of(AbortReason.SURVIVORS_REFUSED);
        }
        if (epoch.split(recovered.sum(), at.attempt(), epoch.noRows()).isEmpty()) {
            return Optional.of(AbortReason.TAG_WRONG);
        }
        try (TagKey tagKey = at.keyed().secrets().tagKey(context)) {
            List<byte[]> ids = survivors.stream().map(PlatformId::bytes).toList();
            if (!tagKey.accepts(recovered.sum(), recovered.tag(), ids)) {
                return Optional.of(AbortReason.TAG_WRONG);
            }
        }
        long count = recovered.sum().word(InputLayout.EXAMPLES);
        long most = (long) survivors.size() * epoch.parameters().largestExamples();
        return count < 0 || count > most ? Optional.of(AbortReason.COUNT_OUT_OF_RANGE) : Optional.empty();
    }
}
