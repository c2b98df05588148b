package org.fedner.aggregation.protocol;

import java.util.List;
import java.util.Set;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Ack;
import org.fedner.aggregation.message.Answer;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Quorum;
import org.fedner.aggregation.message.QuorumMember;
import org.fedner.aggregation.message.Survivors;
import org.fedner.aggregation.message.WireMessage;

/** The platform signed one list of survivors, and answers once enough of them signed the same. */
record AwaitingQuorum(CalledRound round, WireMessage<Survivors> request, HeldShares shares, WireMessage<Ack> ack)
        implements CalledPhase {

    @Override
    public List<WireMessage<?>> answer() {
        return List.of(ack);
    }

    @Override
    public void eraseRound() {
        shares.close();
    }

    @Override
    public boolean isParticipating() {
        return true;
    }

    @Override
    public boolean hasUploaded() {
        return true;
    }

    @Override
    public List<PlatformId> possibleSurvivors() {
        return request.message().survivors();
    }

    @Override
    public PlatformStep onQuorum(WireMessage<Quorum> wire) {
        Quorum quorum = wire.message();
        if (!quorum.context().equals(round.context().digest())) {
            return CalledPhase.super.onQuorum(wire);
        }
        int needed = round.epoch().signatureThreshold();
        if (quorum.members().size() < needed
                || !quorum.survivors().equals(ack.message().survivors())) {
            return abort(AbortReason.SURVIVORS_REFUSED);
        }
        Set<PlatformId> survivors = Set.copyOf(possibleSurvivors());
        for (QuorumMember member : quorum.members().subList(0, needed)) {
            if (!survivors.contains(member.platform())) {
                return abort(AbortReason.SURVIVORS_REFUSED);
            }
            if (!hasSigned(member)) {
                return abort(AbortReason.BAD_SIGNATURE);
            }
        }
        WireMessage<Answer> answer =
                membership().sign(shares.answer(quorum.context(), round.own(), possibleSurvivors()));
        return PlatformStep.to(new AwaitingRecovered(round, request, wire, answer))
                .sending(answer);
    }

    /**
     * Whether that member signed the list this platform signed. A right tag says so at once; who sent a wrong one, or shares no
     * key with this platform, is believed by its signature.
     */
    private boolean hasSigned(QuorumMember member) {
        Ack own = ack.message();
        if (member.platform().equals(round.own())) {
            return member.signature().equals(ack.signature());
        }
        boolean isTagged = member.tag().isPresent()
                && at().keyed()
                        .secrets()
                        .isAcknowledgedBy(
                                member.platform(),
                                own.context(),
                                own.survivors(),
                                member.tag().get());
        return isTagged
                || round.epoch()
                        .isSignedBy(
                                member.platform(),
                                new Ack(own.context(), member.platform(), own.survivors(), List.of()),
                                member.signature());
    }
}
