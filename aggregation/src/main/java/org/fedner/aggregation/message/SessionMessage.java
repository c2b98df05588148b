package org.fedner.aggregation.message;

/**
 * A message about the connection, outside any epoch, without a signature: mutual TLS names its sender, and nothing in
 * it decides about a sum.
 */
public sealed interface SessionMessage extends Message permits Hello, Welcome, Refused, Bye, Renewal {}
