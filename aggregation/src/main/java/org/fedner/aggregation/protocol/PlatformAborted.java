package org.fedner.aggregation.protocol;

import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Standing;

/** The platform stopped; every secret of the epoch is erased. Only a new process, with its operator's consent, goes on. */
public record PlatformAborted(AbortReason reason) implements PlatformPhase {

    @Override
    public PlatformStep on(PlatformEvent event) {
        return PlatformPhase.refused(this, event);
    }

    @Override
    public Standing standing() {
        return new Standing.Outside();
    }
}
