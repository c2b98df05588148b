package org.fedner.node.platform;

import java.util.Optional;
import org.fedner.node.config.JobPrivacy;
import org.fedner.node.config.PrivacyLimits;

/** What a site's policy has against a job's differential privacy, or its lack of it. */
final class PrivacyObjections {
    private PrivacyObjections() {}

    /** One sentence, or nothing when it may be. */
    static Optional<String> to(JobPrivacy job, PrivacyLimits limits) {
        if (!limits.modes().contains(job.mode())) {
            return Optional.of("the job's privacy mode is '%s' and the policy's 'privacy.modes' does not list that"
                    .formatted(job.mode()));
        }
        if (!job.isPrivate()) {
            return Optional.empty();
        }
        if (!limits.units().contains(job.unit())) {
            return Optional.of("the job protects one %s and the policy's 'privacy.units' does not list that"
                    .formatted(job.unit()));
        }
        if (job.delta() > limits.maxDelta()) {
            return Optional.of(beyond("delta", job.delta(), "maxDelta", limits.maxDelta()));
        }
        if (job.noiseMultiplier() < limits.minNoiseMultiplier()) {
            return Optional.of(beyond(
                    "noiseMultiplier", job.noiseMultiplier(), "minNoiseMultiplier", limits.minNoiseMultiplier()));
        }
        if (job.samplingRate() > limits.maxSamplingRate()) {
            return Optional.of(beyond("samplingRate", job.samplingRate(), "maxSamplingRate", limits.maxSamplingRate()));
        }
        if (job.epsilonNano() > limits.epsilonNano()) {
            return Optional.of(beyond("epsilon", job.epsilon(), "epsilon", limits.epsilon()));
        }
        return Optional.empty();
    }

    private static String beyond(String key, double asked, String limit, double allowed) {
        return "the job's privacy.%s is %s and the policy's privacy.%s is %s".formatted(key, asked, limit, allowed);
    }
}
