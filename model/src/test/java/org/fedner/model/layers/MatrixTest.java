package org.fedner.model.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MatrixTest {
    private static Matrix random(Random random, int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        Matrix matrix = new Matrix().shaped(rows, columns);
        matrix.putRows(0, rows, values, 0);
        return matrix;
    }

    private static float at(Matrix matrix, int row, int column) {
        float[] value = new float[1];
        matrix.get(row, column, value, 0, 1);
        return value[0];
    }

    /** Also with so many columns that few rows are multiplied in several pieces, and of rows in the middle. */
    @Property(tries = 60)
    void productsAreThoseOfTheirDefinition(
            @ForAll @IntRange(min = 1, max = 70) int rows,
            @ForAll @IntRange(min = 1, max = 200) int inner,
            @ForAll @IntRange(min = 1, max = 300) int columns,
            @ForAll long seed) {
        Random random = new Random(seed);
        try (Matrix a = random(random, rows + 2, inner);
                Matrix b = random(random, inner, columns);
                Matrix turnedA = new Matrix().turned(a.part(1, rows));
                Matrix turnedB = new Matrix().turned(b.all());
                Matrix kept = random(random, rows, columns);
                Matrix product = new Matrix().shaped(rows, columns);
                Matrix ofTurned = new Matrix().shaped(rows, columns);
                Matrix withTurned = new Matrix().shaped(rows, columns)) {
            float[] before = new float[rows * columns];
            kept.getRows(0, rows, before, 0);
            product.putRows(0, rows, before, 0);
            Matrix.product(2, a.part(1, rows), b.all(), 1, product.all());
            Matrix.productOfTurned(1, turnedA.all(), b.all(), 0, ofTurned.all());
            Matrix.productWithTurned(1, a.part(1, rows), turnedB.all(), 0, withTurned.all());
            for (int check = 0; check < 50; check++) {
                int i = random.nextInt(rows);
                int j = random.nextInt(columns);
                double sum = 0;
                for (int k = 0; k < inner; k++) {
                    sum += (double) at(a, 1 + i, k) * at(b, k, j);
                }
                assertThat((double) at(ofTurned, i, j)).isCloseTo(sum, within(1e-3));
                assertThat((double) at(withTurned, i, j)).isCloseTo(sum, within(1e-3));
                assertThat((double) at(product, i, j)).isCloseTo(2 * sum + at(kept, i, j), within(1e-3));
            }
        }
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeMemoryIsTouched() {
        try (Matrix a = new Matrix().shaped(3, 4);
                Matrix b = new Matrix().shaped(5, 6)) {
            assertThatThrownBy(() -> Matrix.product(1, a.all(), b.all(), 0, b.all()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("3 x 4 times 5 x 6 into 5 x 6");
            assertThatThrownBy(() -> a.part(2, 2)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> a.put(3, 0, new float[4], 0, 4)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> a.put(0, 2, new float[4], 0, 3)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> a.putRows(2, 2, new float[8], 0)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> b.pick(a.part(1, 2), new int[] {2})).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void tanhAndSigmoidAreRightToAFloatsLastBits() {
        float[] x = new float[20_001];
        for (int i = 0; i < x.length; i++) {
            x[i] = (i - 10_000) / 500f;
        }
        float[] tanh = x.clone();
        float[] sigmoid = x.clone();
        Elementwise.tanh(tanh, tanh.length);
        Elementwise.sigmoid(sigmoid, sigmoid.length);
        for (int i = 0; i < x.length; i++) {
            assertThat((double) tanh[i]).isCloseTo(Math.tanh(x[i]), within(4e-7));
            assertThat((double) sigmoid[i]).isCloseTo(1 / (1 + Math.exp(-x[i])), within(4e-7));
        }
        float[] nan = {Float.NaN};
        Elementwise.tanh(nan, 1);
        assertThat(nan[0]).isNaN();
    }
}
