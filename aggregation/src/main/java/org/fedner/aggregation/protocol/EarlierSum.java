package org.fedner.aggregation.protocol;

import java.util.List;
import java.util.Optional;
import org.fedner.aggregation.message.Opened;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Standing;
import org.fedner.aggregation.message.SumMessage;
import org.fedner.aggregation.message.WireMessage;

/**
 * The epoch's last sum, where attempts after it were void: whoever was cut off before it was sent needs it first, or it stands
 * before a sum that the server, and perhaps others, have added to their model.
 *
 * @param round tau of the sum
 * @param message RESULT, RECOVERED or OPENED
 */
public record EarlierSum(long round, WireMessage<?> message) {

    /** What stays to be told once the attempt after {@code lastOutcome} is void. */
    static Optional<EarlierSum> of(List<WireMessage<?>> lastOutcome, Optional<EarlierSum> before, long round) {
        return before.or(() -> lastOutcome.stream()
                .filter(outcome -> outcome.message() instanceof SumMessage || outcome.message() instanceof Opened)
                .findFirst()
                .map(outcome -> new EarlierSum(round - 1, outcome)));
    }

    /** Whether a member that stands there has not heard it, and has heard of all before. */
    boolean isNextFor(Standing standing) {
        return standing instanceof Standing.InRound inRound && inRound.round() == round;
    }

    /** Whether a member that stands there has missed nothing but this sum and what was void after it. */
    boolean isFollowedFrom(Standing standing) {
        return standing instanceof Standing.InRound inRound && inRound.round() >= round;
    }

    /** To that member, if it needs it. */
    static List<Outgoing> missedBy(PlatformId member, Standing standing, Optional<EarlierSum> earlier) {
        return earlier.filter(sum -> sum.isNextFor(standing)).map(sum -> new Outgoing(member, sum.message())).stream()
                .toList();
    }
}
