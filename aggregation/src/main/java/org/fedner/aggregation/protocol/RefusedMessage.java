package org.fedner.aggregation.protocol;

/** Why the server did not take a message. Closed, so that it can be counted. */
public enum RefusedMessage {
    /** The sender is no member of this epoch. */
    STRANGER,
    /** The present phase takes no such message. */
    OUT_OF_PLACE,
    BAD_SIGNATURE,
    /** It speaks of another epoch, context or platform. */
    CONTEXT_DIFFERS,
    /** A second message, other than the first. */
    SECOND_VERSION,
    /** The vector has another number of words, words of another ring, or one that is no element of the field. */
    WRONG_SIZE
}
