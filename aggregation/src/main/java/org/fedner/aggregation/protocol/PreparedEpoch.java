package org.fedner.aggregation.protocol;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fedner.aggregation.message.Abort;
import org.fedner.aggregation.message.Keys;
import org.fedner.aggregation.message.Link;
import org.fedner.aggregation.message.Message;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Seed;
import org.fedner.aggregation.message.SignedRoster;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;

/**
 * An epoch whose keys the server has agreed beside the rounds of the present one. It stops short of the LINKSETs, which end
 * the present epoch for whoever gets them; until these are sent it can be dropped, and its number is used up.
 *
 * <p>It is not mended: whoever falls silent or connects again meanwhile costs the preparation, not a round.
 *
 * @param phase the server's phase in the epoch to come
 * @param outgoing what is to be sent now
 * @param change once all LINKs are there: the step that begins the epoch, still to be taken
 */
public record PreparedEpoch(ServerPhase phase, List<Outgoing> outgoing, Optional<ServerStep> change) {

    /**
     * Proposes it: PREPARE to those who are in the present epoch, ROSTER to the others.
     *
     * @param number greater than that of every epoch before
     * @param members enrolled platforms, in the order of their ids
     * @param busy who is in the present epoch
     */
    public static PreparedEpoch begin(
            ServerParty party,
            long number,
            EpochParameters parameters,
            List<PlatformId> members,
            SignedRoster roster,
            Set<PlatformId> busy) {
        ServerStep step =
                AdvertisingKeys.propose(ServerPhase.noEpoch(), party, number, parameters, members, roster, busy);
        return new PreparedEpoch(step.next(), step.messages(), Optional.empty());
    }

    private Epoch proposed() {
        return ((HostPhase) phase).hosting().epoch();
    }

    /** E of the epoch to come. */
    public Digest epoch() {
        return proposed().digest();
    }

    /** Of the epoch to come, in the order of their ids. */
    public List<PlatformId> members() {
        return proposed().members();
    }

    /** Whether a platform's message is about this epoch and none other. */
    public boolean concerns(WireMessage<?> message) {
        return epochOf(message.message()).filter(epoch()::equals).isPresent();
    }

    private static Optional<Digest> epochOf(Message message) {
        if (message instanceof Keys keys) {
            return Optional.of(keys.epoch());
        } else if (message instanceof Seed seed) {
            return Optional.of(seed.epoch());
        } else if (message instanceof Link link) {
            return Optional.of(link.epoch());
        } else if (message instanceof Abort abort) {
            return Optional.of(abort.epoch());
        }
        return Optional.empty();
    }

    /** After a message that {@link #concerns} it. */
    public PreparedEpoch after(PlatformId from, WireMessage<?> message) {
        ServerPhase at = change.map(ServerStep::next).orElse(phase);
        ServerStep step = at.on(new ServerEvent.Received(from, message));
        if (step.next() instanceof EpochOver) {
            return new PreparedEpoch(step.next(), List.of(), Optional.empty());
        } else if (isReady()) {
            return new PreparedEpoch(phase, List.of(), change);
        }
        return step.next() instanceof AgreeingOnState
                ? new PreparedEpoch(phase, List.of(), Optional.of(step))
                : new PreparedEpoch(step.next(), step.messages(), Optional.empty());
    }

    /** Whether all keys are agreed. */
    public boolean isReady() {
        return change.isPresent();
    }

    /** Whether a member stopped over it; it is never ready. */
    public boolean hasFailed() {
        return phase instanceof EpochOver;
    }
}
