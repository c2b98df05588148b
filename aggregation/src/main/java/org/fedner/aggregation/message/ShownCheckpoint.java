package org.fedner.aggregation.message;

import java.util.List;

/**
 * CHECKPOINT, server to platform, before an OPEN, a CALL or FINISHED: what the platform is to cosign, and what others cosigned.
 * Not signed: notes carry the signatures of those whose logs they are of.
 *
 * <pre>
 * ConsistencyClaim shown                          the server's log
 * opaque witnessed&lt;0..2^16-1&gt;                     the newest checkpoint of it that a quorum cosigned, with their lines; or none
 * ConsistencyClaim peers&lt;0..2^24-1&gt;               other platforms' logs
 * opaque own&lt;1..2^16-1&gt; lines&lt;0..2^24-1&gt;          checkpoints of this platform's log, each with others' lines
 * uint64 stands&lt;0..2^16-1&gt;                        sizes at which this log's witnesses stand
 * </pre>
 */
public record ShownCheckpoint(
        ConsistencyClaim shown,
        ByteString witnessed,
        List<ConsistencyClaim> peers,
        List<ByteString> lines,
        List<Long> stands)
        implements RelayedMessage {

    private static final int MAX_LIST_BYTES = 0xff_ffff;
    private static final int MAX_SHORT_BYTES = 0xffff;

    public ShownCheckpoint {
        peers = List.copyOf(peers);
        lines = List.copyOf(lines);
        stands = List.copyOf(stands);
    }

    @Override
    public MessageType type() {
        return MessageType.CHECKPOINT;
    }

    @Override
    public void encodeFields(WireWriter out) {
        ConsistencyClaim.encode(out, shown);
        out.opaque(witnessed.shared(), 0, MAX_SHORT_BYTES)
                .list(peers, MAX_LIST_BYTES, ConsistencyClaim::encode)
                .list(lines, MAX_LIST_BYTES, ConsistencyClaim::encodeNote)
                .list(stands, MAX_SHORT_BYTES, (w, size) -> w.uint(Long.BYTES, size));
    }

    static ShownCheckpoint decode(WireReader in) throws MalformedMessageException {
        return new ShownCheckpoint(
                ConsistencyClaim.decode(in),
                ByteString.owning(in.opaque(0, MAX_SHORT_BYTES)),
                in.list(MAX_LIST_BYTES, ConsistencyClaim::decode),
                in.list(MAX_LIST_BYTES, ConsistencyClaim::note),
                in.list(MAX_SHORT_BYTES, r -> r.uint(Long.BYTES)));
    }
}
