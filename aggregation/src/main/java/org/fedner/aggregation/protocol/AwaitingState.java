package org.fedner.aggregation.protocol;

import java.util.List;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.LinkSet;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;

/** Keys are agreed; the process must say which state of the shared module it holds. */
record AwaitingState(
        Membership membership, WireMessage<LinkSet> request, Digest transcript, EpochGraph graph, EpochSecrets secrets)
        implements MemberPhase {

    @Override
    public List<WireMessage<?>> answer() {
        return List.of();
    }

    @Override
    public void eraseSecrets() {
        secrets.close();
    }

    /** Mode D: no state of any model is part of it, so no process is asked for one, and all members name the same. */
    PlatformStep withoutState() {
        return onState(new PlatformEvent.StateReported(
                membership.epoch().digest(), StateChain.NONE.digest(), StateChain.NONE.modelRound(), List.of(), 1));
    }

    @Override
    public PlatformStep onState(PlatformEvent.StateReported state) {
        Epoch epoch = membership.epoch();
        if (!state.epoch().equals(epoch.digest())) {
            return PlatformPhase.refused(this, state);
        }
        long unit = epoch.parameters().sizeUnit();
        long rounded = (state.trainingSentences() + unit - 1) / unit * unit;
        if (rounded > epoch.parameters().ring().largestSum() / epoch.members().size()) {
            return abort(AbortReason.COUNT_OUT_OF_RANGE); // the sum of sizes could wrap
        }
        KeyedMembership keyed = new KeyedMembership(membership, transcript, graph, secrets, rounded);
        return AwaitingFirstOpen.ready(keyed, request, state);
    }
}
