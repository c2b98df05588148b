package org.fedner.node.cli;

/** What a command's exit status says; the numbers are a contract with scripts and never change. */
public enum ExitCode {
    OK(0),
    /** The command ran and its answer is no: a check failed. */
    CHECK_FAILED(1),
    USAGE(2),
    BAD_DATA(3),
    BAD_CONFIGURATION(4),
    NETWORK(5),
    /** A signature, a digest, a tag or a certificate did not hold. */
    INTEGRITY(6),
    BUDGET_EXHAUSTED(7),
    POLICY_REFUSED(8);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    /** The process exit status. */
    public int number() {
        return number;
    }
}
