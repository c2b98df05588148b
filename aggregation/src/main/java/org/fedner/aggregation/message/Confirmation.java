package org.fedner.aggregation.message;

import java.util.List;

/** A key confirmation between two members: the first 16 bytes of an HMAC over the transcript. */
public record Confirmation(ByteString value) {

    public static final int BYTES = 16;
    private static final int MAX_LIST_BYTES = 0xffff;

    public Confirmation {
        if (value.length() != BYTES) {
            throw new IllegalArgumentException("a confirmation has %d bytes, not %d".formatted(BYTES, value.length()));
        }
    }

    public static void encode(WireWriter out, List<Confirmation> confirmations) {
        out.list(confirmations, MAX_LIST_BYTES, (w, confirmation) -> w.fixed(confirmation.value.shared()));
    }

    public static List<Confirmation> decode(WireReader in) throws MalformedMessageException {
        return in.list(MAX_LIST_BYTES, r -> new Confirmation(ByteString.owning(r.fixed(BYTES))));
    }
}
