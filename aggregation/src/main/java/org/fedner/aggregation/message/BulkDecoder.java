package org.fedner.aggregation.message;

import java.nio.ByteBuffer;
import org.fedner.crypto.expansion.Digest;

/** What remains to be done for a bulk message once its fields are read: the digest is already checked against the bulk. */
@FunctionalInterface
interface BulkDecoder<M extends BulkMessage> {
    M with(Digest bulkDigest, ByteBuffer bulk) throws MalformedMessageException;
}
