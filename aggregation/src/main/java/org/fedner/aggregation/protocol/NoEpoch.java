package org.fedner.aggregation.protocol;

/** The server before its first epoch: it has nothing to say. */
record NoEpoch() implements ServerPhase {

    @Override
    public ServerStep on(ServerEvent event) {
        if (event instanceof ServerEvent.Received received) {
            return ServerStep.to(this)
                    .noticing(new ServerNotice.MessageRefused(
                            received.from(), received.message().message().type(), RefusedMessage.OUT_OF_PLACE));
        }
        return ServerStep.to(this);
    }
}
