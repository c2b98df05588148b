package org.fedner.model.parameters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class InitialValuesTest {
    private final SharedParameters shared = SharedParameters.initial(NetworkSpecTest.FROZEN, 7);
    private final PrivateParameters local = PrivateParameters.initial(NetworkSpecTest.FROZEN, 5, 7);

    private float[] tensor(ParameterLayout layout, float[] values, String name) {
        int offset = layout.offset(name);
        return Arrays.copyOfRange(values, offset, offset + layout.tensor(name).size());
    }

    /** Computed once with an independent implementation (Python's hashlib). */
    @Test
    void theFirstValuesAreTheSameOnEveryMachine() {
        float[] capitals = tensor(shared.layout(), shared.values(), TensorNames.CAPITALISATION_EMBEDDING);
        assertThat(Arrays.copyOf(capitals, 10))
                .containsExactly(
                        0x1.64603a0000000p-2f,
                        0x1.613bcc0000000p-1f,
                        0x1.45a7b00000000p-2f,
                        -0x1.d2eb120000000p-2f,
                        -0x1.48faea0000000p-3f,
                        -0x1.1c0e380000000p-1f,
                        0x1.e6d5720000000p-3f,
                        0x1.99b1160000000p-5f,
                        0x1.a331cc0000000p-1f,
                        0x1.747c3e0000000p-2f);
    }

    @Test
    void oneSeedGivesOneStart() {
        assertThat(SharedParameters.initial(NetworkSpecTest.FROZEN, 7).digest()).isEqualTo(shared.digest());
        assertThat(SharedParameters.initial(NetworkSpecTest.FROZEN, 8).digest()).isNotEqualTo(shared.digest());
    }

    @Test
    void weightsFillTheRangeOfGlorotAndBiasesAreZero() {
        float[] weights = tensor(shared.layout(), shared.values(), TensorNames.wordCnnW(0));
        float bound = (float) Math.sqrt(6.0 / (3 * 160 + 3 * 128));
        double sumOfSquares = 0;
        double sum = 0;
        for (float w : weights) {
            assertThat(w).isBetween(-bound, bound);
            sumOfSquares += (double) w * w;
            sum += w;
        }
        assertThat(Math.sqrt(sumOfSquares / weights.length))
                .isCloseTo(bound / Math.sqrt(3), Offset.offset(bound * 0.01));
        assertThat(sum / weights.length).isCloseTo(0, Offset.offset(bound * 0.01));
        assertThat(tensor(shared.layout(), shared.values(), TensorNames.wordCnnB(0)))
                .containsOnly(0);
    }

    @Test
    void onlyTheForgetGatesStartOpen() {
        float[] bias = tensor(
                local.layout(), local.valuesForTraining(), TensorNames.lstm(0).forwardB());
        for (int i = 0; i < bias.length; i++) {
            assertThat(bias[i]).isEqualTo(i >= 80 && i < 160 ? 1f : 0f);
        }
    }

    @Test
    void parametersPrintTheirSizeOnly() {
        assertThat(shared).hasToString("SharedParameters[78678]");
        assertThat(local.toString()).isEqualTo("PrivateParameters[" + local.size() + "]");
    }
}
