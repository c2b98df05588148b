package org.fedner.node.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.fedner.node.config.JobPrivacy;
import org.fedner.node.config.PrivacyLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a hospital's policy refuses of a job's privacy, limit by limit. */
class PrivacyObjectionsTest {
    private static final PrivacyLimits LIMITS =
            new PrivacyLimits(List.of("distributed"), List.of("patient"), 4.0, 1e-6, 0.8, 0.02);

    private static JobPrivacy job(
            String mode, String unit, double epsilon, double delta, double noise, double samplingRate) {
        return new JobPrivacy(mode, unit, epsilon, delta, noise, null, null, samplingRate, 20_000L, null, null, null);
    }

    @Test
    void aJobAtEveryLimitMayBe() {
        assertThat(PrivacyObjections.to(job("distributed", "patient", 4, 1e-6, 0.8, 0.02), LIMITS))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "local,       patient,  4,     1e-6, 0.8,  0.02,  privacy mode is 'local'",
        "distributed, sentence, 4,     1e-6, 0.8,  0.02,  protects one sentence",
        "distributed, patient,  4.001, 1e-6, 0.8,  0.02,  privacy.epsilon is 4.001",
        "distributed, patient,  4,     2e-6, 0.8,  0.02,  privacy.delta is 2.0E-6",
        "distributed, patient,  4,     1e-6, 0.79, 0.02,  privacy.noiseMultiplier is 0.79",
        "distributed, patient,  4,     1e-6, 0.8,  0.021, privacy.samplingRate is 0.021",
    })
    void oneStepBeyondALimitIsRefusedByName(
            String mode,
            String unit,
            double epsilon,
            double delta,
            double noise,
            double samplingRate,
            String sentence) {
        Optional<String> objection = PrivacyObjections.to(job(mode, unit, epsilon, delta, noise, samplingRate), LIMITS);
        assertThat(objection).hasValueSatisfying(said -> assertThat(said).contains(sentence));
    }

    /** A hospital that lists no 'off' takes part in nothing without noise. */
    @Test
    void aJobWithoutNoiseIsRefusedUnlessItIsListed() {
        assertThat(PrivacyObjections.to(JobPrivacy.OFF, LIMITS))
                .hasValueSatisfying(said -> assertThat(said).contains("privacy mode is 'off'"));
        PrivacyLimits both = new PrivacyLimits(List.of("off", "distributed"), null, 4.0, null, null, null);
        assertThat(PrivacyObjections.to(JobPrivacy.OFF, both)).isEmpty();
    }
}
