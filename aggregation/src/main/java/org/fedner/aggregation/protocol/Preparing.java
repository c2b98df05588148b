package org.fedner.aggregation.protocol;

import java.util.List;
import java.util.Optional;
import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.KeySet;
import org.fedner.aggregation.message.LinkSet;
import org.fedner.aggregation.message.Message;
import org.fedner.aggregation.message.Prepare;
import org.fedner.aggregation.message.SeedSet;
import org.fedner.aggregation.message.Standing;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;

/**
 * The rounds of one epoch go on while the keys of the next are agreed.
 *
 * <p>The two have nothing in common but this platform's identity: every message names the epoch it is of. The next epoch's
 * LINKSET ends the present one, whose secrets are erased; whatever else ends it drops the preparation.
 *
 * @param upcoming {@link AwaitingKeySet}, {@link AwaitingSeedSet} or {@link AwaitingLinkSet} of the epoch to come
 */
record Preparing(MemberPhase present, MemberPhase upcoming) implements PlatformPhase {

    /** Accepts the proposal beside the present epoch, which stops with this platform if it must be refused. */
    static PlatformStep beside(MemberPhase present, long lastEpoch, WireMessage<Prepare> prepare) {
        EpochRoster proposal = prepare.message().proposal();
        PlatformStep entered = AwaitingRoster.enter(present.membership().party(), lastEpoch, proposal, prepare);
        if (entered.next() instanceof MemberPhase upcoming) {
            return PlatformStep.to(new Preparing(present, upcoming))
                    .sending(entered.messages())
                    .noticing(new PlatformNotice.EpochPrepared(proposal.epoch()));
        }
        present.eraseSecrets();
        return entered.after(present.interrupted());
    }

    @Override
    public Standing standing() {
        return present.standing();
    }

    @Override
    public PlatformStep on(PlatformEvent event) {
        if (event instanceof PlatformEvent.Received received) {
            WireMessage<?> wire = received.message();
            if (wire.equals(upcoming.request()) || isOfUpcoming(wire.message())) {
                return prepared(upcoming.on(event));
            }
            if (wire.message() instanceof Prepare) {
                upcoming.eraseSecrets();
                return beside(present, upcomingNumber(), wire.as(Prepare.class).orElseThrow());
            }
            if (wire.message() instanceof EpochRoster proposal
                    && !proposal.equals(present.membership().epoch().proposal())) {
                eraseSecrets();
                return AwaitingRoster.enter(present.membership().party(), upcomingNumber(), proposal, wire)
                        .after(present.interrupted());
            }
        }
        return inPresent(present.on(event));
    }

    private boolean isOfUpcoming(Message message) {
        return epochOf(message)
                .filter(upcoming.membership().epoch().digest()::equals)
                .isPresent();
    }

    /** The epoch that a message of the set-up names. */
    private static Optional<Digest> epochOf(Message message) {
        if (message instanceof KeySet keySet) {
            return Optional.of(keySet.epoch());
        } else if (message instanceof SeedSet seedSet) {
            return Optional.of(seedSet.epoch());
        } else if (message instanceof LinkSet linkSet) {
            return Optional.of(linkSet.epoch());
        }
        return Optional.empty();
    }

    /** What the upcoming epoch's message led to: further preparation, the change of epochs, or the end of this platform. */
    private PlatformStep prepared(PlatformStep step) {
        if (step.next() instanceof AwaitingState agreed) {
            present.eraseSecrets();
            Epoch epoch = agreed.membership().epoch();
            return step.after(List.of(new PlatformNotice.EpochAccepted(epoch.proposal(), epoch.parameters())))
                    .after(present.interrupted());
        }
        if (step.next() instanceof MemberPhase next) {
            return new PlatformStep(new Preparing(present, next), step.messages(), step.notices());
        }
        present.eraseSecrets();
        return step.after(present.interrupted());
    }

    private PlatformStep inPresent(PlatformStep step) {
        if (step.next() instanceof MemberPhase next) {
            return new PlatformStep(new Preparing(next, upcoming), step.messages(), step.notices());
        }
        upcoming.eraseSecrets();
        return step.next() instanceof AwaitingRoster waiting
                ? new PlatformStep(
                        new AwaitingRoster(waiting.party(), upcomingNumber()), step.messages(), step.notices())
                : step;
    }

    private void eraseSecrets() {
        present.eraseSecrets();
        upcoming.eraseSecrets();
    }

    private long upcomingNumber() {
        return upcoming.membership().epoch().number();
    }
}
