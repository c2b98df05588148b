package org.fedner.aggregation.protocol;

import java.util.List;
import java.util.Optional;
import org.fedner.aggregation.encoding.RowSet;
import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.PlatformIds;
import org.fedner.aggregation.message.Ready;
import org.fedner.aggregation.message.SignedMessage;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.aggregation.message.WireReader;
import org.fedner.aggregation.message.WireWriter;
import org.fedner.crypto.expansion.Digest;

/**
 * All a server must keep to go on with an epoch after a restart. Public data only: it holds no key of any mask.
 *
 * <pre>
 * opaque roster&lt;1..2^25&gt;          the ROSTER message as it was sent
 * opaque transcript[32]            h_e
 * Digest graphSeed<0..32>          of a drawn mask graph; none if it is complete
 * uint64 round
 * uint32 attempt
 * opaque state[32]
 * uint64 modelRound
 * SignedReady readies&lt;0..2^26&gt;    each: opaque message&lt;1..2^16-1&gt;; empty once the size round is over
 * opaque rows&lt;4..2^30&gt;             of the next attempt's gradient: uint32 rows of the table, uint32 each row, ascending
 * </pre>
 *
 * @param graphSeed of a drawn mask graph; empty if it is complete
 * @param round tau of the attempt to open next, or open now
 * @param state digest of the shared state that the attempt is bound to
 * @param modelRound verified training rounds in it
 * @param readies every member's READY with its confirmations, in the order of their ids
 * @param rows that the attempt's gradient covers, of a job with a table by rows
 */
public record ServerEpoch(
        WireMessage<EpochRoster> roster,
        Digest transcript,
        Optional<Digest> graphSeed,
        long round,
        int attempt,
        Digest state,
        long modelRound,
        List<WireMessage<Ready>> readies,
        RowSet rows) {

    private static final int MAX_SEED_BYTES = 32;
    private static final int MAX_ROSTER_BYTES = 1 << 25;
    private static final int MAX_READY_BYTES = 0xffff;
    private static final int MAX_READIES_BYTES = 1 << 26;
    private static final int MAX_ROWS_BYTES = 1 << 30;

    public ServerEpoch {
        readies = List.copyOf(readies);
        PlatformIds.increasing(
                readies.stream().map(ready -> ready.message().platform()).toList());
        boolean complete = readies.size() == roster.message().members().size();
        if (round < 0 || attempt < 0 || modelRound < 0 || (round == 0) != complete) {
            throw new IllegalArgumentException(
                    "round %d, attempt %d with %d READYs".formatted(round, attempt, readies.size()));
        }
    }

    /** Number of the epoch. */
    public long number() {
        return roster.message().epoch();
    }

    /** In the order of their ids. */
    public List<PlatformId> members() {
        return roster.message().members();
    }

    Attempt at() {
        return new Attempt(round, attempt);
    }

    StateChain chain() {
        return new StateChain(state, modelRound);
    }

    /** Where the epoch stands once this round has the sum with that digest, which names the next rows. */
    ServerEpoch summed(RoundKind kind, Digest sumDigest, RowSet next) {
        StateChain after = chain().after(kind, sumDigest);
        return new ServerEpoch(
                roster, transcript, graphSeed, round + 1, 0, after.digest(), after.modelRound(), List.of(), next);
    }

    /** Where the epoch stands once this attempt is void. */
    ServerEpoch voided() {
        RowSet none = RowSet.none(rows.tableRows());
        return new ServerEpoch(roster, transcript, graphSeed, round, attempt + 1, state, modelRound, readies, none);
    }

    /** Where the epoch stands once this round of mode R is void: its number is not used again. */
    ServerEpoch skipped() {
        return new ServerEpoch(roster, transcript, graphSeed, round + 1, 0, state, modelRound, readies, rows);
    }

    public byte[] encode() {
        return new WireWriter()
                .opaque(roster.bytes(), 1, MAX_ROSTER_BYTES)
                .digest(transcript)
                .list(graphSeed.stream().toList(), MAX_SEED_BYTES, WireWriter::digest)
                .uint(8, round)
                .uint(4, attempt)
                .digest(state)
                .uint(8, modelRound)
                .list(readies, MAX_READIES_BYTES, (out, ready) -> out.opaque(ready.bytes(), 1, MAX_READY_BYTES))
                .opaque(rows.encode(), Integer.BYTES, MAX_ROWS_BYTES)
                .toBytes();
    }

    /** Strict. Signatures are checked when the epoch is resumed. */
    public static ServerEpoch decode(byte[] bytes) throws MalformedMessageException {
        return WireReader.whole(
                bytes,
                in -> new ServerEpoch(
                        nested(in, MAX_ROSTER_BYTES, EpochRoster.class),
                        in.digest(),
                        in.list(MAX_SEED_BYTES, WireReader::digest).stream().findFirst(),
                        in.uint(8),
                        in.uint31(),
                        in.digest(),
                        in.uint(8),
                        in.list(MAX_READIES_BYTES, r -> nested(r, MAX_READY_BYTES, Ready.class)),
                        RowSet.decode(in.opaque(Integer.BYTES, MAX_ROWS_BYTES))));
    }

    private static <M extends SignedMessage> WireMessage<M> nested(WireReader in, int maxBytes, Class<M> kind)
            throws MalformedMessageException {
        return WireMessage.parse(in.opaque(1, maxBytes))
                .as(kind)
                .orElseThrow(() -> new MalformedMessageException("a message of another type is stored"));
    }
}
