package org.fedner.node.platform;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.fedner.aggregation.masking.ServerView;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Roster;
import org.fedner.aggregation.protocol.EpochParameters;
import org.fedner.aggregation.protocol.ParameterPolicy;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.config.Job;
import org.fedner.node.config.PolicyFile;
import org.fedner.node.identity.CurrentRoster;
import org.fedner.node.identity.Fingerprint;
import org.fedner.node.job.JobTerms;

/**
 * This hospital's word on jobs and epochs: its policy file, the job it accepted, its clock and its counters.
 *
 * <p>Fails closed: what is not allowed is refused, and nothing from outside loosens it.
 */
final class SitePolicy implements ParameterPolicy {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    /** What an upload holds beside its words, rounded up. */
    private static final int HEADER_BYTES = 256;

    /** What a member of an epoch of mode D opens of one round, at most. */
    private static final int OPENING_BYTES = 1 << 15;

    private final PolicyFile policy;
    private final CurrentRoster roster;
    private final Clock clock;
    private final Deque<Instant> epochs = new ArrayDeque<>();
    private final Deque<Instant> voids = new ArrayDeque<>();
    private final Deque<Instant> rounds = new ArrayDeque<>();
    private Optional<EpochParameters> accepted = Optional.empty();
    private int fewestMembers;

    SitePolicy(PolicyFile policy, CurrentRoster roster, Clock clock) {
        this.policy = policy;
        this.roster = roster;
        this.clock = clock;
    }

    /** Why this site refuses the job: one sentence, or nothing when it takes part. */
    Optional<String> objection(JobTerms terms) {
        Job job = terms.job();
        int words = terms.travellingWords(0); // with a table by rows, of a round that covers none of them
        long roundBytes =
                (long) terms.ring().wordBytes() * words + HEADER_BYTES + (terms.isDiagnostic() ? OPENING_BYTES : 0);
        if (job.aggregation().minPlatforms() < policy.minPlatforms()) {
            return Optional.of(refusal("minPlatforms", job.aggregation().minPlatforms(), policy.minPlatforms()));
        }
        if (job.aggregation().colluders() < policy.colluders()) {
            return Optional.of(refusal("colluders", job.aggregation().colluders(), policy.colluders()));
        }
        if (!policy.modes().contains(job.aggregation().mode())) {
            return Optional.of("the job's mode is '%s' and the policy's 'modes' does not list that"
                    .formatted(job.aggregation().mode()));
        }
        if (!policy.rings().contains(job.aggregation().ring())) {
            return Optional.of("the job's ring is %d and the policy's 'rings' does not list that"
                    .formatted(job.aggregation().ring()));
        }
        if (!policy.serverSees().contains(job.aggregation().serverSees())) {
            return Optional.of("under the job the server sees '%s' and the policy's 'serverSees' does not list that"
                    .formatted(job.aggregation().serverSees()));
        }
        if (!policy.embeddings().contains(job.network().embeddings())) {
            String disclosed =
                    switch (job.network().embeddings()) {
                        case "tuned" ->
                            ", which lets the server and every member learn which words occur somewhere in the federation";
                        case "random", "combined" ->
                            ", which lets the server and every member learn which hash buckets of words occur somewhere in the"
                                    + " federation";
                        default -> "";
                    };
            return Optional.of("the job's embeddings are '%s'%s, and the policy's 'embeddings' does not list that"
                    .formatted(job.network().embeddings(), disclosed));
        }
        if (!policy.cuts().contains(job.network().cut())) {
            return Optional.of("the job's cut is '%s' and the policy's 'cuts' does not list that"
                    .formatted(job.network().cut()));
        }
        String architecture = terms.architecture();
        if (!policy.architectures().isEmpty() && !policy.architectures().contains(architecture)) {
            return Optional.of("the job's network is %s and the policy's 'architectures' does not list that"
                    .formatted(architecture));
        }
        if (!policy.servers().isEmpty() && !allowsServer(roster.get())) {
            return Optional.of("the federation's server is not one that the policy's 'servers' lists");
        }
        if (words > policy.maxCoordinates()) {
            return Optional.of(refusal("maxCoordinates", words, policy.maxCoordinates()));
        }
        if (job.rounds() > policy.maxRounds()) {
            return Optional.of(refusal("maxRounds", job.rounds(), policy.maxRounds()));
        }
        if (roundBytes > policy.maxBytesPerRound()) {
            return Optional.of(refusal("maxBytesPerRound", roundBytes, policy.maxBytesPerRound()));
        }
        if (terms.serverView() == ServerView.NOTHING && terms.stateBytes() + HEADER_BYTES > policy.maxBytesPerRound()) {
            return Optional.of("the server sees nothing, so this site may have to send a joining platform %d bytes,"
                            .formatted(terms.stateBytes())
                    + " and the policy's maxBytesPerRound is %d".formatted(policy.maxBytesPerRound()));
        }
        Optional<String> privacy = PrivacyObjections.to(job.privacy(), policy.privacy());
        if (privacy.isPresent()) {
            return privacy;
        }
        accepted = Optional.of(terms.epochParameters());
        fewestMembers = Math.max(policy.minPlatforms(), job.fewestMembers());
        return Optional.empty();
    }

    private boolean allowsServer(Roster offered) {
        return policy.servers().isEmpty()
                || policy.servers()
                        .contains(
                                Fingerprint.ofKey(offered.server().signingKey()).hex());
    }

    /** Stops the platform before it answers one round more than the policy lets it in a day; nothing was spent on it yet. */
    void requireAnotherRound() {
        if (!count(rounds, DAY, policy.roundsPerDay())) {
            throw new FailureException(
                    ExitCode.POLICY_REFUSED,
                    "this site has uploaded in %d rounds since a day ago, as many as roundsPerDay lets leave; go on tomorrow, or"
                                    .formatted(policy.roundsPerDay())
                            + " raise the limit on site");
        }
    }

    /** Stops the platform if an input with this round's rows has more words than the policy lets leave. */
    void requireAllowed(int words) {
        if (words > policy.maxCoordinates()) {
            throw new FailureException(
                    ExitCode.POLICY_REFUSED,
                    refusal("round", words, policy.maxCoordinates())
                            + " in maxCoordinates: the members ask for more rows at once than this site lets leave; ask the"
                            + " coordinator, or raise the limit on site");
        }
    }

    private static String refusal(String key, long asked, long allowed) {
        return "the job's %s is %d and the policy's limit is %d".formatted(key, asked, allowed);
    }

    @Override
    public boolean accepts(Roster offered) {
        return isFresh(offered)
                && allowsServer(offered)
                && offered.version() >= roster.get().version();
    }

    /** A roster that came to this site by another way than through the server takes effect before the next round. */
    @Override
    public boolean stillAccepts(Roster ofEpoch, List<PlatformId> members) {
        Roster newest = roster.get();
        return isFresh(ofEpoch)
                && newest.server().equals(ofEpoch.server())
                && members.stream().allMatch(member -> newest.platform(member).isPresent());
    }

    /** Not expired, and not older than this site's own bound, within which nobody can withhold a revocation. */
    private boolean isFresh(Roster offered) {
        Instant now = clock.instant();
        Instant issued = Instant.ofEpochSecond(offered.issuedEpochSeconds());
        return offered.isValidAt(now.getEpochSecond())
                && !issued.plus(Duration.ofDays(policy.rosterDays())).isBefore(now);
    }

    @Override
    public boolean accepts(EpochParameters parameters, int members) {
        return accepted.isPresent() && accepted.get().equals(parameters) && members >= fewestMembers;
    }

    @Override
    public boolean allowsAnotherEpoch() {
        return count(epochs, HOUR, policy.epochsPerHour());
    }

    @Override
    public boolean allowsAnotherVoid() {
        return count(voids, HOUR, policy.voidsPerHour());
    }

    private boolean count(Deque<Instant> times, Duration within, int most) {
        Instant now = clock.instant();
        while (!times.isEmpty() && times.peekFirst().plus(within).isBefore(now)) {
            times.removeFirst();
        }
        times.addLast(now);
        return times.size() <= most;
    }
}
