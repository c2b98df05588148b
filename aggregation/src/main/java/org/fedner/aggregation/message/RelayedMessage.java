package org.fedner.aggregation.message;

/**
 * A message of an epoch that carries no signature of its own: it says nothing but what others signed or authenticated, and
 * whoever passes it on cannot change that.
 */
public sealed interface RelayedMessage extends Message permits Quorum, ShownCheckpoint, Cosignatures {}
