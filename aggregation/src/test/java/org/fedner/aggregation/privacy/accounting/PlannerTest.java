package org.fedner.aggregation.privacy.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PlannerTest {

    private static double epsilon(double noise, double rate, long steps) {
        RenyiAccountant accountant = new RenyiAccountant();
        accountant.spend(noise, rate, steps, 0);
        return accountant.epsilon(1e-5);
    }

    @Property(tries = 20)
    void theLeastNoiseIsEnoughAndAThousandthLessIsNot(
            @ForAll @DoubleRange(min = 0.3, max = 10) double target, @ForAll @IntRange(min = 1, max = 2000) int steps) {
        double noise = new Planner(target, 1e-5, 0.02).leastNoise(steps);
        assertThat(epsilon(noise, 0.02, steps)).isLessThanOrEqualTo(target);
        assertThat(epsilon(noise - 0.001, 0.02, steps)).isGreaterThan(target);
    }

    @Property(tries = 20)
    void theMostStepsAreWithinTheTargetAndOneMoreIsNot(
            @ForAll @DoubleRange(min = 3, max = 10) double target,
            @ForAll @DoubleRange(min = 0.8, max = 3) double noise) {
        long steps = new Planner(target, 1e-5, 0.02).mostSteps(noise);
        assertThat(steps).isPositive();
        assertThat(epsilon(noise, 0.02, steps)).isLessThanOrEqualTo(target);
        assertThat(epsilon(noise, 0.02, steps + 1)).isGreaterThan(target);
    }

    @Test
    void whatNotEvenOneStepAllowsIsNone() {
        assertThat(new Planner(0.01, 1e-5, 0.5).mostSteps(0.5)).isZero();
    }

    @Test
    void impossibleTargetsAreRefused() {
        assertThatThrownBy(() -> new Planner(0, 1e-5, 0.1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Planner(1, 1, 0.1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Planner(1, 1e-5, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
