package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.fedner.aggregation.message.AbortReason;
import org.junit.jupiter.api.Test;

/** The sum of the members' sizes never wraps: who could make it wrap stops before it uploads. */
class SizeRoundTest {

    private static final int PLATFORMS = 4;

    /** Largest multiple of the unit of which four are below 2^31. */
    private static final int LARGEST = Integer.MAX_VALUE / PLATFORMS / Simulation.SIZE_UNIT * Simulation.SIZE_UNIT;

    private final Simulation simulation = new Simulation(PLATFORMS, 1, 90);

    @Test
    void fourOfTheLargestSizeAreSummedExactly() {
        simulation.hospitals.forEach(hospital -> hospital.sentences = LARGEST);
        simulation.begin().run();
        simulation.assertFinishedInOneState();
        assertThat(simulation.hospitals)
                .allSatisfy(hospital -> assertThat(hospital.sizes).containsExactly((long) PLATFORMS * LARGEST));
    }

    @Test
    void aSizeThatIsRoundedUpBeyondItsShareStopsBeforeAnUpload() {
        for (int sentences : new int[] {LARGEST + 1, Integer.MAX_VALUE}) {
            Simulation wrapping = new Simulation(PLATFORMS, 1, 91);
            Hospital large = wrapping.hospitals.get(1);
            large.sentences = sentences;
            wrapping.begin().run();
            assertThat(large.stopped).containsExactly(AbortReason.COUNT_OUT_OF_RANGE);
            assertThat(large.sizes).isEmpty();
        }
    }
}
