package org.fedner.aggregation.message;

/**
 * What travels between a platform and the server. A record per message; docs/protocol.md has the table of bytes.
 *
 * <p>The records refuse what must not be said (a list out of order, a count outside its bounds), so a decoded message
 * needs no second look for form. What a message means at a moment is the phases' business.
 */
public sealed interface Message permits SessionMessage, SignedMessage, RelayedMessage {

    MessageType type();

    /** Writes the fields after the type byte and before the signature and the bulk, in order. */
    void encodeFields(WireWriter out);
}
