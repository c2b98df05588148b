package org.fedner.aggregation.message;

import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.masking.Tag;
import org.fedner.crypto.expansion.Digest;

/** What the server says a round's sum is: {@link Result} over all members, {@link Recovered} over the survivors. */
public sealed interface SumMessage extends BulkMessage permits Result, Recovered {

    /** C. */
    Digest context();

    /** Sum of the tags modulo 2^61 - 1. */
    Tag tag();

    /** {@link Result#uploadsDigest} of what was added up. */
    Digest uploads();

    /** SHA-256 of the words as they travel. */
    Digest sumDigest();

    RingVector sum();
}
