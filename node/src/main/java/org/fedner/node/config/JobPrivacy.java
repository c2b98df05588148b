package org.fedner.node.config;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.fedner.aggregation.privacy.accounting.Planner;
import org.fedner.aggregation.privacy.sampling.DiscreteGaussian;
import org.fedner.aggregation.privacy.sampling.PoissonSample;
import org.fedner.aggregation.privacy.sampling.UnitSum;

/**
 * Differential privacy of a job. Everything but the mode is absent with {@code off}, and present in a signed job otherwise.
 *
 * @param mode {@code off}; {@code local}: each upload carries enough noise by itself; {@code distributed}: the sum does
 * @param unit what is protected as one: {@code patient} needs each platform's file of patients; {@code sentence} protects one
 *     sentence and says little about a patient who has several
 * @param epsilon most that this job spends; a step beyond it is not made
 * @param delta below one over the population, in whole units of 10^-15
 * @param noiseMultiplier deviation of the protecting noise as a multiple of the clipping norm; the least that lets the rounds
 *     and a fiftieth more fit, if absent
 * @param clip C, largest norm of one unit's gradient over both modules
 * @param quanta Delta, that norm in integers
 * @param samplingRate probability that a unit is in a step, in whole billionths
 * @param population units of all platforms together, as publicly declared: what the sum is divided by, times the rate
 * @param maxSentences most of one unit in one step
 * @param platformsPerUnit at how many platforms one patient's notes may be
 * @param gradients {@code together} or {@code alone}: whether a step's units share a pass through the network
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobPrivacy(
        String mode,
        String unit,
        Double epsilon,
        Double delta,
        Double noiseMultiplier,
        Double clip,
        Integer quanta,
        Double samplingRate,
        Long population,
        Integer maxSentences,
        Integer platformsPerUnit,
        String gradients) {

    public static final JobPrivacy OFF =
            new JobPrivacy("off", null, null, null, null, null, null, null, null, null, null, null);

    private static final double FEMTO = 1e15;
    private static final double NANO = 1e9;
    private static final double MICRO = 1e6;
    private static final int SPARE_STEPS_IN = 50;

    public JobPrivacy {
        mode = mode == null ? "off" : mode;
        Checks.oneOf("privacy.mode", mode, "off", "local", "distributed");
        if (mode.equals("off")) {
            boolean isBare = unit == null
                    && epsilon == null
                    && delta == null
                    && noiseMultiplier == null
                    && clip == null
                    && quanta == null
                    && samplingRate == null
                    && population == null
                    && maxSentences == null
                    && platformsPerUnit == null
                    && gradients == null;
            Checks.that(isBare, "privacy: mode 'off' adds no noise and takes no other key; remove them or name a mode");
        } else {
            unit = unit == null ? "patient" : unit;
            clip = clip == null ? 1.0 : clip;
            quanta = quanta == null ? 4096 : quanta;
            platformsPerUnit = platformsPerUnit == null ? 1 : platformsPerUnit;
            gradients = gradients == null ? "together" : gradients;
            Checks.oneOf("privacy.unit", unit, "patient", "sentence");
            maxSentences = maxSentences == null ? (unit.equals("patient") ? 8 : 1) : maxSentences;
            Checks.present("privacy.epsilon", epsilon);
            Checks.present("privacy.delta", delta);
            Checks.present("privacy.samplingRate", samplingRate);
            Checks.present("privacy.population", population);
            Checks.that(epsilon > 0 && epsilon <= 1000, "privacy.epsilon: must be above 0, at most 1000");
            Checks.that(isWhole(epsilon * NANO), "privacy.epsilon: at most nine decimals");
            Checks.that(
                    delta > 0 && isWhole(delta * FEMTO), "privacy.delta: must be above 0, in whole units of 10^-15");
            Checks.range("privacy.population", population, 1, 1L << 40);
            Checks.that(
                    delta * population < 1,
                    "privacy.delta: must be below one over the population, or one unit could be given away whole");
            Checks.that(
                    samplingRate > 0 && samplingRate <= 1 && isWhole(samplingRate * NANO),
                    "privacy.samplingRate: must be above 0, at most 1, with at most nine decimals");
            Checks.that(
                    clip > 0 && clip <= 1e6 && isWhole(clip * MICRO),
                    "privacy.clip: must be above 0, at most 1000000, with at most six decimals");
            Checks.range("privacy.quanta", quanta, 16, UnitSum.LARGEST_DELTA);
            Checks.range("privacy.maxSentences", maxSentences, 1, 1000);
            Checks.that(
                    unit.equals("patient") || maxSentences == 1,
                    "privacy.maxSentences: a unit that is one sentence has one");
            Checks.range("privacy.platformsPerUnit", platformsPerUnit, 1, 100);
            Checks.oneOf("privacy.gradients", gradients, "together", "alone");
            if (noiseMultiplier != null) {
                Checks.that(
                        noiseMultiplier > 0
                                && sigma(noiseMultiplier, quanta) >= DiscreteGaussian.SMALLEST_SIGMA
                                && sigma(noiseMultiplier, quanta) <= DiscreteGaussian.LARGEST_SIGMA,
                        "privacy.noiseMultiplier: times quanta must lie between 4 and 1048576");
            }
        }
    }

    private static boolean isWhole(double value) {
        return Math.rint(value) >= 1 && Math.abs(value - Math.rint(value)) <= 1e-6 * Math.max(1, value * 1e-6);
    }

    /** Whether noise is added. */
    @JsonIgnore
    public boolean isPrivate() {
        return !mode.equals("off");
    }

    /** The same with a noise, if it names none: the least with which the rounds, and a fiftieth more for voids, fit. */
    JobPrivacy planned(int rounds) {
        if (!isPrivate() || noiseMultiplier != null) {
            return this;
        }
        long steps = rounds + Math.max(1L, rounds / SPARE_STEPS_IN);
        double least = new Planner(epsilon, delta, rateAnywhere()).leastNoise(steps) * platformsPerUnit;
        return new JobPrivacy(
                mode,
                unit,
                epsilon,
                delta,
                least,
                clip,
                quanta,
                samplingRate,
                population,
                maxSentences,
                platformsPerUnit,
                gradients);
    }

    /** Probability that a unit is in a step at one platform or more. */
    private double rateAnywhere() {
        return 1 - Math.pow(1 - samplingRate, platformsPerUnit);
    }

    /** Refuses what no private mode can be run with. */
    void requireFits(Job.Network network, Job.Training training, Job.Aggregation aggregation) {
        if (!isPrivate()) {
            return;
        }
        Checks.that(
                aggregation.ring() == 64,
                "aggregation.ring: a private mode sums exact integers and needs 64; set ring: 64");
        Checks.that(
                !aggregation.mode().equals("diagnostic"),
                "privacy.mode: a diagnosis trains nothing and takes no noise; remove 'privacy'");
        Checks.that(
                training.localSteps() == 1,
                "training.localSteps: a step of a private mode is one sum; set 1 or remove the key");
        Checks.that(
                training.patience() == null,
                "training.patience: an early end tells how platforms scored, which no noise covers; remove the key");
        Checks.that(
                !network.cut().equals("none"),
                "network.cut: 'none' shares nothing, so there is nothing to protect; name another cut");
        if (mode.equals("distributed")) {
            int honest = aggregation.minPlatforms() - aggregation.colluders();
            Checks.that(
                    sigma(noiseMultiplier, quanta) >= DiscreteGaussian.SMALLEST_SIGMA * Math.sqrt(honest),
                    "privacy.noiseMultiplier: a platform's share would be below 4 quanta; raise quanta");
        }
    }

    private static double sigma(double noise, int quanta) {
        return Math.ceil(noise * quanta);
    }

    /** Deviation of the protecting noise, in quanta. */
    @JsonIgnore
    public long sigma() {
        return (long) sigma(noiseMultiplier, quanta);
    }

    /** In units of 10^-9. */
    @JsonIgnore
    public long epsilonNano() {
        return Math.round(epsilon * NANO);
    }

    /** In units of 10^-15. */
    @JsonIgnore
    public long deltaFemto() {
        return Math.round(delta * FEMTO);
    }

    @JsonIgnore
    public int rateBillionths() {
        return (int) Math.round(samplingRate * PoissonSample.BILLION);
    }
}
