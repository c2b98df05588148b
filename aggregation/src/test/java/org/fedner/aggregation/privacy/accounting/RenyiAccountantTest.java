package org.fedner.aggregation.privacy.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Epsilons are those that others published for the same mechanisms, and never below an exact one. */
class RenyiAccountantTest {

    private static double epsilon(double noise, double rate, long steps, double delta) {
        RenyiAccountant accountant = new RenyiAccountant();
        accountant.spend(noise, rate, steps, 0);
        return accountant.epsilon(delta);
    }

    /** At integer orders; published figures at fractional orders are lower by less than a twentieth. */
    @ParameterizedTest
    @CsvSource({
        "1.3, 0.0025, 6000,  1e-5, 0.7242234, TF Privacy",
        "1.0, 0.001,  30000, 1e-7, 1.4154988, TF Privacy",
        "0.7, 0.01,   120,   1e-5, 3.3994077, TF Privacy at integer orders",
        "1.5, 0.04,   2250,  1e-5, 7.3298768, Opacus at integer orders",
        "4.0, 0.01,   10000, 1e-5, 1.0354901, Abadi et al. with the sharper conversion",
    })
    void epsilonsAreThePublishedOnes(
            double noise, double rate, long steps, double delta, double published, String source) {
        assertThat(epsilon(noise, rate, steps, delta)).as(source).isCloseTo(published, within(2e-7));
    }

    @ParameterizedTest
    @CsvSource({
        "2.5, 0.01, 50,    5,   2.18075656e-3, 1e-10, Google dp_accounting",
        "2.5, 0.01, 50,    50,  2.38460375e-2, 1e-9,  Google dp_accounting",
        "2.5, 0.01, 50,    100, 1.67416308e2,  1e-6,  Google dp_accounting",
        "2,   0.1,  10,    5,   0.07737,       5e-6,  TF Privacy",
        "10,  1,    1,     20,  0.1,           1e-15, TF Privacy",
        "4,   0.01, 10000, 20,  0.6526316,     5e-6,  TF Privacy: 1.258575 by the classic conversion at delta 1e-5",
    })
    void divergencesAreThePublishedOnes(
            double noise, double rate, long steps, int order, double published, double tolerance, String source) {
        assertThat(steps * RenyiAccountant.step(order, noise, rate)).as(source).isCloseTo(published, within(tolerance));
    }

    @Test
    void theConversionIsThePublishedOne() {
        assertThat(RenyiAccountant.converted(1.1, 32, 1e-5))
                .as("Google dp_accounting")
                .isCloseTo(1.32783806176, within(1e-11));
    }

    /** Opacus at fractional orders; at integer orders a little more noise is needed, never less. */
    @Test
    void plannedNoiseIsThePublishedOneOrALittleMore() {
        assertThat(new Planner(8, 1e-5, 0.04).leastNoise(2250)).isBetween(1.416, 1.416 * 1.005);
        assertThat(new Planner(8, 1e-5, 0.04).leastNoise(2000)).isBetween(1.3562, 1.3562 * 1.005);
    }

    /** Noise that Google's suite chose for exactly epsilon 1 at delta 1e-6, at orders a thousandth apart. */
    @Test
    void oneStepOfTheWholePopulationIsThePublishedOneOrALittleMore() {
        assertThat(epsilon(4.530877117, 1, 1, 1e-6)).isBetween(1.0, 1.0001);
    }

    @ParameterizedTest
    @CsvSource({
        "0.7, 0.01, 120,  1e-5, 2.4612381, TF Privacy by privacy loss distribution",
        "1.5, 0.04, 2250, 1e-5, 7.32911117, Opacus at order 3.9",
        "10,  1,    1,    0.00875176815, 0.1, Google Go's exact Gaussian",
        "2,   1,    1,    4.00902e-10, 3.0, diffprivlib's exact discrete Gaussian",
    })
    void neverBelowAnExactOrSharperOne(
            double noise, double rate, long steps, double delta, double exact, String source) {
        assertThat(epsilon(noise, rate, steps, delta)).as(source).isGreaterThanOrEqualTo(exact);
    }

    @Property(tries = 50)
    void moreNoiseFewerStepsAndSmallerSamplesNeverCostMore(
            @ForAll @DoubleRange(min = 0.5, max = 8) double noise,
            @ForAll @DoubleRange(min = 0.001, max = 0.99) @Scale(3) double rate,
            @ForAll @IntRange(min = 1, max = 3000) int steps) {
        double here = epsilon(noise, rate, steps, 1e-5);
        assertThat(epsilon(noise * 1.1, rate, steps, 1e-5)).isLessThanOrEqualTo(here);
        assertThat(epsilon(noise, rate * 0.9, steps, 1e-5)).isLessThanOrEqualTo(here);
        assertThat(epsilon(noise, rate, steps + 1, 1e-5)).isGreaterThanOrEqualTo(here);
        assertThat(epsilon(noise, rate, steps, 1e-4)).isLessThanOrEqualTo(here);
    }

    @Property(tries = 30)
    void stepsAddUpInAnyOrder(
            @ForAll @IntRange(min = 1, max = 50) int first, @ForAll @IntRange(min = 1, max = 50) int second) {
        RenyiAccountant together = new RenyiAccountant();
        together.spend(1.1, 0.02, first + second, 0);
        RenyiAccountant apart = new RenyiAccountant();
        apart.spend(1.1, 0.02, second, 0);
        apart.spend(1.1, 0.02, first, 0);
        assertThat(apart.epsilon(1e-6)).isCloseTo(together.epsilon(1e-6), within(1e-9));
        assertThat(apart.steps()).isEqualTo(first + second);
    }

    @Test
    void samplingEveryoneIsTheLimitOfSamplingAlmostEveryone() {
        assertThat(RenyiAccountant.step(8, 1.5, 1 - 1e-12)).isCloseTo(RenyiAccountant.step(8, 1.5, 1), within(1e-9));
    }

    @Test
    void nothingSpentIsNothing() {
        assertThat(new RenyiAccountant().epsilon(1e-5)).isZero();
    }

    @Test
    void whatNoiseSharesFallShortOfIsCharged() {
        RenyiAccountant accountant = new RenyiAccountant();
        accountant.spend(1, 0.01, 100, 1e-3);
        assertThat(accountant.epsilon(1e-5)).isGreaterThan(epsilon(1, 0.01, 100, 1e-5) + 0.1);
    }

    @Test
    void impossibleMechanismsAreRefused() {
        RenyiAccountant accountant = new RenyiAccountant();
        assertThatThrownBy(() -> accountant.spend(0, 0.1, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> accountant.spend(Double.NaN, 0.1, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> accountant.spend(1, 0, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> accountant.spend(1, 1.01, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> accountant.spend(1, 0.1, -1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> accountant.epsilon(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
