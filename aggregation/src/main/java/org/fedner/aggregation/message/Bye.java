package org.fedner.aggregation.message;

/** The sender closes the connection in good order. No fields. */
public record Bye() implements SessionMessage {

    @Override
    public MessageType type() {
        return MessageType.BYE;
    }

    @Override
    public void encodeFields(WireWriter out) {}
}
