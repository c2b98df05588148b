package org.fedner.aggregation.benchmark;

import java.security.SecureRandom;
import java.util.SplittableRandom;

/** Not random at all: keys for a measurement that protects nothing, the same in every run. */
final class SeededRandom extends SecureRandom {

    private static final long serialVersionUID = 1;

    private final transient SplittableRandom source;

    SeededRandom(long seed) {
        this.source = new SplittableRandom(seed);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        source.nextBytes(bytes);
    }
}
