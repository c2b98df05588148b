package org.fedner.model.training;

/** A platform's saved state cannot be used: cut short, altered, or of another job. */
public final class LocalStateException extends Exception {
    private static final long serialVersionUID = 1;

    LocalStateException(String why) {
        super("the saved local state cannot be used: " + why);
    }
}
