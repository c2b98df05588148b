package org.fedner.node.server;

import java.util.List;
import org.fedner.crypto.expansion.Digest;

/**
 * How a server's run ended well.
 *
 * @param sharedModel SHA-256 of the shared parameters
 * @param bytesUpPerRound bytes one platform sends in a training round, the median
 * @param bytesDownPerRound bytes one platform receives in a training round, the median
 * @param sumMillis median time from a round's first upload being parsed to its sum, spent adding
 */
public record ServerOutcome(
        long rounds,
        int voided,
        int epochs,
        Digest sharedModel,
        long bytesUpPerRound,
        long bytesDownPerRound,
        double sumMillis,
        List<Exclusion> exclusions) {

    /** A platform that an epoch went on without. */
    public record Exclusion(String platform, long epoch, long round) {}
}
