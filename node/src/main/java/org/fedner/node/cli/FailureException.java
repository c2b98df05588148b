package org.fedner.node.cli;

import java.io.Serial;

/**
 * An expected failure of a command: one sentence for the person at the terminal, and the exit status.
 *
 * <p>The sentence says what is wrong, where, and what to do. It names files, limits and other public values only, never
 * text, labels, keys or anything a peer sent as free text.
 */
public final class FailureException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    public FailureException(ExitCode exitCode, String sentence) {
        super(sentence);
        this.exitCode = exitCode;
    }

    /** Keeps {@code cause} for {@code --debug}; only {@code sentence} is shown otherwise. */
    public FailureException(ExitCode exitCode, String sentence, Throwable cause) {
        super(sentence, cause);
        this.exitCode = exitCode;
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    public String sentence() {
        return getMessage();
    }
}
