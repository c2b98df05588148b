package org.fedner.audit.event;

/**
 * What the site's policy lets leave, declared before anything does.
 *
 * @param messageBytes  most bytes of one message
 * @param bytesPerRound most bytes in one attempt of a round
 */
public record EgressCap(long messageBytes, long bytesPerRound) implements Event {
    public EgressCap {
        Bounds.requireCount("message bytes", messageBytes);
        Bounds.requireCount("bytes per round", bytesPerRound);
    }
}
