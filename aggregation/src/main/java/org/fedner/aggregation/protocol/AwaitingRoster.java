package org.fedner.aggregation.protocol;

import java.util.Optional;
import org.fedner.aggregation.message.Abort;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.Keys;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.Prepare;
import org.fedner.aggregation.message.SignedRoster;
import org.fedner.aggregation.message.Standing;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;

/** The platform holds no epoch's secrets and waits for a ROSTER. */
record AwaitingRoster(PlatformParty party, long lastEpoch) implements PlatformPhase {

    @Override
    public PlatformStep on(PlatformEvent event) {
        if (event instanceof PlatformEvent.Received received
                && received.message().message() instanceof EpochRoster proposal) {
            return enter(party, lastEpoch, proposal, received.message());
        }
        if (event instanceof PlatformEvent.StopRequested) {
            return PlatformStep.to(new PlatformAborted(AbortReason.STOPPED))
                    .noticing(new PlatformNotice.Stopped(AbortReason.STOPPED));
        }
        return PlatformPhase.refused(this, event);
    }

    @Override
    public Standing standing() {
        return new Standing.Outside();
    }

    /**
     * Accepts the proposed epoch and advertises fresh keys, or stops.
     *
     * @param proposing ROSTER or PREPARE
     */
    static PlatformStep enter(PlatformParty party, long lastEpoch, EpochRoster proposal, WireMessage<?> proposing) {
        Epoch epoch;
        try {
            epoch = Epoch.of(proposal);
        } catch (MalformedMessageException e) {
            return stop(party, proposal, AbortReason.PARAMETERS_REFUSED);
        } catch (NotEnrolledException e) {
            return stop(party, proposal, AbortReason.NOT_ENROLLED);
        }
        Optional<AbortReason> objection = objection(party, lastEpoch, epoch, proposing);
        if (objection.isPresent()) {
            return stop(party, proposal, objection.get());
        }
        Membership membership = new Membership(party, epoch);
        OwnKeys keys = OwnKeys.generate(party.random(), !epoch.graphParameters().isComplete());
        WireMessage<Keys> advertisement = membership.sign(keys.advertise(epoch.digest(), party.id()));
        return PlatformStep.to(new AwaitingKeySet(membership, proposing, keys, advertisement))
                .sending(advertisement)
                .noticing(new PlatformNotice.EpochAccepted(proposal, epoch.parameters()));
    }

    private static Optional<AbortReason> objection(
            PlatformParty party, long lastEpoch, Epoch epoch, WireMessage<?> proposing) {
        SignedRoster signedRoster = epoch.signedRoster();
        if (!party.authority().isOfTheAuthority(signedRoster)
                || !epoch.roster().federation().equals(party.federation())
                || !party.policy().accepts(epoch.roster())) {
            return Optional.of(AbortReason.STALE_ROSTER);
        }
        if (!epoch.isSignedByServer(proposing)) {
            return Optional.of(AbortReason.BAD_SIGNATURE);
        }
        if (!epoch.proposal().federation().equals(party.federation()) || !epoch.hasMember(party.id())) {
            return Optional.of(AbortReason.NOT_ENROLLED);
        }
        if (epoch.number() <= lastEpoch) {
            return Optional.of(AbortReason.EPOCH_NOT_INCREASING);
        }
        if (epoch.isDiagnostic() && proposing.message() instanceof Prepare) {
            return Optional.of(AbortReason.PARAMETERS_REFUSED); // a diagnosis stands alone
        }
        int members = epoch.members().size();
        if (members < epoch.parameters().minPlatforms()
                || members > epoch.parameters().largestMembership()
                || !epoch.parameters().countsFit(members)
                || !party.policy().accepts(epoch.parameters(), members)) {
            return Optional.of(AbortReason.PARAMETERS_REFUSED);
        }
        return party.policy().allowsAnotherEpoch() ? Optional.empty() : Optional.of(AbortReason.BUDGET_EXCEEDED);
    }

    private static PlatformStep stop(PlatformParty party, EpochRoster proposal, AbortReason reason) {
        Digest epoch = proposal.epochDigest();
        return PlatformStep.to(new PlatformAborted(reason))
                .sending(WireMessage.sign(new Abort(epoch, reason), epoch, party.signingKey()))
                .noticing(new PlatformNotice.Stopped(reason));
    }
}
