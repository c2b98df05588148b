package org.fedner.node.platform;

import java.util.List;
import java.util.Optional;
import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.Message;
import org.fedner.aggregation.message.Prepare;
import org.fedner.aggregation.message.SignedRoster;
import org.fedner.aggregation.message.Welcome;
import org.fedner.model.encoder.BiLm;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.config.ConfigReader;
import org.fedner.node.config.Job;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.identity.SignedJob;
import org.fedner.node.job.JobTerms;
import org.fedner.node.job.ProtocolVersions;
import org.fedner.node.loop.PartyLog;

/** The job that a server offers: signed by the authority, allowed by this site's policy, and possible with what it holds. */
final class JobOffer {
    private JobOffer() {}

    /**
     * The terms of the job that the authority signed; of nothing else.
     *
     * @param known the job of before: its signature has been seen to hold, and need not hold again after its key was succeeded
     */
    static JobTerms verified(PlatformSetup setup, Welcome welcome, Optional<JobTerms> known) {
        if (!ProtocolVersions.spoken().contains(welcome.version())) {
            throw new FailureException(
                    ExitCode.INTEGRITY, // with none in common an honest server says REFUSED, not WELCOME
                    "the server chose version %d of the protocol, which this platform did not offer"
                            .formatted(welcome.version()));
        }
        byte[] bytes = welcome.job().toBytes();
        SignedJob signed = SignedJob.of(bytes, welcome.jobSignature().bytes());
        boolean isKnown =
                known.filter(terms -> terms.jobDigest().equals(signed.digest())).isPresent();
        if (!isKnown && !setup.identity().authority().hasSigned(signed)) {
            throw new FailureException(
                    ExitCode.INTEGRITY,
                    "the job offered by the server is not signed by this federation's authority; nothing was sent");
        }
        return JobTerms.of(ConfigReader.decode(bytes, "the job offered by the server"));
    }

    /** Returns if this site takes part; the log says either way. */
    static void agree(PlatformSetup setup, SitePolicy policy, PartyLog log, JobTerms offered) {
        Optional<String> objection = policy.objection(offered);
        if (objection.isPresent()) {
            log.jobRejected(offered);
            throw new FailureException(
                    ExitCode.POLICY_REFUSED,
                    "this site's policy refuses the job: " + objection.get()
                            + "; change the policy on site if that is intended, nothing was sent");
        }
        requireVectors(setup, offered.job());
        requireLanguageModel(setup, offered.job());
        requireTags(setup, offered);
        log.jobAccepted(offered);
    }

    /** A newer roster is kept for the transport's own checks; whether this epoch may use it is the protocol's question. */
    static void adoptRoster(PlatformSetup setup, Message message) {
        if (message instanceof Prepare prepare) {
            adopt(setup, prepare.proposal());
        } else if (message instanceof EpochRoster roster) {
            adopt(setup, roster);
        }
    }

    private static void adopt(PlatformSetup setup, EpochRoster roster) {
        try {
            setup.identity()
                    .roster()
                    .offer(SignedRoster.decode(roster.signedRoster().toBytes()));
        } catch (IdentityException | MalformedMessageException e) {
            // The protocol refuses the same roster with a reason of its own.
        }
    }

    /** Where everything is shared, a number must mean the same tag everywhere. */
    private static void requireTags(PlatformSetup setup, JobTerms offered) {
        List<String> shared = offered.network().tags();
        List<String> own = setup.corpus().tagSet(setup.scheme()).tags();
        if (!shared.isEmpty() && !shared.equals(own)) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION,
                    ("the job's cut 'all' shares the tag scores, so its %d tags must be this platform's, and they are not (%d);"
                                    + " ask the coordinator for another cut, or train on the job's entity types")
                            .formatted(shared.size(), own.size()));
        }
    }

    private static void requireLanguageModel(PlatformSetup setup, Job job) {
        Optional<String> wanted = job.network().languageModel().map(Job.Elmo::sha256);
        Optional<String> held = setup.languageModel().map(BiLm::sha256Hex);
        if (!wanted.equals(held)) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION,
                    wanted.isEmpty()
                            ? "the job uses no language model; remove 'elmo' from this platform's configuration"
                            : "the job needs the coordinator's language model; name the folder of its two files in 'elmo'");
        }
    }

    private static void requireVectors(PlatformSetup setup, Job job) {
        Optional<String> wanted = job.network().wordVectors().map(Job.Vectors::sha256);
        Optional<String> held = setup.vectors().map(vectors -> vectors.sha256());
        if (!wanted.equals(held)) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION,
                    wanted.isEmpty()
                            ? "the job uses no word vectors; remove 'vectorFiles' from this platform's configuration"
                            : held.isEmpty()
                                    ? "the job needs word vectors; name the same files as the coordinator in 'vectorFiles'"
                                    : "this platform's word vectors are not the job's; name the same files in the same order");
        }
    }
}
