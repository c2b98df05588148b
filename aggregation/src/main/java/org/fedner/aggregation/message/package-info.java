/**
 * What platforms and the server say to each other: a sealed record per message and one strict codec.
 *
 * <p>{@link org.fedner.aggregation.message.WireMessage} holds a {@link org.fedner.aggregation.message.Message} together
 * with the bytes in which it travels, so that what is signed, logged and sent is one array. Bytes from outside go through
 * {@link org.fedner.aggregation.message.WireMessage#parse}, which fails in one way only, a
 * {@link org.fedner.aggregation.message.MalformedMessageException}; whatever it accepts encodes again to the same bytes.
 *
 * <p>The notation is the presentation language of TLS (RFC 8446, section 3). Every message, byte by byte, is in
 * docs/protocol.md. {@link org.fedner.aggregation.message.Roster} says who is enrolled, on the word of the federation
 * authority, never of the server.
 */
package org.fedner.aggregation.message;
