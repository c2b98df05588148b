package org.fedner.node.platform;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long MILLI = 1_000_000;

    /** So that how long a step took tells of its own work only when it was longer than all before it. */
    @Property(tries = 200)
    void aStepTakesAsLongAsTheLongestSoFarAndAtMostATenthMore(@ForAll @Size(min = 1, max = 20) int[] millis) {
        Pace pace = new Pace();
        long longest = MILLI;
        for (int any : millis) {
            long each = MILLI * Math.floorMod(any, 3_600_000);
            long length = pace.length(each);
            longest = Math.max(longest, each);
            assertThat(length).isGreaterThanOrEqualTo(longest).isLessThanOrEqualTo((long) (longest * 1.1) + 1);
        }
    }

    @Test
    void shorterStepsDoNotShow() {
        Pace pace = new Pace();
        long first = pace.length(50 * MILLI);
        assertThat(pace.length(3 * MILLI)).isEqualTo(first);
        assertThat(pace.length(0)).isEqualTo(first);
        assertThat(pace.length(first + 1)).isGreaterThan(first);
    }

    /** Strides do not begin where the work ended: what shows of a step that was longer than all before is its stride. */
    @Test
    void stepsOfOneStrideLookAlike() {
        assertThat(new Pace().length(50 * MILLI)).isEqualTo(new Pace().length(54 * MILLI));
    }
}
