package org.fedner.node.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.HashSet;
import java.util.List;

/**
 * Who must take part in a job. A job without it asks for no more than {@code aggregation.minPlatforms}.
 *
 * @param required names of platforms without which the job has not succeeded, whatever its rounds say
 * @param requiredShare of the verified rounds that each of these must be in; only with {@code required}
 * @param quorum fewest members of an epoch; fewer are waited for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobMembership(List<String> required, Double requiredShare, Integer quorum) {
    private static final double SHARE = 0.9;
    private static final int MOST_PLATFORMS = 1000;

    /** Asks for nobody. */
    public static final JobMembership NONE = new JobMembership(null, null, null);

    public JobMembership {
        required = required == null || required.isEmpty() ? null : List.copyOf(required);
        if (required != null) {
            required.forEach(name -> Checks.name("membership.required", name));
            Checks.that(
                    new HashSet<>(required).size() == required.size() && required.size() <= MOST_PLATFORMS,
                    "membership.required: names each platform once, and at most " + MOST_PLATFORMS);
        }
        Checks.that(
                required != null || requiredShare == null,
                "membership.requiredShare: is of the platforms in 'required'; name them, or remove the key");
        requiredShare = required != null && requiredShare == null ? Double.valueOf(SHARE) : requiredShare;
        Checks.that(
                requiredShare == null || requiredShare > 0 && requiredShare <= 1,
                "membership.requiredShare: must be above 0, at most 1");
        Checks.range("membership.quorum", quorum == null ? 3 : quorum, 3, MOST_PLATFORMS);
    }

    void requireFits(Job.Aggregation aggregation) {
        Checks.that(
                quorum == null || quorum >= aggregation.minPlatforms(),
                "membership.quorum: must be at least aggregation.minPlatforms");
    }

    /** The platforms without which the job has not succeeded. */
    public List<String> names() {
        return required == null ? List.of() : required;
    }

    /** Whether a platform that is missing from so many of so many rounds is missing from more than the allowed share. */
    public boolean isMissing(long missed, long rounds) {
        return requiredShare != null && missed > Math.floor((1 - requiredShare) * rounds + 1e-9);
    }
}
