package org.fedner.audit.event;

import java.util.Optional;

/**
 * A person did something to this installation.
 *
 * @param action    what
 * @param actorC    commitment to who
 * @param approverC commitment to the second person, where two are asked for
 */
public record Admin(Action action, Commitment actorC, Optional<Commitment> approverC) implements Event {

    /** What was done. */
    public enum Action {
        START(false),
        STOP(false),
        CONSENT(false),
        BUDGET_CHANGE(true),
        KEY_CHANGE(true),
        RETENTION_CHANGE(true);

        private final boolean twoPersons;

        Action(boolean twoPersons) {
            this.twoPersons = twoPersons;
        }
    }

    public Admin {
        if (action.twoPersons
                && approverC.filter(other -> !other.equals(actorC)).isEmpty()) {
            throw new IllegalArgumentException(action + " takes two persons");
        }
    }
}
