package org.fedner.aggregation.protocol;

import java.util.List;
import java.util.Optional;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.LinkSet;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.Ready;
import org.fedner.aggregation.message.Snapshot;
import org.fedner.aggregation.message.WireMessage;

/**
 * The platform is ready in the state it named and waits for the size round, which brings everyone's confirmations.
 *
 * <p>If the others vouch for another state, a SNAPSHOT comes first.
 */
record AwaitingFirstOpen(
        KeyedMembership keyed, WireMessage<LinkSet> request, WireMessage<Ready> ready, int trainingSentences)
        implements MemberPhase {

    static PlatformStep ready(
            KeyedMembership keyed, WireMessage<LinkSet> request, PlatformEvent.StateReported reported) {
        Membership membership = keyed.membership();
        WireMessage<Ready> ready = membership.sign(new Ready(
                membership.epoch().digest(),
                membership.own(),
                reported.state(),
                reported.modelRound(),
                reported.previousMembers(),
                keyed.secrets().confirmationsSent()));
        return PlatformStep.to(new AwaitingFirstOpen(keyed, request, ready, reported.trainingSentences()))
                .sending(ready);
    }

    @Override
    public Membership membership() {
        return keyed.membership();
    }

    @Override
    public List<WireMessage<?>> answer() {
        return List.of(ready);
    }

    @Override
    public void eraseSecrets() {
        keyed.secrets().close();
    }

    /** A state that is not the own one must be vouched for, under signatures of this epoch. */
    @Override
    public PlatformStep onSnapshot(WireMessage<Snapshot> wire) {
        Snapshot snapshot = wire.message();
        Epoch epoch = membership().epoch();
        if (snapshot.stateDigest().equals(ready.message().state())) {
            return PlatformStep.to(this).sending(ready);
        }
        for (WireMessage<Ready> voucher : snapshot.vouchers()) {
            if (!voucher.message().epoch().equals(epoch.digest())
                    || !epoch.isSignedBy(voucher.message().platform(), voucher)) {
                return abort(AbortReason.BAD_SIGNATURE);
            }
        }
        Optional<StateChain> vouched = Vouching.vouchedState(
                snapshot.vouchers().stream().map(WireMessage::message),
                epoch.parameters().colluders());
        if (vouched.isEmpty() || !vouched.get().digest().equals(snapshot.stateDigest())) {
            return abort(AbortReason.SNAPSHOT_UNVOUCHED);
        }
        return PlatformStep.to(new AwaitingAdoption(keyed, wire, request, vouched.get()))
                .noticing(new PlatformNotice.SnapshotOffered(
                        epoch.digest(),
                        snapshot.state(),
                        snapshot.stateDigest(),
                        vouched.get().modelRound()));
    }

    /** The size round: checks every member's confirmation, then uploads the rounded size, masked. */
    @Override
    public PlatformStep onOpen(WireMessage<Open> wire) {
        Open open = wire.message();
        Attempt attempt = KeyedMembership.attempt(open);
        StateChain state = Vouching.named(ready.message());
        if (!open.epoch().equals(membership().epoch().digest())) {
            return abort(AbortReason.CONTEXT_DIFFERS);
        }
        if (!attempt.isSizeRound()) {
            return abort(AbortReason.ROUND_NOT_INCREASING);
        }
        if (!keyed.secrets().confirm(open.confirmations())) {
            return abort(AbortReason.CONFIRMATION_WRONG);
        }
        Settled nothing = Settled.nothing(membership().epoch());
        return new BetweenRounds(
                        new Standpoint(
                                keyed,
                                state,
                                Attempt.FIRST,
                                nothing,
                                membership().epoch().noRows()),
                        wire)
                .onOpen(wire);
    }

    /** The size as a vector of one word; a fresh one for each attempt, because masking happens in place. */
    static RingVector sizeInput(KeyedMembership keyed) {
        RingVector input = keyed.epoch().parameters().ring().zero(1);
        input.set(0, keyed.roundedSentences());
        return input;
    }
}
