/**
 * Bytes from one party to another over mutual TLS 1.3: the only package that knows Netty.
 *
 * <p>{@link ServerTransport} listens; {@link PlatformTransport} makes one connection; {@link ReconnectingLink} keeps one
 * alive through outages. All three speak to their owner through {@link TransportListener}, whose calls arrive in order on
 * an executor that the owner chooses, never on a network thread. A connected party is a {@link Peer}.
 *
 * <pre>
 * platform                                    server
 *    |---- TLS 1.3, certificates both ways ----|   the server's trust: signed by the pinned authority, role, key usage
 *    |                                         |   validity, current roster, one connection for each certificate
 *    |<---  ADMITTED versions  |  REFUSED why  |
 *    |  ENTERED version  --------------------->|   both sides call connected()
 *    |<--  HOLDING what is here of a message ->|   if the last connection broke in the middle of one
 *    |<---------------  DATA  ---------------->|   one message of the protocol in each frame
 *    |<----------  BEGIN, CHUNK...  ---------->|   or, if it is long, in many; from where its reader stands
 *    |<-------------  PING, PONG  ------------>|   after silence in that direction; any byte counts as life
 * </pre>
 *
 * <p>A frame is {@code u32 length | u8 type | body}; {@code length} counts type and body. Its cap is checked before a byte of
 * the body is stored, and it is {@value org.fedner.node.transport.FrameDecoder#LARGEST_CONTROL_FRAME} bytes until the peer has been
 * let in. A long message is announced by length and digest, whose length is checked in the same way ({@link Inbox}); parts of
 * it outlive their connection, not their round ({@link PartialMessages}). Each TLS connection has its own context, so no session is ever resumed and each handshake checks the certificate
 * anew.
 *
 * <p>Nothing that a peer sent as text reaches a log. A refusal travels and is logged as a member of {@link Refusal}.
 */
package org.fedner.node.transport;
