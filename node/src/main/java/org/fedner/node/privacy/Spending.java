package org.fedner.node.privacy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.fedner.aggregation.privacy.accounting.NoiseShares;
import org.fedner.aggregation.privacy.accounting.RenyiAccountant;
import org.fedner.aggregation.privacy.sampling.PoissonSample;
import org.fedner.audit.event.DpMechanism;
import org.fedner.audit.event.DpTerms;

/**
 * How often each mechanism was applied, and the epsilon of all of it. The same counts give the same digits everywhere,
 * because like steps are counted before anything is multiplied.
 */
public final class Spending {
    /** Name of the accountant, as statements print it. */
    public static final String ACCOUNTANT = "rdp-int";

    private static final double NANO = 1e9;
    private static final double FEMTO = 1e15;

    /**
     * Taken off delta for what the sampler's distribution is off: 2^-120 a sample, which a run of 10^9 samples a step and 10^9
     * steps would not use up at the smallest delta there is.
     */
    private static final double SAMPLERS_SHARE = 1e-3 * 1e-9;

    private static final Map<DpMechanism, RenyiAccountant.Step> COSTS = new ConcurrentHashMap<>(); // a run has few

    private final Map<DpMechanism, Long> steps = new LinkedHashMap<>();

    /** One more step. */
    public void add(DpMechanism mechanism) {
        steps.merge(mechanism, 1L, Math::addExact);
    }

    /** What it would be with one more step. */
    public Spending with(DpMechanism mechanism) {
        Spending more = new Spending();
        more.steps.putAll(steps);
        more.add(mechanism);
        return more;
    }

    /** Steps, by mechanism, in the order of their first. */
    public Map<DpMechanism, Long> steps() {
        return new LinkedHashMap<>(steps);
    }

    public long count() {
        return steps.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Epsilon at a delta in units of 10^-15, in units of 10^-9, rounded up; 0 before any step. */
    public long epsilonNano(long deltaFemto) {
        if (steps.isEmpty()) {
            return 0;
        }
        RenyiAccountant accountant = new RenyiAccountant();
        steps.forEach((mechanism, count) -> accountant.spend(COSTS.computeIfAbsent(mechanism, Spending::cost), count));
        double epsilon = accountant.epsilon(deltaFemto / FEMTO * (1 - SAMPLERS_SHARE));
        return epsilon > Long.MAX_VALUE / NANO / 1e6 ? Long.MAX_VALUE >> 11 : (long) Math.ceil(epsilon * NANO);
    }

    private static RenyiAccountant.Step cost(DpMechanism mechanism) {
        return RenyiAccountant.Step.of(noise(mechanism), rate(mechanism), excess(mechanism));
    }

    /** Whoever is at k platforms may move the sum k times as far. */
    static double noise(DpMechanism mechanism) {
        return (double) mechanism.sigma() / mechanism.sensitivity() / mechanism.platformsPerUnit();
    }

    /** Probability to be in a step at one of the platforms or more. */
    static double rate(DpMechanism mechanism) {
        double rate = (double) mechanism.rateBillionths() / PoissonSample.BILLION;
        return mechanism.platformsPerUnit() == 1 ? rate : 1 - Math.pow(1 - rate, mechanism.platformsPerUnit());
    }

    private static double excess(DpMechanism mechanism) {
        return mechanism.mode() == DpTerms.Mode.LOCAL
                ? 0
                : new NoiseShares(mechanism.sigma(), mechanism.survivors(), mechanism.colluders())
                        .excess(mechanism.coordinates());
    }
}
