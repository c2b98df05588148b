package org.fedner.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class FailuresTest {
    private static final String SECRET = "a word of a note";

    private static void becomes(Throwable thrown, ExitCode code, String part) {
        FailureException failure = Failures.of(thrown);
        assertThat(failure.exitCode()).isEqualTo(code);
        assertThat(failure.sentence()).contains(part).doesNotContain(SECRET, "\n");
    }

    @Test
    void whatTheMachineDoesToUsIsTheEnvironment() {
        becomes(new OutOfMemoryError(SECRET), ExitCode.BAD_CONFIGURATION, "FEDNER_HEAP");
        becomes(new UnsatisfiedLinkError(SECRET), ExitCode.BAD_CONFIGURATION, "native library");
        becomes(new ExceptionInInitializerError(SECRET), ExitCode.BAD_CONFIGURATION, "native library");
        becomes(new IOException(SECRET), ExitCode.BAD_CONFIGURATION, "disk space");
        becomes(new FileSystemException("/work/state", null, SECRET), ExitCode.BAD_CONFIGURATION, "/work/state");
        becomes(new UncheckedIOException(new IOException(SECRET)), ExitCode.BAD_CONFIGURATION, "disk space");
        becomes(new InvalidPathException("x", SECRET), ExitCode.BAD_CONFIGURATION, "path");
        becomes(new InterruptedException(SECRET), ExitCode.NETWORK, "signal");
    }

    @Test
    void aFailureInAnotherThreadKeepsItsSentence() {
        FailureException failure = new FailureException(ExitCode.POLICY_REFUSED, "the policy says no");
        assertThat(Failures.of(new ExecutionException(failure))).isSameAs(failure);
    }

    @Test
    void aFaultOfThisProgramNamesItsKindAndNothingElse() {
        becomes(new IllegalStateException(SECRET), ExitCode.CHECK_FAILED, "internal error (IllegalStateException)");
        becomes(new StackOverflowError(SECRET), ExitCode.CHECK_FAILED, "--debug");
        becomes(new ExecutionException(SECRET, null), ExitCode.CHECK_FAILED, "internal error");
    }
}
