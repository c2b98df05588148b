package org.fedner.model.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Training by rows and training the whole table give the same bits. */
class RowAdamTest {
    private static final int WORDS = 59;
    private static final int WIDTH = 5;
    private static final int TABLE = (WORDS + 1) * WIDTH;
    private static final NetworkSpec SPEC =
            NetworkSpec.fedner(new WordInput.TunedVectors(WORDS, WIDTH, "ab".repeat(32)));

    @Property(tries = 20)
    void twoHundredRandomRoundsGiveTheBitsOfTheDenseOptimiser(@ForAll long seed) throws ModuleFormatException {
        Random random = new Random(seed);
        SharedState byRows = SharedState.initial(SPEC, 1);
        Adam dense = new Adam(TABLE);
        float[] table = new float[TABLE];
        LearningRateSchedule rates = new LearningRateSchedule(0.01, 0.05, 200);
        float[] others = new float[byRows.parameters().size()];
        for (int round = 0; round < 200; round++) {
            int[] rows = random.ints(random.nextInt(12), 0, WORDS + 1)
                    .map(row -> row * row / (WORDS + 1)) // some words are frequent, most are rare
                    .sorted()
                    .distinct()
                    .toArray();
            float[] gradient = new float[rows.length * WIDTH];
            float[] wholeTable = new float[TABLE];
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] =
                        random.nextInt(5) == 0 ? 0 : (float) (random.nextGaussian() * Math.exp(random.nextInt(9) - 8));
                wholeTable[rows[i / WIDTH] * WIDTH + i % WIDTH] = gradient[i];
            }
            byRows.apply(others, RowGradient.of(rows, WIDTH, gradient), rates.rate(round));
            dense.step(table, wholeTable, rates.rate(round));
            if (random.nextInt(10) == 0) {
                byRows = restored(byRows);
            }
            assertThat(wholeTable(byRows)).isEqualTo(table);
        }
        assertThat(moments(byRows)).isEqualTo(moments(table, dense));
    }

    @Test
    void aRowWithoutAGradientGoesOnMovingAndOneThatNeverHadOneIsNotStored() {
        SharedState state = SharedState.initial(SPEC, 1);
        float[] others = new float[state.parameters().size()];
        int before = state.encode().length;
        state.apply(others, RowGradient.of(new int[] {3}, WIDTH, new float[] {1, 2, 3, 4, 5}), 0.01);
        float[] then = wholeTable(state);
        state.apply(others, 0.01);
        assertThat(wholeTable(state)).isNotEqualTo(then);
        assertThat(state.encode()).hasSize(before + 4 + 3 * 4 * WIDTH);
    }

    @Property(tries = 30)
    void whatWasKeptDoesNotShowInDigestsAndBytes(@ForAll long seed) throws ModuleFormatException {
        Random random = new Random(seed);
        SharedState one = SharedState.initial(SPEC, 1);
        SharedState other = SharedState.initial(SPEC, 1);
        float[] others = new float[one.parameters().size()];
        for (int round = 0; round < 12; round++) {
            int row = random.nextInt(WORDS);
            float[] zeroBefore = new float[2 * WIDTH];
            Arrays.fill(zeroBefore, WIDTH, 2 * WIDTH, random.nextFloat());
            // The other also keeps a row that nobody touched, and comes back from its bytes now and then.
            one.apply(
                    others,
                    RowGradient.of(new int[] {row + 1}, WIDTH, Arrays.copyOfRange(zeroBefore, WIDTH, 2 * WIDTH)),
                    0.01);
            other.apply(others, RowGradient.of(new int[] {row, row + 1}, WIDTH, zeroBefore), 0.01);
            if (random.nextBoolean()) {
                other = restored(other);
            }
            assertThat(other.encode()).isEqualTo(one.encode());
            assertThat(other.parameters().digest()).isEqualTo(one.parameters().digest());
            assertThat(other.parameters().encode()).isEqualTo(one.parameters().encode());
        }
        SharedParameters read = SharedParameters.decode(SPEC, one.parameters().encode());
        assertThat(read.digest()).isEqualTo(one.parameters().digest());
        assertThat(one.copy().encode()).isEqualTo(one.encode());
    }

    @Test
    void theDigestDependsOnEveryRow() {
        SharedState one = SharedState.initial(SPEC, 1);
        SharedState other = SharedState.initial(SPEC, 1);
        float[] others = new float[one.parameters().size()];
        one.apply(others, RowGradient.of(new int[] {3}, WIDTH, new float[] {1, 1, 1, 1, 1}), 0.01);
        other.apply(others, RowGradient.of(new int[] {4}, WIDTH, new float[] {1, 1, 1, 1, 1}), 0.01);
        assertThat(one.parameters().digest()).isNotEqualTo(other.parameters().digest());
        assertThat(one.digest()).isNotEqualTo(other.digest());
    }

    @Test
    void bad_gradientsAreRefusedBeforeAnythingChanges() {
        SharedState state = SharedState.initial(SPEC, 1);
        float[] others = new float[state.parameters().size()];
        byte[] before = state.digest();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> state.apply(
                        others, RowGradient.of(new int[] {1}, WIDTH, new float[] {0, 0, Float.NaN, 0, 0}), 0.01));
        assertThat(state.digest()).isEqualTo(before);
        assertThatIllegalArgumentException().isThrownBy(() -> RowGradient.of(new int[] {2, 2}, 1, new float[2]));
        assertThatIllegalArgumentException().isThrownBy(() -> RowGradient.of(new int[] {-1}, 1, new float[1]));
        assertThatIllegalArgumentException().isThrownBy(() -> RowGradient.of(new int[] {1, 2}, 2, new float[3]));
    }

    @Test
    void bad_storedRowsAreRefused() {
        SharedState state = SharedState.initial(SPEC, 1);
        float[] others = new float[state.parameters().size()];
        state.apply(others, RowGradient.of(new int[] {3, 7}, WIDTH, new float[] {1, 1, 1, 1, 1, 2, 2, 2, 2, 2}), 0.01);
        byte[] whole = state.encode();
        int rowBytes = 4 + 3 * 4 * WIDTH;
        byte[] twice = whole.clone();
        System.arraycopy(whole, whole.length - 2 * rowBytes, twice, whole.length - rowBytes, rowBytes);
        byte[] outside = whole.clone();
        outside[whole.length - rowBytes] = 1;
        byte[] zeros = whole.clone();
        Arrays.fill(zeros, whole.length - rowBytes + 4, whole.length, (byte) 0);
        for (byte[] bad : new byte[][] {twice, outside, zeros, Arrays.copyOf(whole, whole.length - 1)}) {
            assertThatThrownBy(() -> SharedState.decode(SPEC, bad)).isInstanceOf(ModuleFormatException.class);
        }
    }

    private static SharedState restored(SharedState state) throws ModuleFormatException {
        SharedState restored = SharedState.decode(SPEC, state.encode());
        assertThat(restored.encode()).isEqualTo(state.encode());
        return restored;
    }

    private static float[] wholeTable(SharedState state) {
        float[] table = new float[TABLE];
        for (int row = 0; row <= WORDS; row++) {
            state.parameters().rows().addTo(row, table, row * WIDTH);
        }
        return table;
    }

    /** The stored form of values and moments by rows. */
    private static byte[] moments(SharedState state) {
        byte[] whole = state.encode();
        byte[] empty = SharedState.initial(SPEC, 1).encode();
        return Arrays.copyOfRange(whole, empty.length - 4, whole.length);
    }

    /** The same from a dense table. */
    private static byte[] moments(float[] table, Adam adam) {
        ByteWriter rows = new ByteWriter(64);
        int count = 0;
        for (int row = 0; row <= WORDS; row++) {
            boolean isZero = true;
            for (int j = row * WIDTH; j < (row + 1) * WIDTH; j++) {
                isZero &= table[j] == 0 && adam.firstMoments()[j] == 0 && adam.secondMoments()[j] == 0;
            }
            if (!isZero) {
                count++;
                rows.u32(row);
                for (float[] numbers : new float[][] {table, adam.firstMoments(), adam.secondMoments()}) {
                    rows.floats(numbers, row * WIDTH, WIDTH);
                }
            }
        }
        return new ByteWriter(64).u32(count).bytes(rows.toByteArray()).toByteArray();
    }
}
