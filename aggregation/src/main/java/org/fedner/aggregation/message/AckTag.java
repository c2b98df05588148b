package org.fedner.aggregation.message;

import java.util.List;

/** What shows one member that another signed an ACK: the first 16 bytes of an HMAC under a key of that direction of the pair. */
public record AckTag(ByteString value) {

    public static final int BYTES = 16;
    private static final int MAX_LIST_BYTES = 0xffff;

    public AckTag {
        if (value.length() != BYTES) {
            throw new IllegalArgumentException("an ACK's tag has %d bytes, not %d".formatted(BYTES, value.length()));
        }
    }

    static void encode(WireWriter out, List<AckTag> tags) {
        out.list(tags, MAX_LIST_BYTES, (w, tag) -> w.fixed(tag.value.shared()));
    }

    static List<AckTag> decode(WireReader in) throws MalformedMessageException {
        return in.list(MAX_LIST_BYTES, r -> new AckTag(ByteString.owning(r.fixed(BYTES))));
    }
}
