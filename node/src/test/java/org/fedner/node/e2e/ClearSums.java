package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fedner.aggregation.encoding.ImplausibleSumException;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.protocol.PlatformNotice;
import org.fedner.crypto.expansion.Digest;
import org.fedner.node.job.FederationState;
import org.fedner.node.job.JobTerms;

/** All inputs, unmasked, and from them what each sum and the model must be. Used by all platforms' threads. */
final class ClearSums {

    private record Summed(Digest context, RingVector sum, int members) {}

    private final JobTerms terms;
    private final Map<Digest, Map<PlatformId, RingVector>> inputs = new HashMap<>();
    private final SortedMap<Long, Summed> byModelRound = new TreeMap<>();

    ClearSums(JobTerms terms) {
        this.terms = terms;
    }

    synchronized void input(Digest context, PlatformId platform, RingVector input) {
        inputs.computeIfAbsent(context, c -> new HashMap<>()).put(platform, input.copy());
    }

    /** Every platform's verified sum is that of its contributors' inputs, and all verify one sum for a model round. */
    synchronized void verified(PlatformNotice.SumVerified verified, int members) {
        Summed earlier = byModelRound.get(verified.modelRound());
        if (earlier == null) {
            RingVector sum = plainSum(verified);
            byModelRound.put(verified.modelRound(), new Summed(verified.context(), sum, members));
            earlier = byModelRound.get(verified.modelRound());
        }
        assertThat(verified.context()).isEqualTo(earlier.context());
        assertThat(verified.sum().contentEquals(earlier.sum())).isTrue();
    }

    private RingVector plainSum(PlatformNotice.SumVerified verified) {
        RingVector sum = terms.ring().zero(terms.layout().size());
        for (int j = 0; j < sum.size(); j++) {
            BigInteger total = BigInteger.ZERO;
            for (PlatformId contributor : verified.contributors()) {
                RingVector input = inputs.get(verified.context()).get(contributor);
                total = total.add(BigInteger.valueOf(input.word(j)));
            }
            sum.set(j, total.longValueExact());
        }
        inputs.remove(verified.context());
        return sum;
    }

    /** The model of the clear sums of all rounds. */
    synchronized FederationState model() {
        FederationState state = FederationState.initial(terms);
        byModelRound.values().forEach(summed -> apply(state, summed.sum(), summed.members()));
        return state;
    }

    /** Rounds that were called and never had a sum. */
    synchronized int withoutSum() {
        return inputs.size();
    }

    void apply(FederationState state, RingVector sum, int members) {
        try {
            state.apply(sum, members);
        } catch (ImplausibleSumException e) {
            throw new AssertionError(e);
        }
    }
}
