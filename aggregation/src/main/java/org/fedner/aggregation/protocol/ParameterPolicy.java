package org.fedner.aggregation.protocol;

import java.util.List;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Roster;

/**
 * What one platform accepts, on its own word: nothing the server, the job or a roster says can loosen it.
 *
 * <p>The process around the protocol implements this; clock and counters are its own. Each method is asked once per
 * event, at the moment it matters, and a {@code false} stops the platform.
 */
public interface ParameterPolicy {

    /** Whether this roster, signed by the authority, is fresh: valid now and not older than one seen before. */
    boolean accepts(Roster roster);

    /**
     * Whether the epoch may go on to another attempt: its roster is still fresh, and the newest roster this platform knows
     * still lists the server and every member.
     */
    boolean stillAccepts(Roster ofEpoch, List<PlatformId> members);

    /** Whether this platform takes part under these parameters with that many members. */
    boolean accepts(EpochParameters parameters, int members);

    /** Whether one more epoch may begin without an operator's consent. */
    boolean allowsAnotherEpoch();

    /** Whether one more round may end void without an operator's consent. */
    boolean allowsAnotherVoid();
}
