package org.fedner.aggregation.protocol;

import java.util.List;
import org.fedner.aggregation.diagnosis.DummyRound;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.encoding.RowSet;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.MessageType;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;

/** What a platform's process must know or do. */
public sealed interface PlatformNotice {

    /** This platform is in an epoch; its number must be remembered for good: no older one is ever accepted again. */
    record EpochAccepted(EpochRoster proposal, EpochParameters parameters) implements PlatformNotice {

        public long number() {
            return proposal.epoch();
        }

        /** E. */
        public Digest epoch() {
            return proposal.epochDigest();
        }

        /** In the order of their ids. */
        public List<PlatformId> members() {
            return proposal.members();
        }
    }

    /**
     * The keys of an epoch to come are being agreed beside the present one; its number must be remembered for good, too.
     * {@link EpochAccepted} follows when the present one is over.
     */
    record EpochPrepared(long number) implements PlatformNotice {}

    /** Keys are agreed; answer with {@link PlatformEvent.StateReported}. */
    record StateWanted(Digest epoch) implements PlatformNotice {}

    /**
     * More than half of the previous epoch's honest members vouch for this state, which is not the own one: adopt it and
     * answer with {@link PlatformEvent.StateReported}, vouching for nothing. Its bytes have the digest.
     */
    record SnapshotOffered(Digest epoch, ByteString state, Digest digest, long modelRound) implements PlatformNotice {}

    /**
     * Another member needs the state that this platform named: answer with {@link PlatformEvent.StateForSealing}.
     *
     * @param to who alone will be able to read it
     */
    record SealingWanted(Digest epoch, PlatformId to) implements PlatformNotice {}

    /**
     * All keys are confirmed and the sum of the rounded sizes is verified. Training begins. The tag shows that all
     * members hold the same state, so from here on it counts as verified with this epoch's members.
     */
    record SizesVerified(Digest epoch, long totalSentences) implements PlatformNotice {}

    /**
     * A training round is open; answer with {@link PlatformEvent.InputReady}.
     *
     * @param round tau, from 1
     * @param deadlineMillis that the server grants
     */
    record InputWanted(Digest context, long round, int attempt, long deadlineMillis) implements PlatformNotice {}

    /**
     * A round is open that only finds the rows of the next one; answer with {@link PlatformEvent.RowsReady}.
     *
     * @param round tau, from 1
     * @param deadlineMillis that the server grants
     */
    record RowsWanted(Digest context, long round, int attempt, long deadlineMillis) implements PlatformNotice {}

    /**
     * These rows, and no others, are in the next round's gradient if that is its first attempt. Follows {@link SumVerified},
     * or comes alone after {@link RowsWanted}. They are the rows that all members together asked for; one that was asked for
     * is missing with probability below 2^-60.
     */
    record RowsVerified(Digest context, long round, int attempt, RowSet next) implements PlatformNotice {}

    /**
     * The sum is the true sum of the contributors' inputs. Update the shared module. Who is among them commits the private
     * step, the residual and the place in the data; in mode R others may be told, whose input is in no sum and never will
     * be: they may submit it again.
     *
     * @param modelRound verified training rounds, this one included
     * @param stateAfter SHA-256(state before ‖ SHA-256(sum)): what the next round is bound to
     * @param contributors in mode F all members, in mode R the survivors
     */
    record SumVerified(
            Digest context,
            long round,
            int attempt,
            long modelRound,
            RingVector sum,
            Digest stateAfter,
            List<PlatformId> contributors)
            implements PlatformNotice {}

    /**
     * The attempt ended without a sum: discard what depended on it and scatter the batch. Also for an attempt whose
     * input was still wanted.
     *
     * @param missing as the server says; empty when it simply went on
     */
    record RoundVoided(Digest context, long round, int attempt, List<PlatformId> missing) implements PlatformNotice {}

    /**
     * The sum is not the sum of the members' inputs, or some member's tag is wrong; {@link Stopped} follows. All three are
     * evidence, safe to show while the masks are secret: write them down before anything else.
     *
     * @param proposal what E, and so both signatures, is about
     * @param upload this platform's own
     * @param result as the server signed it
     */
    record SumRefused(
            long round, int attempt, EpochRoster proposal, WireMessage<Upload> upload, WireMessage<Result> result)
            implements PlatformNotice {}

    /**
     * Mode D: the public input of this dummy round left, masked. Comes with the upload, for the process to count its bytes anew.
     */
    record DummyUploaded(Digest context, long round, int attempt) implements PlatformNotice {}

    /**
     * Mode D: every member opened its masks of this dummy round; judge it. No state changed.
     *
     * @param proposal what E, and so every signature in it, is about
     * @param upload this platform's own, whole: evidence if the sum is not that of the uploads
     */
    record DummyOpened(EpochRoster proposal, WireMessage<Upload> upload, DummyRound round) implements PlatformNotice {}

    /** An input came for an attempt that is over; it was overwritten and nothing was sent. */
    record InputDiscarded(Digest context) implements PlatformNotice {}

    /** A message was out of place and changed nothing. */
    record MessageRefused(MessageType type) implements PlatformNotice {}

    /** The server ended the epoch; this platform waits for the next roster. */
    record EpochStopped(AbortReason reason) implements PlatformNotice {}

    /** The job is done, in the state this platform verified. */
    record JobFinished(long modelRound) implements PlatformNotice {}

    /** This platform stopped and erased the epoch's secrets. */
    record Stopped(AbortReason reason) implements PlatformNotice {}
}
