package org.fedner.aggregation.message;

/** The server turns a connection away: {@code uint8 reason}. */
public record Refused(RefusalReason reason) implements SessionMessage {

    @Override
    public MessageType type() {
        return MessageType.REFUSED;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.uint(1, reason.code());
    }

    static Refused decode(WireReader in) throws MalformedMessageException {
        return new Refused(RefusalReason.ofCode(in.uint(1)));
    }
}
