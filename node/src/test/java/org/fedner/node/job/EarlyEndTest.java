package org.fedner.node.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.SumCapacity;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Keystream;

class EarlyEndTest {
    private static Keystream stream(long seed) {
        byte[] key = new byte[Keystream.KEY_BYTES];
        new Random(seed).nextBytes(key);
        return Keystream.consuming(SecretBytes.owning(key));
    }

    private static long sum(int members, int improving, SumCapacity capacity, Keystream random) {
        long sum = 0;
        for (int member = 0; member < members; member++) {
            int word = EarlyEnd.word(member >= improving, capacity, random);
            assertThat((long) word).isBetween(0L, capacity.largestWord());
            sum += word;
        }
        return sum;
    }

    @Property(tries = 100)
    void whenAllHaveStoppedEverySumSaysSo(
            @ForAll @IntRange(min = 3, max = 1000) int members, @ForAll Ring ring, @ForAll long seed) {
        SumCapacity capacity = SumCapacity.of(ring, members);
        try (Keystream random = stream(seed)) {
            assertThat(EarlyEnd.isSaidBy(sum(members, 0, capacity, random), capacity))
                    .isTrue();
        }
    }

    /** By chance one does in 2^10 for a thousand members, in 2^15 for three. */
    @Property(tries = 20)
    void whileOneImprovesHardlyAnySumSaysSo(
            @ForAll @IntRange(min = 3, max = 1000) int members,
            @ForAll @IntRange(min = 1, max = 3) int improving,
            @ForAll long seed) {
        SumCapacity capacity = SumCapacity.of(Ring.Z32, members);
        int said = 0;
        try (Keystream random = stream(seed)) {
            for (int round = 0; round < 100; round++) {
                said += EarlyEnd.isSaidBy(sum(members, improving, capacity, random), capacity) ? 1 : 0;
            }
        }
        assertThat(said).isLessThan(EarlyEnd.ROUNDS);
    }

    /** The remainder's mean and spread, whoever improves: those of uniform numbers, within six standard errors. */
    @Property(tries = 5)
    void theRemainderDoesNotTellHowManyImprove(@ForAll @IntRange(min = 1, max = 9) int improving, @ForAll long seed) {
        int members = 9;
        int draws = 4000;
        SumCapacity capacity = SumCapacity.of(Ring.Z32, members);
        double modulus = 1 << (capacity.bits() + 1) / 2;
        double sum = 0;
        double squares = 0;
        try (Keystream random = stream(seed)) {
            for (int round = 0; round < draws; round++) {
                double part = sum(members, improving, capacity, random) % modulus / modulus;
                sum += part;
                squares += part * part;
            }
        }
        double error = 6 / Math.sqrt(draws);
        assertThat(sum / draws).isBetween(0.5 - 0.289 * error, 0.5 + 0.289 * error);
        assertThat(squares / draws).isBetween(1 / 3.0 - 0.299 * error, 1 / 3.0 + 0.299 * error);
    }
}
