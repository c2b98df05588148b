package org.fedner.node.platform;

import java.util.List;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Refused;
import org.fedner.audit.event.ErrorEvent;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.job.ProtocolVersions;

/** Why this platform stopped, as a sentence and an exit status. The epoch's secrets are erased by then. */
final class PlatformFailures {
    private PlatformFailures() {}

    static FailureException of(AbortReason reason) {
        return switch (reason) {
            case TAG_WRONG ->
                integrity("the server's sum is not the sum of what the platforms sent: its tag is wrong;"
                        + " keep the audit logs and this work folder's 'evidence', and call the coordinator:"
                        + " 'fedner audit convict' tells from all platforms' evidence whether the server lied");
            case BAD_SIGNATURE -> integrity("a message carries a signature that does not verify; call the coordinator");
            case NOT_ENROLLED ->
                integrity("the server proposed an epoch with a party that the authority has not enrolled");
            case STALE_ROSTER ->
                integrity("the roster offered by the server is expired, older than the one known here,"
                        + " or not signed by the authority; ask the coordinator for a new one");
            case EPOCH_NOT_INCREASING ->
                integrity(
                        "the server proposed an epoch number again; was it restored from an old copy? call the coordinator");
            case PARAMETERS_REFUSED ->
                new FailureException(
                        ExitCode.POLICY_REFUSED,
                        "the server proposed an epoch with other parameters or fewer platforms than the job and this site's"
                                + " policy allow; nothing was sent");
            case BUDGET_EXCEEDED ->
                new FailureException(
                        ExitCode.POLICY_REFUSED,
                        "more voided rounds or new epochs within an hour than this site's policy allows"
                                + " (voidsPerHour, epochsPerHour); find the cause, then start this platform again");
            case DUPLICATE_KEY,
                    LOW_ORDER_KEY,
                    ENCAPSULATION_KEY_INVALID,
                    LIST_ALTERED,
                    SEAL_BROKEN,
                    COMMITMENT_WRONG,
                    CONFIRMATION_WRONG ->
                integrity("the key agreement of this epoch failed a check (" + reason
                        + "): the server or a platform altered it; call the coordinator");
            case STATE_DIFFERS, SNAPSHOT_UNVOUCHED ->
                integrity(
                        "the server offers a shared model that the other platforms do not vouch for; call the coordinator");
            case CONTEXT_DIFFERS, ROUND_NOT_INCREASING ->
                integrity("the server asked twice, or out of order, for one round; call the coordinator");
            case SURVIVORS_REFUSED ->
                integrity("the server named survivors of a round that too few platforms signed, or too few of them;"
                        + " call the coordinator");
            case COUNT_OUT_OF_RANGE ->
                integrity("a verified count lies outside its caps; one platform submitted nonsense");
            case STOPPED -> new FailureException(ExitCode.NETWORK, "this platform was stopped");
        };
    }

    static FailureException silent(PlatformSetup setup) {
        return new FailureException(
                ExitCode.NETWORK,
                "the server %s sent nothing for %d seconds; ask the coordinator whether it runs, then start this platform again"
                        .formatted(setup.server(), setup.silence().toSeconds()));
    }

    /** Why the server did not let this platform in. */
    static FailureException refused(Refused refused) {
        return new FailureException(
                ExitCode.NETWORK,
                switch (refused.reason()) {
                    case VERSION -> otherVersions(refused.versions());
                    case FINISHED -> "the job is finished; there is nothing left to take part in";
                    case CLOSING -> "the server is going down; start this platform again later";
                    case FEDERATION -> "the server belongs to another federation; check 'server' in the configuration";
                    case NOT_ENROLLED ->
                        "the server's roster does not list this platform; ask the coordinator to approve it";
                    case CONNECTED_ELSEWHERE ->
                        "this platform's identity is in use by another process; stop one of them";
                    case MALFORMED -> "the server could not read this platform's first message; upgrade the older side";
                });
    }

    private static String otherVersions(List<Integer> ofServer) {
        return ofServer.isEmpty()
                ? "this platform speaks %s of the protocol and the server none of them; its operator is told both sides' versions and which side to upgrade: ask"
                        .formatted(ProtocolVersions.text(ProtocolVersions.spoken()))
                : ProtocolVersions.advice(ofServer, "platform", "server");
    }

    /** The job ended while this platform was away. */
    static FailureException finishedWithout(long verified, long rounds) {
        return new FailureException(
                ExitCode.NETWORK,
                "the job ended while this platform was away: it verified %d of %d rounds, and the model written to its work folder is of those"
                        .formatted(verified, rounds));
    }

    /** What the audit log says of it. */
    static ErrorEvent.Code errorCode(FailureException failure) {
        return switch (failure.exitCode()) {
            case BAD_DATA -> ErrorEvent.Code.BAD_DATA;
            case BAD_CONFIGURATION -> ErrorEvent.Code.BAD_CONFIGURATION;
            case NETWORK -> ErrorEvent.Code.PEER_UNREACHABLE;
            case INTEGRITY -> ErrorEvent.Code.TAG_MISMATCH;
            case POLICY_REFUSED -> ErrorEvent.Code.POLICY_REFUSED;
            case BUDGET_EXHAUSTED -> ErrorEvent.Code.BUDGET_EXHAUSTED;
            default -> ErrorEvent.Code.INTERNAL;
        };
    }

    private static FailureException integrity(String sentence) {
        return new FailureException(ExitCode.INTEGRITY, sentence);
    }
}
