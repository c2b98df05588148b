package org.fedner.aggregation.message;

import java.nio.ByteBuffer;
import org.fedner.crypto.expansion.Digest;

/**
 * A signed message with megabytes at its end: {@code type ‖ fields ‖ SHA-256(bulk) ‖ sig ‖ uint32 length ‖ bulk}.
 *
 * <p>The signature covers the digest instead of the bulk, so the bulk is hashed once and the first few hundred bytes of
 * the message are evidence by themselves.
 */
public sealed interface BulkMessage extends SignedMessage
        permits Upload, SumMessage, Snapshot, SealedState, SealedSnapshot {

    /** SHA-256 of the bulk. */
    Digest bulkDigest();

    int bulkBytes();

    /** Writes {@link #bulkBytes()} bytes. */
    void encodeBulk(ByteBuffer out);
}
