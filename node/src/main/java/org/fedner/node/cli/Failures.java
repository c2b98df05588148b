package org.fedner.node.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.fedner.audit.log.AuditFailedException;
import org.fedner.node.egress.EgressGate;
import org.fedner.node.identity.IdentityException;

/**
 * Whatever ends a command, as a sentence and an exit status.
 *
 * <p>Most failures are {@link FailureException}s where they arise. What the machine does to us can arise anywhere: a full
 * disk under the audit log, memory that runs out, a missing native library. Those get their sentence here. What is left is a
 * fault of this program and says so; its message is not shown, since nobody has checked that it names public values only.
 */
public final class Failures {
    private Failures() {}

    /** The sentence for {@code thrown}, which is kept as the cause for {@code --debug}. */
    public static FailureException of(Throwable thrown) {
        if (thrown instanceof FailureException failure) {
            return failure;
        }
        if (thrown instanceof IdentityException refused) {
            return new FailureException(codeOf(refused), refused.sentence(), refused);
        }
        if (thrown instanceof EgressGate.BlockedException blocked) {
            return new FailureException(
                    ExitCode.POLICY_REFUSED,
                    blocked.getMessage() + "; raise 'maxBytesPerRound' in the policy on site if that is intended",
                    blocked);
        }
        if (thrown instanceof AuditFailedException full) {
            return environment(
                    "the audit log cannot be written, and nothing may be sent without it; free disk space or check"
                            + " permissions, then start again",
                    full);
        }
        if (thrown instanceof OutOfMemoryError) {
            return environment("there is not enough memory; set FEDNER_HEAP to more than 2g and start again", thrown);
        }
        if (thrown instanceof LinkageError) {
            return environment(
                    "a native library cannot be loaded; use a 64-bit system that TensorFlow supports, and free space"
                            + " for temporary files",
                    thrown);
        }
        if (thrown instanceof InvalidPathException) {
            return environment("a path holds a character that no path may hold; check the names given", thrown);
        }
        if (thrown instanceof InterruptedException) {
            return new FailureException(
                    ExitCode.NETWORK, "stopped by a signal; start it again to go on from the last round", thrown);
        }
        if (thrown instanceof IOException failed) {
            return environment(where(failed) + " cannot be read or written; check disk space and permissions", failed);
        }
        boolean wraps = thrown instanceof UncheckedIOException
                || thrown instanceof ExecutionException
                || thrown instanceof CompletionException;
        if (wraps && thrown.getCause() != null) {
            return of(thrown.getCause());
        }
        return new FailureException(
                ExitCode.CHECK_FAILED,
                "internal error (" + thrown.getClass().getSimpleName() + "); run again with --debug and report it",
                thrown);
    }

    /** Papers that do not hold are an integrity failure; papers that are not there or not closed are the site's to put right. */
    private static ExitCode codeOf(IdentityException refused) {
        return switch (refused.fault()) {
            case MISSING_FILE, ALREADY_EXISTS, OPEN_TO_OTHERS, UNREADABLE, REQUEST_REFUSED, OTHER_LOG ->
                ExitCode.BAD_CONFIGURATION;
            case MALFORMED,
                    WRONG_KEY,
                    WRONG_AUTHORITY,
                    SUCCESSION_REFUSED,
                    CERTIFICATE_EXPIRED,
                    CERTIFICATE_NOT_YET_VALID,
                    ROSTER_EXPIRED,
                    ROSTER_STALE -> ExitCode.INTEGRITY;
        };
    }

    private static FailureException environment(String sentence, Throwable cause) {
        return new FailureException(ExitCode.BAD_CONFIGURATION, sentence, cause);
    }

    private static String where(IOException failed) {
        return failed instanceof FileSystemException file && file.getFile() != null ? file.getFile() : "a file";
    }
}
