package org.fedner.model.parameters;

/** The shared module in training: parameters, Adam's moments and the round. */
public final class SharedState {
    private final SharedParameters parameters;
    private final Adam adam;
    private long round;

    SharedState(SharedParameters parameters, Adam adam, long round) {
        this.parameters = parameters;
        this.adam = adam;
        this.round = round;
    }

    public static SharedState initial(NetworkSpec spec, long seed) {
        SharedParameters parameters = SharedParameters.initial(spec, seed);
        return new SharedState(parameters, new Adam(parameters.size()), 0);
    }

    public SharedParameters parameters() {
        return parameters;
    }

    /** Rounds applied so far. */
    public long round() {
        return round;
    }

    /** One optimiser step along the mean gradient of a round, in place. */
    public void apply(float[] meanGradient, double rate) {
        adam.step(parameters.values(), meanGradient, rate);
        round++;
    }
}
