package org.fedner.aggregation.protocol;

import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.WireMessage;

/**
 * A message from the server to a platform.
 *
 * @param to a member
 * @param message its bytes are what is logged and sent
 */
public record Outgoing(PlatformId to, WireMessage<?> message) {}
