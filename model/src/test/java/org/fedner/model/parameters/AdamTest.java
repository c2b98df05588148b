package org.fedner.model.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class AdamTest {
    /** The paper's Algorithm 1, word for word, in double. */
    private static double reference(List<Float> gradients, double rate) {
        double x = 0.5;
        double m = 0;
        double v = 0;
        for (int t = 1; t <= gradients.size(); t++) {
            double g = gradients.get(t - 1);
            m = 0.9 * m + 0.1 * g;
            v = 0.999 * v + 0.001 * g * g;
            x -= rate * (m / (1 - Math.pow(0.9, t))) / (Math.sqrt(v / (1 - Math.pow(0.999, t))) + 1e-8);
        }
        return x;
    }

    @Property
    void agreesWithTheAlgorithmOfThePaper(
            @ForAll @Size(min = 1, max = 40) List<@FloatRange(min = -10, max = 10) Float> gradients) {
        float[] x = {0.5f};
        Adam adam = new Adam(1);
        for (float gradient : gradients) {
            // Gradients this close to epsilon would test the rounding of epsilon, not the algorithm.
            adam.step(x, new float[] {Math.abs(gradient) < 1e-3f ? 0 : gradient}, 0.01);
        }
        List<Float> used =
                gradients.stream().map(g -> Math.abs(g) < 1e-3f ? 0f : g).toList();
        assertThat((double) x[0]).isCloseTo(reference(used, 0.01), Offset.offset(1e-5));
        assertThat(adam.steps()).isEqualTo(gradients.size());
    }

    @Test
    void theFirstStepMovesByTheRateAgainstTheSign() {
        float[] x = {1, 1, 1};
        new Adam(3).step(x, new float[] {5, -0.25f, 0}, 0.004);
        assertThat(x[0]).isCloseTo(0.996f, Offset.offset(1e-6f));
        assertThat(x[1]).isCloseTo(1.004f, Offset.offset(1e-6f));
        assertThat(x[2]).isEqualTo(1);
    }

    /** The expected hash is that of an independent implementation (NumPy, float32). */
    @Test
    void theBitsAreTheSameOnEveryMachineAndAfterCompilation() {
        int size = 1000;
        float[] start = new float[size];
        float[] x = start.clone();
        Adam adam = new Adam(size);
        float[] gradient = new float[size];
        for (int t = 0; t < 3000; t++) { // long enough that the loop is compiled on the way
            for (int i = 0; i < size; i++) {
                gradient[i] = (float) ((i * 31 + t * 17) % 101 - 50) / 64;
            }
            adam.step(x, gradient, 0.004);
        }
        int hash = Arrays.hashCode(x);
        assertThat(hash).isEqualTo(1754453896);
    }

    @Test
    void decayingMomentsNeverBecomeSubnormal() {
        float[] x = {0};
        Adam adam = new Adam(1);
        adam.step(x, new float[] {1e-6f}, 0.004);
        for (int t = 0; t < 30_000; t++) {
            adam.step(x, new float[1], 0.004);
            float first = Math.abs(adam.firstMoments()[0]);
            assertThat(first == 0 || first >= Float.MIN_NORMAL).isTrue();
        }
        assertThat(x[0]).isFinite();
    }

    @Test
    void refusesLengthsThatDoNotAgree() {
        assertThatThrownBy(() -> new Adam(2).step(new float[2], new float[3], 0.1))
                .hasMessageContaining("2 parameters, 3 gradients, 2 moments");
    }

    @Test
    void theRateFallsInAStraightLineToItsFloor() {
        LearningRateSchedule schedule = LearningRateSchedule.standard(101);
        assertThat(schedule.rate(0)).isEqualTo(0.004);
        assertThat(schedule.rate(50)).isCloseTo(0.0021, Offset.offset(1e-15));
        assertThat(schedule.rate(100)).isCloseTo(0.0002, Offset.offset(1e-15));
        assertThat(schedule.rate(100_000)).isEqualTo(schedule.rate(100));
        assertThat(LearningRateSchedule.standard(1).rate(0)).isEqualTo(0.004);
    }
}
