package org.fedner.aggregation.protocol;

import java.util.List;
import org.fedner.aggregation.diagnosis.DummyRound;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.encoding.RowSet;
import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.MessageType;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.RoundVoid;
import org.fedner.aggregation.message.SumMessage;
import org.fedner.aggregation.message.UploadHead;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;

/** What the server's process must know or do. */
public sealed interface ServerNotice {

    /**
     * Some members need the state that the others vouch for; answer with {@link ServerEvent.SnapshotReady}.
     *
     * @param digest SHA-256 of the bytes to supply
     */
    record SnapshotWanted(Digest digest, long modelRound, List<PlatformId> members) implements ServerNotice {}

    /**
     * Some members need the state that the others vouch for, and a server that has none asks these to seal it. Nothing is to
     * be answered; who thinks that others should be there too drops the step before anything of it is sent.
     *
     * @param members of the epoch
     */
    record SealsWanted(long modelRound, List<PlatformId> members) implements ServerNotice {}

    /** All members hold one state and the epoch is set up. Once {@code epoch} is durable, a restarted server resumes it. */
    record EpochEstablished(ServerEpoch epoch) implements ServerNotice {}

    /**
     * The sum is complete: make both durable, then answer with {@link ServerEvent.OutcomeDurable}. Nobody has the result
     * before that.
     *
     * @param kind what the sum is of
     * @param sum counts and gradient; empty in a round that only finds rows
     * @param rows that the sum covers, of a job with a table by rows
     * @param result RESULT, or in mode R RECOVERED
     * @param uploads the heads of what was added up, in the order of their senders' ids: the server's defence, to be kept
     *     until the next sum. None in mode R, where the sum is not that of the uploads alone
     * @param epoch where the epoch stands afterwards
     * @param contributors in mode F all members, in mode R the survivors
     */
    record SumReady(
            long round,
            int attempt,
            RoundKind kind,
            RingVector sum,
            RowSet rows,
            WireMessage<? extends SumMessage> result,
            List<UploadHead> uploads,
            ServerEpoch epoch,
            List<PlatformId> contributors)
            implements ServerNotice {}

    /**
     * Mode D: every member opened its masks of this dummy round. Judge it, then answer with
     * {@link ServerEvent.OutcomeDurable}: the members hear the openings, and what follows. Nothing has to be durable.
     *
     * @param proposal what E, and so every signature in it, is about
     */
    record DummyReady(EpochRoster proposal, DummyRound round) implements ServerNotice {}

    /** The attempt is void: make both durable, then answer with {@link ServerEvent.OutcomeDurable}. */
    record VoidReady(long round, int attempt, WireMessage<RoundVoid> outcome, ServerEpoch epoch)
            implements ServerNotice {}

    /** A message was out of place, repeated, or not what its sender may say; it changed nothing. */
    record MessageRefused(PlatformId from, MessageType type, RefusedMessage why) implements ServerNotice {}

    /**
     * Mode R: a member came back without the epoch's secrets, or without a sum it can still be told. It takes part in the
     * next epoch, which the process begins once this round is decided.
     */
    record MemberBehind(PlatformId member) implements ServerNotice {}

    /** A platform asked to be left out of the next epoch. */
    record LeaveReceived(PlatformId from) implements ServerNotice {}

    /**
     * The epoch is over before the job is; the process begins another without those at fault, or stops. Between
     * {@link SumReady} or {@link VoidReady} and its answer it still waits for that answer, which then ends it.
     */
    record EpochEnded(EpochEnd cause, List<PlatformId> platforms) implements ServerNotice {}
}
