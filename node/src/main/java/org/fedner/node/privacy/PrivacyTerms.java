package org.fedner.node.privacy;

import java.util.Optional;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.SumCapacity;
import org.fedner.aggregation.privacy.accounting.NoiseShares;
import org.fedner.aggregation.privacy.sampling.IntegerClip;
import org.fedner.aggregation.privacy.sampling.PoissonSample;
import org.fedner.audit.event.DatasetBind;
import org.fedner.audit.event.DpMechanism;
import org.fedner.audit.event.DpTerms;
import org.fedner.node.config.Job;
import org.fedner.node.config.JobPrivacy;

/**
 * One step of a job's mechanism in integers, derived alike by every party.
 *
 * @param mechanism what its privacy depends on
 * @param clip gradients of one unit are clipped to this norm
 * @param population units of all platforms together, as publicly declared
 * @param platforms between which the population is taken to be shared out
 * @param maxSentences of one unit in one step
 * @param together whether a step's units share a pass through the network
 */
public record PrivacyTerms(
        DpMechanism mechanism, double clip, long population, int platforms, int maxSentences, boolean together) {

    /** Beyond this many deviations no noise is drawn. */
    private static final int TAIL_SIGMAS = 15;

    /** The terms of a job with noise over so many coordinates; empty for one without. */
    public static Optional<PrivacyTerms> of(Job job, int coordinates) {
        JobPrivacy privacy = job.privacy();
        if (!privacy.isPrivate()) {
            return Optional.empty();
        }
        int survivors = job.aggregation().minPlatforms();
        int colluders = job.aggregation().colluders();
        boolean isLocal = privacy.mode().equals("local");
        long share = isLocal ? privacy.sigma() : new NoiseShares(privacy.sigma(), survivors, colluders).share();
        DpMechanism mechanism = new DpMechanism(
                isLocal ? DpTerms.Mode.LOCAL : DpTerms.Mode.DISTRIBUTED,
                privacy.unit().equals("patient") ? DatasetBind.Unit.PATIENT : DatasetBind.Unit.SENTENCE,
                privacy.sigma(),
                share,
                survivors,
                colluders,
                privacy.quanta(),
                privacy.platformsPerUnit(),
                coordinates,
                privacy.rateBillionths());
        return Optional.of(new PrivacyTerms(
                mechanism,
                privacy.clip(),
                privacy.population(),
                survivors,
                privacy.maxSentences(),
                privacy.gradients().equals("together")));
    }

    public IntegerClip integerClip() {
        return new IntegerClip(clip, mechanism.sensitivity());
    }

    /** What a quantum of the sum is worth in the mean gradient: C / Delta over the expected number of units, a public constant. */
    public double sharedScale() {
        return clip / mechanism.sensitivity() / expectedUnits();
    }

    /** The same of a platform's own sum, over the number of units expected at one platform. */
    public double ownScale() {
        return sharedScale() * platforms;
    }

    private double expectedUnits() {
        return (double) mechanism.rateBillionths() / PoissonSample.BILLION * population;
    }

    /**
     * Refuses, before any round, what could wrap in one: every unit of this site drawn at once and the largest noise there is.
     *
     * @throws IllegalArgumentException if it could
     */
    public void requireRoom(int units, Ring ring, int members) {
        long most = Math.addExact(
                Math.multiplyExact((long) units, mechanism.sensitivity()),
                Math.multiplyExact(mechanism.share(), TAIL_SIGMAS));
        if (most > SumCapacity.of(ring, members).largestWord()) {
            throw new IllegalArgumentException(
                    "a sum of %d members of up to %d each could wrap; lower privacy.quanta".formatted(members, most));
        }
    }
}
