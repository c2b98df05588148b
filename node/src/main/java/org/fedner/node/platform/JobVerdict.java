package org.fedner.node.platform;

import java.time.Clock;
import java.util.Optional;
import org.fedner.node.config.PolicyFile;
import org.fedner.node.identity.Identity;
import org.fedner.node.job.JobTerms;

/** What a running platform would say to a job, without one running. */
public final class JobVerdict {
    private JobVerdict() {}

    /** Why the site of this policy refuses the job: one sentence, or nothing when it takes part. */
    public static Optional<String> objection(PolicyFile policy, JobTerms terms, Identity identity) {
        return new SitePolicy(policy, identity.roster(), Clock.systemUTC()).objection(terms);
    }
}
