package org.fedner.aggregation.protocol;

import java.security.SecureRandom;
import java.util.Random;

/** Randomness that a simulation can repeat. Its keys are worth nothing. */
final class SeededRandom extends SecureRandom {

    private static final long serialVersionUID = 1L;

    private final Random random;

    SeededRandom(long seed) {
        this.random = new Random(seed);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        random.nextBytes(bytes);
    }
}
