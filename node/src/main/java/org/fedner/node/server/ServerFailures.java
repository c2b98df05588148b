package org.fedner.node.server;

import java.io.IOException;
import java.util.List;
import org.fedner.aggregation.protocol.EpochEnd;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.config.Job;

/** Why this server stopped, as a sentence and an exit status. What it holds on disk is whole by then. */
final class ServerFailures {
    private ServerFailures() {}

    static FailureException storage(IOException cause) {
        return new FailureException(
                ExitCode.BAD_CONFIGURATION,
                "the server's state cannot be written; free disk space or check permissions, then start it again",
                cause);
    }

    static FailureException foreignEpoch(Exception cause) {
        return integrity("the stored epoch is not this server's own: " + cause.getMessage(), cause);
    }

    /** Writes the server's defence before the sentence is said. */
    static FailureException contestedSum(String platform, ServerEvidence evidence) {
        String kept = "this work folder's 'evidence'";
        IOException cause = null;
        try {
            evidence.write();
        } catch (IOException e) {
            cause = e;
            kept = "what can be found of the evidence, which could not be written,";
        }
        return integrity(
                "%s refuses the sum of round %d: its tag is wrong; this server's memory or one platform's input was altered. Keep all audit logs and %s; 'fedner audit convict' tells from all platforms' evidence whether this server added up what it was sent"
                        .formatted(platform, evidence.round(), kept),
                cause);
    }

    static FailureException implausibleSum(Exception cause) {
        return integrity(
                "the sum counts a number of sentences that the platforms cannot have; one of them submitted nonsense",
                cause);
    }

    static FailureException otherState(long vouchedRound, long ownRound) {
        return integrity(
                ownRound > vouchedRound
                        ? "all platforms stand at a state of round %d that this server never had, or no longer keeps beside its own of round %d; restore its work folder from a copy of round %1$d, or begin the job anew"
                                .formatted(vouchedRound, ownRound)
                        : "the platforms vouch for round %d and this server's state is another; restore its work folder from the newest copy"
                                .formatted(vouchedRound),
                null);
    }

    /** Those who may know the rounds that are to be undone did not come. */
    static FailureException aloneWith(List<String> awaited, long agreedRound, long ownRound) {
        return integrity(
                "all platforms here stand at round %d and this server at round %d; %s may have it too and did not come. Start them, or have those revoked that never come back, and start the server again"
                        .formatted(agreedRound, ownRound, String.join(", ", awaited)),
                null);
    }

    static FailureException noCommonState() {
        return integrity(
                "the platforms hold different shared models and too few of them vouch for one; put back checkpoints of one common round (state.previous) on those that fell behind, then start again",
                null);
    }

    static FailureException tooFew(int present, Job job, long seconds, long round) {
        boolean isQuorum = job.fewestMembers() > job.aggregation().minPlatforms();
        return new FailureException(
                ExitCode.NETWORK,
                "%d of at least %d platforms are connected after %d seconds; %s, so the run stops. Everything up to round %d is kept: start the server again when they are back"
                        .formatted(
                                present,
                                job.fewestMembers(),
                                seconds,
                                isQuorum
                                        ? "with fewer the job has no quorum"
                                        : "fewer would see each other's gradients",
                                round));
    }

    /** A misspelt name would only be noticed when all rounds are done. */
    static FailureException requiredNotEnrolled(List<String> names) {
        return new FailureException(
                ExitCode.BAD_CONFIGURATION,
                "the job requires %s, and the roster lists no platform of that name; have it approved, or the job signed with other names in 'membership.required'"
                        .formatted(String.join(", ", names)));
    }

    static FailureException fruitless(int epochs, long round) {
        return new FailureException(
                ExitCode.NETWORK,
                "%d epochs in a row ended without a round; see the platforms' own messages, everything up to round %d is kept"
                        .formatted(epochs, round));
    }

    /** A diagnosis wants every platform: the one that is not there may be the one at fault. */
    static FailureException diagnosisWithoutAll(int present, int wanted, long seconds) {
        return new FailureException(
                ExitCode.NETWORK,
                "%d of the %d platforms named in 'platforms' are connected after %d seconds; a diagnosis needs all of them, so there is no finding. Start the server again when they are there"
                        .formatted(present, wanted, seconds));
    }

    static FailureException diagnosisDroppedOut(List<String> platforms, long round) {
        return new FailureException(
                ExitCode.NETWORK,
                "dummy round %d is without %s; a diagnosis needs all platforms in all its rounds, so there is no finding. Start server and platforms again when they are there"
                        .formatted(round, String.join(", ", platforms)));
    }

    static FailureException diagnosisEnded(List<String> platforms, EpochEnd cause) {
        String why =
                switch (cause) {
                    case MEMBERS_SILENT -> "%s fell silent while keys were agreed";
                    case MEMBER_RESTARTED -> "%s was started again meanwhile";
                    case MEMBER_BEHIND -> "%s missed a flight";
                    case MEMBER_ABORTED -> "%s stopped, and says why itself";
                    case NO_COMMON_STATE, REQUESTED -> "its epoch ended%s";
                };
        return new FailureException(
                ExitCode.NETWORK,
                "the diagnosis has no finding: " + why.formatted(String.join(", ", platforms))
                        + "; start server and platforms again");
    }

    private static FailureException integrity(String sentence, Exception cause) {
        return new FailureException(ExitCode.INTEGRITY, sentence, cause);
    }
}
