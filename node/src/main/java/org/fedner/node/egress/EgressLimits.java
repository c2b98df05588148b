package org.fedner.node.egress;

/**
 * What a site lets leave.
 *
 * @param largestMessageBytes most bytes of one message
 * @param bytesPerRound most bytes from one round's opening to the next
 */
public record EgressLimits(long largestMessageBytes, long bytesPerRound) {}
