package org.fedner.node.config;

import java.util.List;

/**
 * What a hospital asks of differential privacy, and what its data may cost over all jobs together. A job outside it is
 * refused; no job, server or coordinator can loosen it.
 *
 * @param modes allowed; a policy that does not list {@code off} refuses jobs without noise
 * @param units allowed
 * @param epsilon budget of this site's data set over all jobs; must be there if a mode with noise is
 * @param maxDelta largest delta of a job
 * @param minNoiseMultiplier smallest noise, as a multiple of the clipping norm
 * @param maxSamplingRate largest share of the units in one step
 */
public record PrivacyLimits(
        List<String> modes,
        List<String> units,
        Double epsilon,
        Double maxDelta,
        Double minNoiseMultiplier,
        Double maxSamplingRate) {

    private static final double NANO = 1e9;

    /** A policy that says nothing about privacy. */
    static final PrivacyLimits NOISELESS = new PrivacyLimits(List.of("off"), null, null, null, null, null);

    public PrivacyLimits {
        modes = modes == null ? List.of("distributed", "local") : List.copyOf(modes);
        units = units == null ? List.of("patient") : List.copyOf(units);
        maxDelta = maxDelta == null ? 1e-5 : maxDelta;
        minNoiseMultiplier = minNoiseMultiplier == null ? 0.3 : minNoiseMultiplier;
        maxSamplingRate = maxSamplingRate == null ? 0.1 : maxSamplingRate;
        modes.forEach(mode -> Checks.oneOf("privacy.modes", mode, "off", "local", "distributed"));
        units.forEach(unit -> Checks.oneOf("privacy.units", unit, "patient", "sentence"));
        Checks.that(
                epsilon != null || modes.equals(List.of("off")),
                "privacy.epsilon: is missing; say how much this site's data may cost over all jobs");
        Checks.that(
                epsilon == null || epsilon > 0 && epsilon <= 1000, "privacy.epsilon: must be above 0, at most 1000");
        Checks.that(maxDelta > 0 && maxDelta < 1, "privacy.maxDelta: must lie between 0 and 1");
        Checks.that(minNoiseMultiplier > 0, "privacy.minNoiseMultiplier: must be above 0");
        Checks.that(maxSamplingRate > 0 && maxSamplingRate <= 1, "privacy.maxSamplingRate: must be above 0, at most 1");
    }

    /** What a job asks for and no more: for a federation whose platforms are all in one hand. */
    static PrivacyLimits fitting(JobPrivacy job) {
        return job.isPrivate()
                ? new PrivacyLimits(
                        List.of(job.mode()),
                        List.of(job.unit()),
                        job.epsilon(),
                        job.delta(),
                        job.noiseMultiplier(),
                        job.samplingRate())
                : NOISELESS;
    }

    /** The budget in units of 10^-9, rounded down; 0 where none is given. */
    public long epsilonNano() {
        return epsilon == null ? 0 : (long) Math.floor(epsilon * NANO + 1e-3);
    }
}
