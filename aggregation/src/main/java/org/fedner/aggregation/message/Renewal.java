package org.fedner.aggregation.message;

/**
 * Papers on their way between a platform and the holder of the authority's key, by way of the server; from version 4 on.
 *
 * <pre>
 * opaque paper&lt;1..2^24-1&gt;   platform to server: its request, as text; server to platform: an enrolment, as text
 * </pre>
 *
 * <p>Nothing is believed because of who sent it: a request proves that its sender holds the keys, an enrolment carries the
 * authority's signatures. Both are public.
 */
public record Renewal(ByteString paper) implements SessionMessage {

    private static final int MAX_PAPER_BYTES = (1 << 24) - 1;

    @Override
    public MessageType type() {
        return MessageType.RENEWAL;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.opaque(paper.shared(), 1, MAX_PAPER_BYTES);
    }

    static Renewal decode(WireReader in) throws MalformedMessageException {
        return new Renewal(ByteString.owning(in.opaque(1, MAX_PAPER_BYTES)));
    }
}
