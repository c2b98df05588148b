package org.fedner.node.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * {@code report.json}, version 1. Precision, recall and F1 are fractions between 0 and 1; times are medians.
 *
 * @param rounds verified training rounds
 * @param voidedRounds rounds that ended without a sum and were repeated with other batches
 * @param sharedCoordinates length of the shared module's gradient
 * @param vectors names of the word-vector files, joined by a plus sign; null where there were none
 * @param faults what was broken on purpose; empty in a run without {@code --faults}
 * @param dropouts how often a platform's input was missing from a round's sum, added up over all rounds
 * @param preset of the network, and the cut: the last layer that is shared
 * @param participation who took part in which share of the rounds, as the server's log tells it
 * @param exclusions every time a platform was left out of a new epoch
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record RunReport(
        int version,
        long seed,
        int rounds,
        int voidedRounds,
        long sharedCoordinates,
        String vectors,
        String embeddings,
        double wallSeconds,
        double secondsPerRound,
        Map<String, Double> phaseMillis,
        long bytesUpPerRound,
        long bytesDownPerRound,
        List<PlatformReport> platforms,
        ServerReport server,
        AuditReport audit,
        List<Exclusion> exclusions,
        List<InjectedFault> faults,
        int dropouts,
        String preset,
        String cut,
        ParticipationReport participation) {

    /** Version of the form. */
    public static final int VERSION = 1;

    /** The shared module as the server computed it; where it sees nothing, as all platforms did. */
    public record ServerReport(String sharedModelSha256, int epochs) {}

    /** Whether every log of the run verified, and how many there were. */
    public record AuditReport(boolean verified, int logs) {}

    /** A platform that a new epoch left out, the model round from which it was missing, and why. */
    public record Exclusion(String platform, long epoch, int round, String why) {}

    /** A fault that was injected, whom it struck, and in which round of the model. */
    public record InjectedFault(String kind, String platform, int round) {}
}
