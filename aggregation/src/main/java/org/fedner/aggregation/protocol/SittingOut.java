package org.fedner.aggregation.protocol;

import java.util.List;
import org.fedner.aggregation.message.WireMessage;

/** The round goes on without this platform, whose shares for it came too late. It has dealt for the next one. */
record SittingOut(CalledRound round) implements CalledPhase {

    @Override
    public WireMessage<?> request() {
        return round.call();
    }

    @Override
    public List<WireMessage<?>> answer() {
        return at().keyed().secrets().deal();
    }

    @Override
    public List<WireMessage<?>> answerToCall() {
        return answer();
    }

    @Override
    public void eraseRound() {
        // it has no part in it
    }

    @Override
    public boolean isParticipating() {
        return false;
    }

    @Override
    public boolean hasUploaded() {
        return false;
    }
}
