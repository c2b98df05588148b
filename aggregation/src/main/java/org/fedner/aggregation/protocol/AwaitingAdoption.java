package org.fedner.aggregation.protocol;

import java.util.List;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.LinkSet;
import org.fedner.aggregation.message.WireMessage;

/** A vouched snapshot is offered to the process; the platform is ready again once the process holds that state. */
record AwaitingAdoption(KeyedMembership keyed, WireMessage<?> request, WireMessage<LinkSet> linkSet, StateChain vouched)
        implements MemberPhase {

    @Override
    public Membership membership() {
        return keyed.membership();
    }

    @Override
    public List<WireMessage<?>> answer() {
        return List.of();
    }

    @Override
    public void eraseSecrets() {
        keyed.secrets().close();
    }

    @Override
    public PlatformStep onState(PlatformEvent.StateReported state) {
        if (!state.epoch().equals(membership().epoch().digest())) {
            return PlatformPhase.refused(this, state);
        }
        boolean adopted = vouched.equals(new StateChain(keyed.nameOf(state.state()), state.modelRound()));
        if (!adopted || !state.previousMembers().isEmpty()) {
            return abort(AbortReason.STATE_DIFFERS);
        }
        return AwaitingFirstOpen.ready(keyed, linkSet, state);
    }
}
