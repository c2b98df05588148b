package org.fedner.aggregation.protocol;

import java.util.List;
import org.fedner.aggregation.message.Answer;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Quorum;
import org.fedner.aggregation.message.Survivors;
import org.fedner.aggregation.message.WireMessage;

/** The platform answered. The shares it held are gone; the answer's bytes go out again when they are asked for again. */
record AwaitingRecovered(
        CalledRound round, WireMessage<Survivors> survivors, WireMessage<Quorum> request, WireMessage<Answer> sent)
        implements CalledPhase {

    @Override
    public List<WireMessage<?>> answer() {
        return List.of(sent);
    }

    @Override
    public void eraseRound() {
        // what was held was revealed or erased
    }

    @Override
    public boolean isParticipating() {
        return true;
    }

    @Override
    public boolean hasUploaded() {
        return true;
    }

    @Override
    public List<PlatformId> possibleSurvivors() {
        return survivors.message().survivors();
    }

    @Override
    public PlatformStep onSurvivors(WireMessage<Survivors> wire) {
        return wire.equals(survivors) ? refuse(wire) : CalledPhase.super.onSurvivors(wire);
    }
}
