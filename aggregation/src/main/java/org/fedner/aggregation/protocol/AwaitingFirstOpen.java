package org.fedner.aggregation.protocol;

import java.util.List;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.LinkSet;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.Ready;
import org.fedner.aggregation.message.SealRequest;
import org.fedner.aggregation.message.SealedSnapshot;
import org.fedner.aggregation.message.SealedState;
import org.fedner.aggregation.message.Snapshot;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;

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
                keyed.nameOf(reported.state()),
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
        if (keyed.serverSeesNothing() || epoch.isDiagnostic()) {
            return refuse(wire); // a state in the clear has no place here
        }
        if (!areSigned(snapshot.vouchers())) {
            return abort(AbortReason.BAD_SIGNATURE);
        }
        Optional<StateChain> vouched = vouched(snapshot.vouchers());
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

    /** The same where the server sees nothing: a member that holds the state sealed it for this one. */
    @Override
    public PlatformStep onSealedSnapshot(WireMessage<SealedSnapshot> wire) {
        SealedSnapshot snapshot = wire.message();
        Epoch epoch = membership().epoch();
        if (!keyed.serverSeesNothing() || !snapshot.epoch().equals(epoch.digest())) {
            return refuse(wire);
        }
        if (!areSigned(snapshot.vouchers())) {
            return abort(AbortReason.BAD_SIGNATURE);
        }
        Optional<StateChain> vouched = vouched(snapshot.vouchers());
        if (vouched.isEmpty()) {
            return abort(AbortReason.SNAPSHOT_UNVOUCHED);
        }
        Digest name = vouched.get().digest();
        if (name.equals(ready.message().state())) {
            return PlatformStep.to(this).sending(ready);
        }
        try {
            if (!keyed.secrets().holdsKeyOf(snapshot.sealedBy())) {
                return abort(AbortReason.SEAL_BROKEN);
            }
            ByteString state = keyed.secrets().openState(snapshot.sealedBy(), name, snapshot.sealed());
            Digest digest = Digest.of(state.toBytes());
            if (!keyed.nameOf(digest).equals(name)) {
                return abort(AbortReason.SNAPSHOT_UNVOUCHED);
            }
            return PlatformStep.to(new AwaitingAdoption(keyed, wire, request, vouched.get()))
                    .noticing(new PlatformNotice.SnapshotOffered(
                            epoch.digest(), state, digest, vouched.get().modelRound()));
        } catch (AEADBadTagException e) {
            return abort(AbortReason.SEAL_BROKEN);
        }
    }

    /** Another member needs the state that this one named; whoever asks, only that member can open it. */
    @Override
    public PlatformStep onSealRequest(WireMessage<SealRequest> wire) {
        SealRequest asked = wire.message();
        boolean isMine = keyed.serverSeesNothing()
                && asked.epoch().equals(membership().epoch().digest())
                && asked.state().equals(ready.message().state())
                && keyed.secrets().holdsKeyOf(asked.to());
        return isMine
                ? PlatformStep.to(this).noticing(new PlatformNotice.SealingWanted(asked.epoch(), asked.to()))
                : refuse(wire);
    }

    /** @throws IllegalArgumentException if the bytes are not the state that was named: the process's mistake */
    @Override
    public PlatformStep onSealing(PlatformEvent.StateForSealing supplied) {
        if (!supplied.epoch().equals(membership().epoch().digest())) {
            return PlatformPhase.refused(this, supplied);
        }
        Digest name = keyed.nameOf(Digest.of(supplied.state().toBytes()));
        if (!name.equals(ready.message().state())) {
            throw new IllegalArgumentException("the state to seal is not the one that was named");
        }
        return PlatformStep.to(this)
                .sending(membership()
                        .sign(SealedState.of(
                                supplied.epoch(),
                                membership().own(),
                                supplied.to(),
                                keyed.secrets().sealState(supplied.to(), name, supplied.state()))));
    }

    private boolean areSigned(List<WireMessage<Ready>> vouchers) {
        Epoch epoch = membership().epoch();
        return vouchers.stream()
                .allMatch(voucher -> voucher.message().epoch().equals(epoch.digest())
                        && epoch.isSignedBy(voucher.message().platform(), voucher));
    }

    private Optional<StateChain> vouched(List<WireMessage<Ready>> vouchers) {
        return Vouching.vouchedState(
                vouchers.stream().map(WireMessage::message),
                membership().epoch().parameters().colluders());
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
