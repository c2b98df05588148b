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
        RETENTION_CHANGE(true),
        /** Somebody used a one-time token of the operator's page. */
        SIGN_IN(false),
        /** A request for enrolment was marked as sent on to the holder of the authority's key. */
        REQUEST_FORWARD(false),
        /** A revocation was asked for, to be sent on likewise. */
        REVOCATION_FORWARD(false),
        /** A roster that the authority signed was put in force. */
        ROSTER_INSTALL(false);

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
