package org.fedner.aggregation.privacy.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Figures of other people's test suites, each to the tolerance of its source, at the fixed grid of orders.
 *
 * <p>The suites: TF Privacy ({@code rdp_accountant_test}, {@code compute_dp_sgd_privacy_test}, before and after its sharper
 * conversion), Google's differential-privacy libraries ({@code rdp_privacy_accountant_test}, {@code gaussian_noise_test} in
 * Go), Microsoft's prv_accountant ({@code test_accountant}).
 */
class PublishedFiguresTest {

    /** The conversion before Canonne, Kamath and Steinke's: divergence + ln(1/delta)/(order - 1). */
    private static double classic(double divergence, int order, double delta) {
        return divergence - Math.log(delta) / (order - 1);
    }

    @ParameterizedTest
    @CsvSource({
        "1.3, 0.0025, 6000,  1e-5, 19, 0.941870567, 1e-7, TF Privacy compute_dp_sgd_privacy_test Test0",
        "1.0, 0.001,  30000, 1e-7, 13, 1.70928734,  1e-7, TF Privacy compute_dp_sgd_privacy_test Test1",
        "4,   0.01,   10000, 1e-5, 20, 1.258575,    5e-6, TF Privacy rdp_accountant_test test_get_privacy_spent",
    })
    void epsilonsByTheClassicConversionAtThePublishedOrder(
            double noise,
            double rate,
            long steps,
            double delta,
            int order,
            double published,
            double by,
            String source) {
        double divergence = steps * RenyiAccountant.step(order, noise, rate);
        assertThat(classic(divergence, order, delta)).as(source).isCloseTo(published, within(by));
        for (int other = 2; other <= 64; other++) {
            assertThat(classic(steps * RenyiAccountant.step(other, noise, rate), other, delta))
                    .as("order %d against the published best one", other)
                    .isGreaterThanOrEqualTo(published - by);
        }
    }

    /** TF Privacy rdp_accountant_test, test_compute_privacy_loss: two mechanisms one after the other; best order 8. */
    @ParameterizedTest
    @CsvSource({"1e-5, 8, 3.276237, 5e-6"})
    void twoMechanismsAddUp(double delta, int order, double published, double by) {
        double divergence = 10_000 * RenyiAccountant.step(order, 4, 0.01) + 100 * RenyiAccountant.step(order, 2, 0.1);
        assertThat(classic(divergence, order, delta)).isCloseTo(published, within(by));
    }

    @ParameterizedTest
    @CsvSource({
        "0.1,  2,   10, 5,   0.07737,    5e-6, TF Privacy rdp_accountant_test test_compute_rdp_scalar",
        "0.01, 2.5, 50, 5,   0.00218075, 1e-5, TF Privacy rdp_accountant_test test_compute_rdp_sequence",
        "0.01, 2.5, 50, 50,  0.023846,   1e-5, TF Privacy rdp_accountant_test test_compute_rdp_sequence",
        "0.01, 2.5, 50, 100, 167.416307, 1e-5, TF Privacy rdp_accountant_test test_compute_rdp_sequence",
    })
    void divergencesOfSeveralSteps(
            double rate, double noise, long steps, int order, double published, double by, String source) {
        assertThat(steps * RenyiAccountant.step(order, noise, rate)).as(source).isCloseTo(published, within(by));
    }

    /** TF Privacy's first suite, test_compute_log_moments: (order - 1) times the divergence at order 5. */
    @ParameterizedTest
    @CsvSource({"0.1, 2, 10, 4, 0.30948, 5e-6"})
    void logMoments(double rate, double noise, long steps, int moment, double published, double by) {
        assertThat(moment * steps * RenyiAccountant.step(moment + 1, noise, rate))
                .isCloseTo(published, within(by));
    }

    /**
     * The integral to which Google's and TF Privacy's suites compare theirs, ln ∫ N(0, sigma²)(z) ((1-q) + q exp((2z-1)/(2
     * sigma²)))^order dz, at the integer orders of test_compute_log_a_equals_mp and test_compare_with_mp. The numbers are of a
     * program that integrates; tolerances are the suites': 1e-4 of the number and 1e-8 in Google's, 1e-6 in TF Privacy's
     * where the number is between 1e-6 and 1000.
     */
    @ParameterizedTest
    @CsvSource({
        "1e-6,  0.1, 256, 3260463.229297",
        "1e-6,  1,   27,  8.769514003859e-10",
        "1e-3,  1,   2,   1.718280352225e-06",
        "0.01,  10,  20,  0.0001912969991283",
        "0.99,  0.1, 256, 3263997.427114",
        "0.1,   1,   5,   0.519509733136",
        "1e-6,  0.1, 2,   72.36897888407",
        "1e-6,  10,  2,   1.007527394847e-14",
        "1e-6,  10,  256, 3.280379023973e-10",
        "1e-6,  100, 256, 3.263611603188e-12",
        "0.1,   0.1, 2,   95.39482981401",
        "0.1,   0.1, 256, 3263410.538216",
        "0.1,   10,  2,   0.0001004966208872",
        "0.1,   10,  256, 4.389326017382",
        "0.1,   100, 2,   1.000049500988e-06",
        "0.1,   100, 256, 0.0327164618149",
        "0.999, 0.1, 2,   99.99799899933",
        "0.999, 0.1, 256, 3263999.743872",
        "0.999, 10,  2,   0.009980109419848",
        "0.999, 10,  256, 326.1638820522",
        "0.999, 100, 2,   9.980010997435e-05",
        "0.999, 100, 256, 3.257557549971",
    })
    void momentsAreTheIntegralsOfTheSuites(double rate, double noise, int order, double integral) {
        double moment = (order - 1) * RenyiAccountant.step(order, noise, rate);
        assertThat(moment).isCloseTo(integral, within(1e-8 + 1e-6 * Math.abs(integral)));
    }

    /** Exact epsilons and deltas of a step, or of many: an upper bound may say more, never less, and here not much more. */
    @ParameterizedTest
    @CsvSource({
        "10,  1, 1, 0.1,                0.008751768145810,     6,   Google Go gaussian_noise_test TestDeltaForGaussian",
        "2,   1, 1, 1.0986122886681098, 0.004159742234000802,  1.3, Google Go gaussian_noise_test typical epsilon",
        "1,   1, 1, 1.0986122886681098, 0.10985556344445052,   1.6, Google Go gaussian_noise_test thresholds",
        "0.7071067811865476, 1, 1, 1.0986122886681098, 0.26546844106038714, 1.8, Google Go gaussian_noise_test l0 2",
        "5.363281248,  1, 1, 1.0986122886681098, 1e-10, 1.1, Google Go gaussian_noise_test variance 28.76478576660",
        "2.767578125,  1, 1, 2.1972245773362196, 1e-10, 1.1, Google Go gaussian_noise_test variance 7.65948867798",
        "3.42578125,   1, 1, 1.0986122886681098, 1e-5,  1.1, Google Go gaussian_noise_test variance 11.73597717285",
        "100, 1,    10000, 4.0, 4.712241200793116e-05,  1.2, Microsoft prv_accountant test_accountant analytic",
    })
    void neverBelowTheExactOnesNorFarAbove(
            double noise, double rate, long steps, double epsilon, double delta, double factor, String source) {
        RenyiAccountant accountant = new RenyiAccountant();
        accountant.spend(noise, rate, steps, 0);
        assertThat(accountant.epsilon(delta)).as(source).isBetween(epsilon * (1 - 1e-9), epsilon * factor);
    }

    /** Epsilons by Renyi accounting elsewhere: at integer orders the same to the source's tolerance, or a little more. */
    @ParameterizedTest
    @CsvSource({
        "4,    0.02048, 10000, 1e-5, 2.27535,    1e-5,  JAX Privacy analysis_test _EPSILON_RDP",
        "1,    1,       5,     1e-6, 13.376,     0.007, TF Privacy compute_dp_sgd_privacy_test statement once per epoch",
        "1,    0.0064,  782,   1e-6, 1.616,      0.014, TF Privacy compute_dp_sgd_privacy_test statement Poisson",
        "0.7,  1,       2,     1e-5, 10.8602036, 0.007, TF Privacy compute_dp_sgd_privacy_test no subsampling",
        "0.35, 1,       2,     1e-5, 26.2880374, 0.007, TF Privacy compute_dp_sgd_privacy_test microbatching",
    })
    void neverBelowOtherRenyiAccountantsNorFarAbove(
            double noise, double rate, long steps, double delta, double published, double above, String source) {
        RenyiAccountant accountant = new RenyiAccountant();
        accountant.spend(noise, rate, steps, 0);
        assertThat(accountant.epsilon(delta)).as(source).isBetween(published * (1 - 1e-5), published * (1 + above));
    }

    /** JAX Privacy calibrate_test: the noise, and the steps, that give that epsilon again. */
    @Test
    void plansAreThePublishedOnes() {
        Planner planner = new Planner(2.27535, 1e-5, 0.02048);
        assertThat(planner.leastNoise(10_000)).isCloseTo(4.0, within(0.001));
        assertThat(planner.mostSteps(4.0)).isBetween(9_999L, 10_001L);
    }

    /** By whole privacy loss distributions, which are sharper: an upper bound may say more, never less. */
    @ParameterizedTest
    @CsvSource({
        "4,    0.02048, 10000,  1e-5, 2.09245,    1.1, JAX Privacy analysis_test _EPSILON_PLD",
        "0.7,  1,       2,      1e-5, 10.1224946, 1.1, TF Privacy compute_dp_sgd_privacy_test no subsampling",
        "0.35, 1,       2,      1e-5, 24.7160779, 1.1, TF Privacy compute_dp_sgd_privacy_test microbatching",
        "0.35, 0.01,    120,    1e-5, 18.6977407, 2.5, TF Privacy compute_dp_sgd_privacy_test microbatching subsampling",
        "1,    1,       5,      1e-6, 12.595,     1.1, TF Privacy compute_dp_sgd_privacy_test statement once per epoch",
        "1,    0.0064,  782,    1e-6, 1.199,      1.4, TF Privacy compute_dp_sgd_privacy_test statement Poisson",
        "2,    0.01,    10000,  0.010224911126651472, 1.0, 1.3, Fourier accountant test_compute_delta",
        "2,    0.01,    100000, 0.39205728853284305,  1.0, 2.5, Fourier accountant test_compute_delta",
        "2,    0.01,    10000,  0.022850339595771204, 0.8, 1.4, Fourier accountant test_compute_delta",
        "1,    0.01,    10000,  0.2391763947364977,   1.0, 1.8, Fourier accountant test_compute_delta",
        "2,    0.02,    10000,  0.14991732969314892,  1.0, 1.7, Fourier accountant test_compute_delta",
    })
    void neverBelowPrivacyLossDistributions(
            double noise, double rate, long steps, double delta, double published, double factor, String source) {
        RenyiAccountant accountant = new RenyiAccountant();
        accountant.spend(noise, rate, steps, 0);
        assertThat(accountant.epsilon(delta)).as(source).isBetween(published, published * factor);
    }

    /** Opacus' table of forty, to its five decimals. Where a unit is hardly ever drawn integer orders cost most. */
    @ParameterizedTest
    @CsvFileSource(resources = "opacus_prv.csv", numLinesToSkip = 1, useHeadersInDisplayName = true)
    void neverBelowTheTableOfOpacus(double noise, double rate, long steps, double published) {
        RenyiAccountant accountant = new RenyiAccountant();
        accountant.spend(noise, rate, steps, 0);
        double epsilon = accountant.epsilon(1e-6);
        double factor = rate * steps < 5 ? 8.5 : 1.7;
        assertThat(epsilon).isBetween(published * (1 - 1e-5), published * factor);
    }
}
