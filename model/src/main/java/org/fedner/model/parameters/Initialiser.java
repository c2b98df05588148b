package org.fedner.model.parameters;

/** The initial values of one tensor. */
public sealed interface Initialiser {

    /** All zeros: biases, CRF scores. */
    record Zero() implements Initialiser {}

    /** All ones: factors. */
    record One() implements Initialiser {}

    /** Independent and uniform in [-bound, bound). */
    record Uniform(float bound) implements Initialiser {
        public Uniform {
            if (!(bound > 0) || Float.isInfinite(bound)) {
                throw new IllegalArgumentException("the bound of a uniform start must be positive, not " + bound);
            }
        }
    }

    /**
     * The bias {@code [4h]} of an LSTM with gates in the order input, forget, cell, output: zero, but one for the forget
     * gate, so that a cell remembers from the first step on (Jozefowicz et al. 2015).
     */
    record ForgetGateOpen() implements Initialiser {}

    static Initialiser one() {
        return new One();
    }

    static Initialiser zero() {
        return new Zero();
    }

    /** Uniform with the given root mean square: bound = rms * sqrt(3). */
    static Initialiser uniformWithRms(double rms) {
        return new Uniform((float) (rms * Math.sqrt(3)));
    }

    /** Glorot and Bengio 2010, equation 16: bound = sqrt(6 / (fanIn + fanOut)). */
    static Initialiser glorot(int fanIn, int fanOut) {
        return new Uniform((float) Math.sqrt(6.0 / ((double) fanIn + fanOut)));
    }

    static Initialiser forgetGateOpen() {
        return new ForgetGateOpen();
    }
}
