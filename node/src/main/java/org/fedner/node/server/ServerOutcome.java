package org.fedner.node.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.fedner.node.report.ReportFiles;

/**
 * How a server's run ended well.
 *
 * @param sharedModel SHA-256 of the shared parameters, in hexadecimal; null if the server saw nothing
 * @param bytesUpPerRound bytes one platform sends in a training round, the median
 * @param bytesDownPerRound bytes one platform receives in a training round, the median
 * @param dropouts how often a platform's input was missing from a round's sum, added up over all rounds
 * @param preset of the network, and the cut: the last layer that is shared
 * @param sumMillis median time from a round's first upload being parsed to its sum, spent adding
 */
public record ServerOutcome(
        long rounds,
        int voided,
        int epochs,
        String sharedModel,
        long bytesUpPerRound,
        long bytesDownPerRound,
        double sumMillis,
        List<Exclusion> exclusions,
        int dropouts,
        String preset,
        String cut)
        implements ServerEnding {

    /** A platform that an epoch went on without. */
    public record Exclusion(String platform, long epoch, long round) {}

    /** This outcome with the shared module's digest from elsewhere, where the server has none. */
    public ServerOutcome withSharedModel(String digest) {
        return new ServerOutcome(
                rounds,
                voided,
                epochs,
                digest,
                bytesUpPerRound,
                bytesDownPerRound,
                sumMillis,
                exclusions,
                dropouts,
                preset,
                cut);
    }

    /** Writes {@code outcome.json}. */
    public void write(Path file) throws IOException {
        ReportFiles.write(file, this);
    }

    /** Reads {@code outcome.json} back. */
    public static ServerOutcome read(Path file) throws IOException {
        return ReportFiles.read(file, ServerOutcome.class);
    }
}
