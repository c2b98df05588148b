package org.fedner.node.status;

import java.util.Arrays;
import java.util.Optional;
import org.fedner.node.cli.ExitCode;

/** How a party's process ended, as one word; docs/operations.md has the cure for each. */
public enum Ending {
    FINISHED("finished", ExitCode.OK),
    /** A diagnosis is over and named a fault. */
    FAULT_FOUND("fault-found", ExitCode.INTEGRITY),
    /** By a signal, or because the process that started it ended. */
    STOPPED("stopped", ExitCode.NETWORK),
    INTERNAL_ERROR("internal-error", ExitCode.CHECK_FAILED),
    BAD_DATA("bad-data", ExitCode.BAD_DATA),
    BAD_CONFIGURATION("bad-configuration", ExitCode.BAD_CONFIGURATION),
    /** A peer could not be reached, was silent, or too few of them were there. */
    NO_PEER("no-peer", ExitCode.NETWORK),
    INTEGRITY("integrity", ExitCode.INTEGRITY),
    BUDGET_EXHAUSTED("budget-exhausted", ExitCode.BUDGET_EXHAUSTED),
    POLICY_REFUSED("policy-refused", ExitCode.POLICY_REFUSED),
    /** All rounds are done, too many of them without a platform that the job requires. */
    REQUIRED_MISSING("required-missing", ExitCode.POLICY_REFUSED),
    /** Its process was gone, and had written none of the words above; this one is a watchdog's. */
    DIED("died", ExitCode.CHECK_FAILED);

    private final String word;
    private final ExitCode exitCode;

    Ending(String word, ExitCode exitCode) {
        this.word = word;
        this.exitCode = exitCode;
    }

    /** The exit status of a command that ends so; of a death nobody knows one. */
    public ExitCode exitCode() {
        return exitCode;
    }

    /** As it is written. */
    public String word() {
        return word;
    }

    static Optional<Ending> of(String word) {
        return Arrays.stream(values())
                .filter(ending -> ending.word.equals(word))
                .findFirst();
    }

    /** What a failure with this exit status is called. */
    public static Ending ofFailure(ExitCode code) {
        return switch (code) {
            case OK -> FINISHED;
            case CHECK_FAILED, USAGE -> INTERNAL_ERROR;
            case BAD_DATA -> BAD_DATA;
            case BAD_CONFIGURATION -> BAD_CONFIGURATION;
            case NETWORK -> NO_PEER;
            case INTEGRITY -> INTEGRITY;
            case BUDGET_EXHAUSTED -> BUDGET_EXHAUSTED;
            case POLICY_REFUSED -> POLICY_REFUSED;
        };
    }
}
