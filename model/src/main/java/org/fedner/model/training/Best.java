package org.fedner.model.training;

import org.fedner.model.parameters.PrivateParameters;
import org.fedner.model.parameters.SharedParameters;

/** Both modules as they were when their dev score was highest. Prints the score only. */
public final class Best {
    private final long round;
    private final double devF1;
    private final SharedParameters shared;
    private final PrivateParameters own;

    Best(long round, double devF1, SharedParameters shared, PrivateParameters own) {
        this.round = round;
        this.devF1 = devF1;
        this.shared = shared;
        this.own = own;
    }

    /** The round after which it was taken. */
    public long round() {
        return round;
    }

    /** Strict micro F1 on the dev split, between 0 and 1. */
    public double devF1() {
        return devF1;
    }

    /** The live copy of the shared module. */
    public SharedParameters shared() {
        return shared;
    }

    /** The live copy of the private module. */
    public PrivateParameters own() {
        return own;
    }

    @Override
    public String toString() {
        return "Best[round %d, dev F1 %.4f]".formatted(round, devF1);
    }
}
