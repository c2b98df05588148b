package org.fedner.aggregation.protocol;

import org.fedner.aggregation.message.Standing;

/**
 * Where a platform stands. A phase holds exactly what it knows; it is used once, then its successor is.
 *
 * <p>No event makes a phase send anything about an input except an {@link PlatformEvent.InputReady} for the very context
 * that the phase announced, and that at most once; a result is noticed only after its tag was checked.
 */
public sealed interface PlatformPhase
        permits AwaitingRoster, MemberPhase, Preparing, PlatformAborted, PlatformFinished {

    /** What the event leads to. Whatever a phase does not accept leaves it as it is. */
    PlatformStep on(PlatformEvent event);

    /** For this platform's next HELLO. */
    Standing standing();

    /**
     * The first phase of a process.
     *
     * @param lastEpoch the largest number of an epoch this platform ever accepted, 0 if none
     */
    static PlatformPhase awaitingRoster(PlatformParty party, long lastEpoch) {
        return new AwaitingRoster(party, lastEpoch);
    }

    /** The default: nothing changes but that it is said. */
    static PlatformStep refused(PlatformPhase phase, PlatformEvent event) {
        if (event instanceof PlatformEvent.Received received) {
            return PlatformStep.to(phase)
                    .noticing(new PlatformNotice.MessageRefused(
                            received.message().message().type()));
        }
        if (event instanceof PlatformEvent.InputReady late) {
            late.input().clear();
            return PlatformStep.to(phase).noticing(new PlatformNotice.InputDiscarded(late.context()));
        }
        if (event instanceof PlatformEvent.RowsReady late) {
            return PlatformStep.to(phase).noticing(new PlatformNotice.InputDiscarded(late.context()));
        }
        return PlatformStep.to(phase);
    }
}
