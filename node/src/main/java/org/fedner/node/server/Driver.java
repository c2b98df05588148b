package org.fedner.node.server;

import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Standing;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.node.egress.Where;
import org.fedner.node.loop.PartyLoop;

/** What a server does with its platforms: a job's rounds, or a diagnosis. Confined to the server's loop. */
sealed interface Driver permits EpochDriver, DiagnosisDriver {

    PartyLoop loop();

    Where where();

    /** Whether a platform that stands there has nothing left to receive. */
    boolean hasNothingFor(Standing standing);

    /** A platform has said HELLO and was welcomed. */
    void arrived(PlatformId id, Standing standing);

    /** A connection is gone; its platform has a while to come back. */
    void lost(PlatformId id);

    /** A platform that had nothing left to hear was told that the job is over, and is gone. */
    void toldTheEnd(PlatformId id);

    /** A platform has everything it wanted. */
    void farewell(PlatformId id);

    /** A protocol message, whose bytes began to be read at {@code startedNanos}. */
    void received(PlatformId from, WireMessage<?> message, long startedNanos);
}
