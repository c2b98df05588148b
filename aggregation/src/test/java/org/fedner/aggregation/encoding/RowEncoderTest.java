package org.fedner.aggregation.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Keystream;

/** The gradient of a table by rows: nothing is lost, and what is sent is what a dense encoder would send. */
class RowEncoderTest {

    private static final int ROWS = 20;
    private static final int WIDTH = 3;
    private static final RowTable TABLE = new RowTable(ROWS, WIDTH);
    private static final InputLayout DENSE = InputLayout.of(1, 4);
    private static final SumCapacity CAPACITY = SumCapacity.of(Ring.Z32, 3);

    /** One platform's encoder beside a reference that keeps the whole table, over 200 rounds. */
    @Property(tries = 20)
    void twoHundredRoundsSendWhatAWholeTableWould(@ForAll long seed) {
        Random random = new Random(seed);
        RowEncoder encoder = new RowEncoder(TABLE);
        float[] residual = new float[ROWS * WIDTH]; // the reference's
        for (int round = 0; round < 200; round++) {
            RowSet own = rows(random, 6);
            RowSet union = random.nextInt(3) == 0 ? rows(random, 12) : own.union(rows(random, 6));
            float[] gradient = gradient(random, own);
            int exponent = random.nextInt(10) - 2;
            RingVector target = encode(encoder, own, gradient, union, exponent, round);

            float[] dense = new float[ROWS * WIDTH];
            for (int i = 0; i < gradient.length; i++) {
                dense[own.row(i / WIDTH) * WIDTH + i % WIDTH] = gradient[i];
            }
            int[] words = new int[ROWS * WIDTH];
            float[] left = new float[ROWS * WIDTH];
            int[] bits = bits(round, union.size() * WIDTH);
            for (int row = 0; row < ROWS; row++) {
                int from = row * WIDTH;
                int at = union.indexOf(row);
                if (at >= 0) {
                    int[] ofRow = Arrays.copyOfRange(bits, at * WIDTH, (at + 1) * WIDTH);
                    Quantiser32.quantise(
                            dense,
                            residual,
                            left,
                            ofRow,
                            from,
                            from + WIDTH,
                            Math.scalb(1.0, -exponent),
                            (int) CAPACITY.largestWord(),
                            words,
                            0);
                } else {
                    for (int j = from; j < from + WIDTH; j++) {
                        left[j] = dense[j] + residual[j]; // no word, nothing lost
                    }
                }
            }
            for (int i = 0; i < union.size() * WIDTH; i++) {
                long sent = target.word(DENSE.size() + i);
                assertThat(sent).isEqualTo(words[union.row(i / WIDTH) * WIDTH + i % WIDTH]);
            }
            if (random.nextInt(5) == 0) {
                encoder.discard();
            } else {
                encoder.commit();
                residual = left;
            }
            if (random.nextInt(10) == 0) {
                RowEncoder restored = new RowEncoder(TABLE);
                restored.restoreState(encoder.exportState());
                assertThat(restored.exportState()).isEqualTo(encoder.exportState());
                encoder = restored;
            }
        }
    }

    /** A row that is missing from the round's rows by accident: its gradient is carried whole, asked for again and counted. */
    @Property(tries = 50)
    void aMissingRowIsCarriedAndCounted(@ForAll long seed) {
        Random random = new Random(seed);
        RowEncoder encoder = new RowEncoder(TABLE);
        double[] owed = new double[ROWS * WIDTH];
        long missed = 0;
        for (int round = 0; round < 60; round++) {
            RowSet own = rows(random, 6);
            RowSet asked = own.union(encoder.waiting());
            RowSet before = encoder.waiting();
            int[] dropped = Arrays.stream(asked.toArray())
                    .filter(row -> random.nextInt(4) == 0)
                    .toArray();
            RowSet gone = RowSet.of(ROWS, dropped);
            RowSet union = RowSet.of(
                    ROWS,
                    Arrays.stream(asked.toArray())
                            .filter(row -> !gone.contains(row))
                            .toArray());
            float[] gradient = gradient(random, own);
            for (int i = 0; i < gradient.length; i++) {
                owed[own.row(i / WIDTH) * WIDTH + i % WIDTH] += gradient[i];
            }
            RingVector target = encode(encoder, own, gradient, union, 8, round);
            encoder.commit();
            for (int i = 0; i < union.size() * WIDTH; i++) {
                owed[union.row(i / WIDTH) * WIDTH + i % WIDTH] -= target.word(DENSE.size() + i) / 256.0;
            }
            for (int row : dropped) {
                missed += before.contains(row) ? 0 : 1;
            }
            for (int row : dropped) {
                assertThat(encoder.waiting().contains(row)).isTrue();
            }
            for (int i = 0; i < union.size(); i++) {
                assertThat(encoder.waiting().contains(union.row(i))).isFalse();
            }
            assertThat(encoder.carried()).isEqualTo(missed);
        }
        RowSet all = RowSet.of(ROWS, IntStream.range(0, ROWS).toArray());
        RingVector last = encode(encoder, RowSet.none(ROWS), new float[0], all, 8, 1000);
        encoder.commit();
        assertThat(encoder.waiting().size()).isZero();
        for (int i = 0; i < ROWS * WIDTH; i++) {
            assertThat(owed[i] - last.word(DENSE.size() + i) / 256.0).isCloseTo(0, within(1 / 128.0));
        }
    }

    @Example
    void clippedCoordinatesAreCountedWithThoseOfTheDenseTensors() {
        RowEncoder encoder = new RowEncoder(TABLE);
        RowSet own = RowSet.of(ROWS, 4);
        InputLayout layout = DENSE.withRows(WIDTH);
        RingVector target = Ring.Z32.zero(layout.size());
        FixedPointEncoder dense = new FixedPointEncoder(DENSE);
        Exponents exponents = Exponents.of(0, 0);
        float[] large = {1e12f, 0, 0, 0};
        dense.encode(new BatchGradient(1, List.of(0), large), layout, exponents, CAPACITY, stream(1), target);
        int clipped = encoder.encode(
                own, new float[] {-1e12f, 1, 1e12f}, own, layout, exponents, CAPACITY, stream(2), target);
        assertThat(clipped).isEqualTo(2);
        assertThat(target.word(InputLayout.SATURATED)).isEqualTo(3);
        assertThat(target.word(DENSE.size())).isEqualTo(-CAPACITY.largestWord());
        encoder.commit();
        ByteBuffer state = ByteBuffer.wrap(encoder.exportState()).position(13);
        assertThat((double) state.getFloat()).isCloseTo(-1e12 + CAPACITY.largestWord(), within(1e6));
    }

    @Example
    void bad_inputsAreRefusedAndLeaveNothingPending() {
        RowEncoder encoder = new RowEncoder(TABLE);
        RowSet own = RowSet.of(ROWS, 1, 2);
        assertThatThrownBy(() -> encode(encoder, own, new float[] {0, 0, 0, 0, Float.NaN, 0}, own, 0, 1))
                .isInstanceOf(NotFiniteException.class);
        assertThatIllegalArgumentException().isThrownBy(() -> encode(encoder, own, new float[5], own, 0, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encode(encoder, RowSet.none(ROWS + 1), new float[0], own, 0, 1));
        InputLayout other = DENSE.withRows(WIDTH);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encoder.encode(
                        own,
                        new float[6],
                        own,
                        other,
                        Exponents.of(0, 0),
                        CAPACITY,
                        stream(1),
                        Ring.Z32.zero(other.size())));
        assertThatIllegalStateException().isThrownBy(encoder::commit);
        assertThatIllegalStateException().isThrownBy(encoder::discard);
        encode(encoder, own, new float[6], own, 0, 1);
        assertThatIllegalStateException().isThrownBy(() -> encode(encoder, own, new float[6], own, 0, 1));
    }

    @Example
    void bad_checkpointsAreRefused() {
        RowEncoder encoder = new RowEncoder(TABLE);
        RowSet own = RowSet.of(ROWS, 1, 2);
        encode(encoder, own, new float[] {.1f, .2f, .3f, .4f, .5f, .6f}, RowSet.none(ROWS), 0, 1);
        encoder.commit();
        byte[] whole = encoder.exportState();
        byte[] twice = whole.clone();
        System.arraycopy(whole, 8, twice, 8 + 17, 17);
        byte[] outside = whole.clone();
        outside[8] = 1;
        byte[] infinite = whole.clone();
        infinite[13] = 0x7f;
        infinite[14] = (byte) 0x80;
        for (byte[] bad : new byte[][] {twice, outside, Arrays.copyOf(whole, whole.length - 1), new byte[3]}) {
            assertThatIllegalArgumentException().isThrownBy(() -> encoder.restoreState(bad));
        }
        assertThatThrownBy(() -> encoder.restoreState(infinite)).isInstanceOf(NotFiniteException.class);
        assertThat(encoder.exportState()).isEqualTo(whole);
        assertThat(encoder).hasToString("RowEncoder[2 residuals of 20 rows]");
    }

    @Example
    void bad_layoutsForALongerTargetAreRefused() {
        FixedPointEncoder dense = new FixedPointEncoder(DENSE);
        BatchGradient batch = new BatchGradient(1, List.of(0), new float[4]);
        InputLayout other = InputLayout.of(1, 5).withRows(3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> dense.encode(
                        batch, other, Exponents.of(0, 0), CAPACITY, stream(1), Ring.Z32.zero(other.size())));
    }

    private static RingVector encode(
            RowEncoder encoder, RowSet own, float[] gradient, RowSet union, int exponent, int round) {
        InputLayout layout = DENSE.withRows(union.size() * WIDTH);
        RingVector target = Ring.Z32.zero(layout.size());
        encoder.encode(own, gradient, union, layout, Exponents.of(0, exponent), CAPACITY, stream(round), target);
        return target;
    }

    private static RowSet rows(Random random, int most) {
        return RowSet.of(ROWS, random.ints(random.nextInt(most), 0, ROWS).toArray());
    }

    private static float[] gradient(Random random, RowSet rows) {
        float[] gradient = new float[rows.size() * WIDTH];
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = (float) random.nextGaussian();
        }
        return gradient;
    }

    private static Keystream stream(int number) {
        byte[] key = new byte[Keystream.KEY_BYTES];
        ByteBuffer.wrap(key).putInt(number);
        return Keystream.consuming(SecretBytes.owning(key));
    }

    private static int[] bits(int round, int count) {
        byte[] bytes = new byte[Integer.BYTES * count];
        try (Keystream stream = stream(round)) {
            stream.next(bytes, 0, bytes.length);
        }
        int[] words = new int[count];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(words);
        return words;
    }
}
