package org.fedner.aggregation.message;

import java.util.List;

/**
 * COSIGNATURE, platform to server, before HELLO and before every UPLOAD: what the platform cosigned, where it stands, and what it
 * wants cosigned. Not signed: the lines in it are.
 *
 * <pre>
 * opaque cosigned&lt;1..2^16-1&gt; notes&lt;0..2^24-1&gt;     checkpoint texts, each with this platform's line
 * LogSize stands&lt;0..2^24-1&gt;                    every log it ever cosigned, with the size it stands at
 * ConsistencyClaim own&lt;0..2^24-1&gt;                 its own log's checkpoint, for each size a witness stands at
 * </pre>
 */
public record Cosignatures(List<ByteString> notes, List<LogSize> stands, List<ConsistencyClaim> own)
        implements RelayedMessage {

    private static final int MAX_LIST_BYTES = 0xff_ffff;

    public Cosignatures {
        notes = List.copyOf(notes);
        stands = List.copyOf(stands);
        own = List.copyOf(own);
    }

    @Override
    public MessageType type() {
        return MessageType.COSIGNATURE;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.list(notes, MAX_LIST_BYTES, ConsistencyClaim::encodeNote)
                .list(stands, MAX_LIST_BYTES, LogSize::encode)
                .list(own, MAX_LIST_BYTES, ConsistencyClaim::encode);
    }

    static Cosignatures decode(WireReader in) throws MalformedMessageException {
        return new Cosignatures(
                in.list(MAX_LIST_BYTES, ConsistencyClaim::note),
                in.list(MAX_LIST_BYTES, LogSize::decode),
                in.list(MAX_LIST_BYTES, ConsistencyClaim::decode));
    }
}
