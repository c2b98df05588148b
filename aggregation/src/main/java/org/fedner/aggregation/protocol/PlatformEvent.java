package org.fedner.aggregation.protocol;

import java.util.List;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.encoding.RowSet;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.PlatformIds;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;

/** What can happen to a platform. */
public sealed interface PlatformEvent {

    /** A message from the server came in. */
    record Received(WireMessage<?> message) implements PlatformEvent {}

    /**
     * The answer to {@link PlatformNotice.StateWanted}, and to {@link PlatformNotice.SnapshotOffered} once adopted.
     *
     * @param epoch E, as the notice named it
     * @param state digest of the whole shared state that this platform holds
     * @param modelRound verified training rounds in it
     * @param previousMembers of the epoch in which this platform itself verified that state; empty for the initial
     *     state, for an adopted snapshot, and whenever it has not
     * @param trainingSentences of this platform; rounded up before anything leaves
     */
    record StateReported(
            Digest epoch, Digest state, long modelRound, List<PlatformId> previousMembers, int trainingSentences)
            implements PlatformEvent {

        public StateReported {
            previousMembers = PlatformIds.increasing(previousMembers);
            if (modelRound < 0 || trainingSentences < 1) {
                throw new IllegalArgumentException(
                        "model round %d, %d training sentences".formatted(modelRound, trainingSentences));
            }
        }
    }

    /**
     * The answer to {@link PlatformNotice.InputWanted}.
     *
     * @param context C, as the notice named it
     * @param input x_i, header and gradient, of a table by rows those of the round; taken over and masked in place
     * @param nextRows rows of the table by rows that this platform wants in the next round
     */
    record InputReady(Digest context, RingVector input, RowSet nextRows) implements PlatformEvent {

        /** In a job without a table by rows. */
        public InputReady(Digest context, RingVector input) {
            this(context, input, RowSet.none(0));
        }
    }

    /**
     * The answer to {@link PlatformNotice.RowsWanted}.
     *
     * @param context C, as the notice named it
     * @param nextRows rows that this platform wants in the next round
     */
    record RowsReady(Digest context, RowSet nextRows) implements PlatformEvent {}

    /**
     * The answer to {@link PlatformNotice.SealingWanted}.
     *
     * @param state the bytes of the state that was reported
     */
    record StateForSealing(Digest epoch, PlatformId to, ByteString state) implements PlatformEvent {}

    /** The operator wants this platform left out of the next epoch. */
    record LeaveRequested() implements PlatformEvent {}

    /** The operator stops this platform. */
    record StopRequested() implements PlatformEvent {}
}
