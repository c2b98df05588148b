package org.fedner.aggregation.protocol;

import org.fedner.aggregation.message.Standing;

/** The job is done; every secret of the epoch is erased. */
public record PlatformFinished(long modelRound) implements PlatformPhase {

    @Override
    public PlatformStep on(PlatformEvent event) {
        return PlatformPhase.refused(this, event);
    }

    @Override
    public Standing standing() {
        return new Standing.Outside();
    }
}
