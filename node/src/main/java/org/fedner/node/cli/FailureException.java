package org.fedner.node.cli;

import java.io.Serial;
import org.fedner.node.status.Ending;

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
    private final Ending ending;

    public FailureException(ExitCode exitCode, String sentence) {
        this(exitCode, sentence, null);
    }

    /** A failure that has a word of its own, where its exit status says less. */
    public FailureException(Ending ending, String sentence) {
        super(sentence);
        this.exitCode = ending.exitCode();
        this.ending = ending;
    }

    /** Keeps {@code cause} for {@code --debug}; only {@code sentence} is shown otherwise. */
    public FailureException(ExitCode exitCode, String sentence, Throwable cause) {
        super(sentence, cause);
        this.exitCode = exitCode;
        this.ending = cause instanceof InterruptedException ? Ending.STOPPED : Ending.ofFailure(exitCode);
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    /** What a party's state calls it. */
    public Ending ending() {
        return ending;
    }

    public String sentence() {
        return getMessage();
    }
}
