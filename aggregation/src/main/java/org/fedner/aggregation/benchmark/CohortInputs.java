package org.fedner.aggregation.benchmark;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.message.PlatformId;

/** The inputs of one round of a cohort, in the clear: every verified sum is compared with theirs. Thread-safe. */
final class CohortInputs {

    static final int LARGEST_EXAMPLES = 64;

    private final int words;
    private final int largestWord;
    private final Map<PlatformId, Long> seeds = new HashMap<>();
    private RingVector expected;
    private int listeners;
    private int verified;
    private int sums;

    CohortInputs(int words, int platforms) {
        this.words = words;
        this.largestWord = Math.toIntExact(Ring.Z32.largestSum() / platforms);
        this.expected = Ring.Z32.zero(words);
    }

    /** A fresh input of one platform for the round. */
    RingVector draw(PlatformId platform, SplittableRandom data) {
        long seed = data.nextLong();
        synchronized (this) {
            seeds.put(platform, seed);
        }
        return input(seed);
    }

    /** The sum that so many platforms have to accept: of the inputs of exactly these. */
    synchronized void expect(Set<PlatformId> contributors, int platforms) {
        settle();
        if (!seeds.keySet().containsAll(contributors)) {
            throw new IllegalStateException("a platform without an input is said to have contributed");
        }
        expected = Ring.Z32.zero(words);
        contributors.forEach(platform -> expected.add(input(seeds.get(platform))));
        listeners = platforms;
    }

    /** A platform accepted that sum. */
    synchronized void verified(RingVector sum) {
        if (!sum.contentEquals(expected)) {
            throw new IllegalStateException("a platform accepted a sum that is not the inputs' sum");
        }
        verified++;
    }

    /** Counts the last sum, which everyone must have accepted by now. */
    synchronized void settle() {
        if (verified != listeners) {
            throw new IllegalStateException("%d of %d platforms verified the sum".formatted(verified, listeners));
        }
        sums += listeners > 0 ? 1 : 0;
        listeners = 0;
        verified = 0;
    }

    /** Training rounds whose sum every platform accepted. */
    synchronized int sums() {
        return sums;
    }

    private RingVector input(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RingVector input = Ring.Z32.zero(words);
        input.set(0, random.nextInt(LARGEST_EXAMPLES + 1));
        for (int j = 1; j < words; j++) {
            input.set(j, random.nextInt(-largestWord, largestWord + 1));
        }
        return input;
    }
}
