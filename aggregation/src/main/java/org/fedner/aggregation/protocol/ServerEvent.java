package org.fedner.aggregation.protocol;

import java.util.Set;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Standing;
import org.fedner.aggregation.message.WireMessage;

/** What can happen to the server. */
public sealed interface ServerEvent {

    /** A message came in on the connection of {@code from}. */
    record Received(PlatformId from, WireMessage<?> message) implements ServerEvent {}

    /** A member is connected again; {@code standing} is from its HELLO. */
    record Reconnected(PlatformId from, Standing standing) implements ServerEvent {}

    /** The present phase has lasted long enough, or its last missing member is known to be gone. */
    record DeadlinePassed() implements ServerEvent {}

    /**
     * These members lost their connections and had their while to come back, though the deadline has not passed: in mode R
     * the flight ends if it waits for nobody else, in mode F at once.
     */
    record MembersGone(Set<PlatformId> gone) implements ServerEvent {}

    /** The answer to {@link ServerNotice.SnapshotWanted}. */
    record SnapshotReady(ByteString state) implements ServerEvent {}

    /** The outcome in {@link ServerNotice.SumReady} or {@link ServerNotice.VoidReady} is on disk. */
    record OutcomeDurable(Continuation continuation) implements ServerEvent {}

    /** The operator, or too small a membership, ends the epoch. */
    record StopRequested(AbortReason reason) implements ServerEvent {}

    /** What follows a decided round. */
    enum Continuation {
        /** The next round, or after a void the next attempt, in the same epoch. */
        SAME_EPOCH,
        /** The epoch ends here; the process begins another with other members. */
        END_EPOCH,
        /** The job is done. */
        FINISH
    }
}
