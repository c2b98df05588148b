package org.fedner.aggregation.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Keystream;
import org.junit.jupiter.api.Test;

class PairwiseMaskerTest {

    /** Sizes about the borders of tiles and stretches; each word against the streams read in one go. */
    @Property(tries = 24)
    void anyNumberOfThreadsGivesTheSameBits(
            @ForAll Ring ring,
            @ForAll @IntRange(min = 0, max = 5) int added,
            @ForAll @IntRange(min = 0, max = 5) int subtracted,
            @ForAll @IntRange(min = 1, max = 5) int threads,
            @ForAll @IntRange(min = 0, max = 140_000) int size) {
        RingVector expected = plain(ring, size, added, subtracted);
        RingVector masked = ring.zero(size);
        new PairwiseMasker(threads).mask(masked, streams(1, added), streams(50, subtracted));
        assertThat(masked.contentEquals(expected)).isTrue();
    }

    @Test
    void twoThreadsShareALargeVectorAndBothRingsEndInAPartialTile() {
        for (Ring ring : Ring.values()) {
            int size = 2 * 32_768 + 2048 + 5;
            RingVector alone = ring.zero(size);
            RingVector shared = ring.zero(size);
            new PairwiseMasker().mask(alone, streams(1, 3), streams(50, 2));
            new PairwiseMasker(2).mask(shared, streams(1, 3), streams(50, 2));
            assertThat(shared.contentEquals(alone)).isTrue();
            assertThat(alone.contentEquals(plain(ring, size, 3, 2))).isTrue();
        }
    }

    @Test
    void maskingClosesTheStreams() {
        List<Keystream> added = streams(1, 2);
        new PairwiseMasker(2).mask(Ring.Z32.zero(100_000), added, List.of());
        for (Keystream stream : added) {
            assertThatIllegalStateException().isThrownBy(() -> stream.next(new byte[4], 0, 4));
        }
    }

    @Test
    void bad_noThreadIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new PairwiseMasker(0));
    }

    /** Word by word. */
    private static RingVector plain(Ring ring, int size, int added, int subtracted) {
        long[] sum = new long[size];
        for (int number = 0; number < added + subtracted; number++) {
            boolean isAdded = number < added;
            Keystream stream = stream(isAdded ? 1 + number : 50 + number - added);
            byte[] bytes = new byte[size * ring.wordBytes()];
            stream.next(bytes, 0, bytes.length);
            ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            for (int j = 0; j < size; j++) {
                long word = ring == Ring.Z32 ? words.getInt() : words.getLong();
                sum[j] += isAdded ? word : -word;
            }
        }
        RingVector vector = ring.zero(size);
        for (int j = 0; j < size; j++) {
            vector.set(j, ring == Ring.Z32 ? (int) sum[j] : sum[j]);
        }
        return vector;
    }

    private static List<Keystream> streams(int first, int count) {
        List<Keystream> streams = new ArrayList<>();
        for (int number = first; number < first + count; number++) {
            streams.add(stream(number));
        }
        return streams;
    }

    private static Keystream stream(int number) {
        byte[] key = new byte[Keystream.KEY_BYTES];
        key[0] = (byte) number;
        return Keystream.consuming(SecretBytes.owning(key));
    }
}
