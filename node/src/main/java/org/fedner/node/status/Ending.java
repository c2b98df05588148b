package org.fedner.node.status;

import java.util.Arrays;
import java.util.Optional;
import org.fedner.node.cli.ExitCode;

/** How a party's process ended, as one word; docs/operations.md has the cure for each. */
public enum Ending {
    FINISHED("finished"),
    /** A diagnosis is over and named a fault. */
    FAULT_FOUND("fault-found"),
    /** By a signal, or because the process that started it ended. */
    STOPPED("stopped"),
    INTERNAL_ERROR("internal-error"),
    BAD_DATA("bad-data"),
    BAD_CONFIGURATION("bad-configuration"),
    /** A peer could not be reached, was silent, or too few of them were there. */
    NO_PEER("no-peer"),
    INTEGRITY("integrity"),
    BUDGET_EXHAUSTED("budget-exhausted"),
    POLICY_REFUSED("policy-refused"),
    /** Its process was gone, and had written none of the words above; this one is a watchdog's. */
    DIED("died");

    private final String word;

    Ending(String word) {
        this.word = word;
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
