package org.fedner.aggregation.message;

/**
 * A signed message with something after its signature that the signature does not cover, because it is not the same for all
 * who read it or proves itself: {@code type ‖ fields ‖ sig ‖ trailer}.
 */
public sealed interface TrailedMessage extends SignedMessage permits Ack {

    void encodeTrailer(WireWriter out);
}
