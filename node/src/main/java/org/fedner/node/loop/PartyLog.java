package org.fedner.node.loop;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.fedner.aggregation.diagnosis.DummyFinding;
import org.fedner.aggregation.diagnosis.DummyRound;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Role;
import org.fedner.aggregation.message.SignedRoster;
import org.fedner.aggregation.message.Succession;
import org.fedner.audit.event.Admin;
import org.fedner.audit.event.Aggregate;
import org.fedner.audit.event.AuthoritySucceed;
import org.fedner.audit.event.BootId;
import org.fedner.audit.event.CheckpointRef;
import org.fedner.audit.event.DropCode;
import org.fedner.audit.event.DroppedMember;
import org.fedner.audit.event.DummyFaultFound;
import org.fedner.audit.event.DummyRoundJudged;
import org.fedner.audit.event.EpochOpen;
import org.fedner.audit.event.EpochWitnesses;
import org.fedner.audit.event.ErrorEvent;
import org.fedner.audit.event.IdentityEvent;
import org.fedner.audit.event.JobAccept;
import org.fedner.audit.event.JobId;
import org.fedner.audit.event.JobReject;
import org.fedner.audit.event.LogClose;
import org.fedner.audit.event.LogOpen;
import org.fedner.audit.event.Member;
import org.fedner.audit.event.MemberExcluded;
import org.fedner.audit.event.MemberId;
import org.fedner.audit.event.Phase;
import org.fedner.audit.event.RoundClose;
import org.fedner.audit.event.RoundOpen;
import org.fedner.audit.event.RoundRollback;
import org.fedner.audit.event.RoundSurvivors;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.audit.event.Software;
import org.fedner.audit.event.Version;
import org.fedner.audit.event.VkeyText;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.audit.log.AuditFailedException;
import org.fedner.audit.log.AuditLog;
import org.fedner.audit.log.LogContinuedException;
import org.fedner.audit.log.LogInUseException;
import org.fedner.audit.note.NoteSigner;
import org.fedner.audit.witness.WitnessTerms;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Sha256;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.cli.Failures;
import org.fedner.node.egress.Where;
import org.fedner.node.identity.CurrentRoster;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.job.JobTerms;

/** A party's audit log in the words of a run: what both sides write about jobs, epochs and rounds. */
public final class PartyLog {
    /** Leaves between two signed checkpoints. */
    private static final int LEAVES_PER_CHECKPOINT = 256;

    private static final String ACCOUNT = "user.name"; // of the operating system
    private static final String NO_VERSION = "0.0.0";

    private final AuditLog log;
    private final CommittedEntries committed;
    private final CurrentRoster roster;
    private int colluders;
    private Witnessed epoch = new Witnessed(0, List.of(), Optional.empty());

    /**
     * The epoch whose members vouch for each other's logs.
     *
     * @param number  0 before the first
     * @param members in the order of their ids
     * @param terms   how many must cosign; none before the first epoch
     */
    public record Witnessed(long number, List<PlatformId> members, Optional<WitnessTerms> terms) {
        public Witnessed {
            members = List.copyOf(members);
        }
    }

    private PartyLog(AuditLog log, CommittedEntries committed, CurrentRoster roster) {
        this.log = log;
        this.committed = committed;
        this.roster = roster;
    }

    /** Opens the log of {@code identity}, whose origin is {@code federation/name}, or refuses a damaged one. */
    public static PartyLog open(
            Path folder, Identity identity, Clock clock, Sha256Hex configuration, Sha256Hex policyDigest) {
        PartyLog opened =
                open(folder, identity, clock, new LogOpen(software(), configuration, policyDigest, Optional.empty()));
        opened.committed.admin(Admin.Action.START, System.getProperty(ACCOUNT), Optional.empty());
        opened.log.commit();
        return opened;
    }

    /** Opens it for a command of its administrator, who works on no job. */
    public static PartyLog administer(Path folder, Identity identity, Clock clock, Optional<CheckpointRef> continued) {
        Sha256Hex nothing = Sha256Hex.over(new byte[0]);
        return open(folder, identity, clock, new LogOpen(software(), nothing, nothing, continued));
    }

    private static PartyLog open(Path folder, Identity identity, Clock clock, LogOpen opening) {
        byte[] boot = new byte[8];
        new SecureRandom().nextBytes(boot);
        try {
            identity.log().requireIs(folder);
            AuditLog log = AuditLog.open(folder, signer(identity), clock, BootId.of(boot), opening);
            identity.log().remember(folder); // before anybody is shown a checkpoint
            log.append(own(identity, log));
            identity.authority().get().lineage().last().ifPresent(last -> log.append(succeeded(last.succession())));
            return new PartyLog(log, new CommittedEntries(log, folder), identity.roster());
        } catch (AuditCorruptException e) {
            throw new FailureException(
                    ExitCode.INTEGRITY,
                    "%s: %s; keep the folder as evidence and restore it from a copy".formatted(folder, e.getMessage()),
                    e);
        } catch (IdentityException e) {
            throw Failures.of(e);
        } catch (LogContinuedException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION,
                    "%s: this log was ended and goes on as %s; use that identity and its log"
                            .formatted(folder, e.next()),
                    e);
        } catch (LogInUseException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION,
                    folder + ": is in use by another process of this party; stop one of them",
                    e);
        } catch (IOException | AuditFailedException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION,
                    folder + ": the audit log cannot be written; free disk space or check permissions",
                    e);
        }
    }

    private static IdentityEvent own(Identity identity, AuditLog log) {
        Sha256Hex key = new Sha256Hex(identity.fingerprint().hex());
        VkeyText vkey = VkeyText.of(new NoteSigner(log.origin().name(), identity.auditKey()).vkey());
        return identity.role() == Role.SERVER
                ? IdentityEvent.ofThisServer(key, vkey)
                : IdentityEvent.ofThisPlatform(key, memberId(identity.id()), vkey);
    }

    /** Who signs a party's log and what else it vouches for as a party. */
    public static NoteSigner signer(Identity identity) {
        return new NoteSigner(origin(identity.federation().toString(), identity.name()), identity.auditKey());
    }

    /** The name of a party's log. */
    public static String origin(String federation, String name) {
        return federation.toLowerCase(Locale.ROOT) + "/" + name.toLowerCase(Locale.ROOT);
    }

    /** Who vouches for whom at the moment. */
    public Witnessed epoch() {
        return epoch;
    }

    /** The job's word on how many members may side with the server. */
    public void assumeColluders(JobTerms terms) {
        colluders = terms.job().aggregation().colluders();
    }

    /** A restarted server goes on in an epoch that its log knows already. */
    public void epochResumed(long number, Collection<PlatformId> members) {
        List<PlatformId> sorted = members.stream().sorted().toList();
        epoch = new Witnessed(number, sorted, Optional.of(WitnessTerms.of(sorted.size(), colluders)));
    }

    /** The log itself, for the egress gate. */
    public AuditLog log() {
        return log;
    }

    /** Entries about persons and data. */
    public CommittedEntries committed() {
        return committed;
    }

    public static JobId jobId(JobTerms terms) {
        return JobId.of(Arrays.copyOf(terms.jobDigest().bytes(), 16));
    }

    public List<String> names(Collection<PlatformId> ids) {
        return ids.stream().map(id -> name(id.toString())).toList();
    }

    /** The name of the party with this id in hexadecimal; the id itself of one that was struck off before this run. */
    public String name(String id) {
        return roster.nameOf(id).orElse(id);
    }

    /** This party believes another key of the authority's from here on. */
    public void authoritySucceeded(Succession next) {
        log.append(succeeded(next));
    }

    private static AuthoritySucceed succeeded(Succession next) {
        return new AuthoritySucceed(
                next.sequence(),
                Sha256Hex.over(next.predecessor().spki()),
                Sha256Hex.over(next.successor().spki()),
                next.overlapEndsEpochSeconds());
    }

    public void jobAccepted(JobTerms terms) {
        assumeColluders(terms);
        log.append(new JobAccept(jobId(terms), Sha256Hex.of(terms.jobDigest()), Sha256Hex.of(terms.layoutDigest())));
    }

    public void jobRejected(JobTerms terms) {
        log.append(new JobReject(jobId(terms), Sha256Hex.of(terms.jobDigest()), JobReject.Code.POLICY));
    }

    public void epochOpened(JobId job, long number, SignedRoster signed, Collection<PlatformId> members) {
        List<Member> listed = members.stream()
                .map(id -> new Member(memberId(id), keyOf(id, signed)))
                .toList();
        EpochOpen.of(job, number, Sha256Hex.over(signed.encode()), listed).forEach(log::stage);
        epochResumed(number, members);
        WitnessTerms terms = epoch.terms().orElseThrow();
        log.stage(new EpochWitnesses(job, number, terms.witnesses(), terms.quorum(), terms.colluders()));
    }

    private static Sha256Hex keyOf(PlatformId id, SignedRoster signed) {
        return signed.roster()
                .platform(id)
                .map(entry -> Sha256Hex.of(Sha256.of(entry.signingKey().spki())))
                .orElseThrow();
    }

    public void roundOpened(Where where, JobTerms terms, Digest model) {
        log.stage(new RoundOpen(
                where.job(),
                where.epoch(),
                where.round(),
                where.attempt(),
                Sha256Hex.of(model),
                Sha256Hex.over(terms.epochParameters().encode().toBytes()),
                terms.job().aggregation().minPlatforms(),
                terms.ring().bits(),
                terms.dpTerms()));
    }

    /** The last {@code rounds} verified rounds are no part of {@code model}, from which the epoch goes on; durable. */
    public void rolledBack(Where where, long rounds, long modelRound, Digest model) {
        log.append(new RoundRollback(where.job(), where.epoch(), rounds, modelRound, Sha256Hex.of(model)));
    }

    public void aggregated(Where where, JobTerms terms, Digest sum, int survivors, Digest model) {
        log.stage(new Aggregate(
                where.job(),
                where.epoch(),
                where.round(),
                where.attempt(),
                Sha256Hex.of(sum),
                survivors,
                terms.ring().bits(),
                Sha256Hex.of(model)));
    }

    public void roundVerified(Where where, Digest model, int survivors) {
        log.stage(RoundClose.verified(
                where.job(), where.epoch(), where.round(), where.attempt(), Sha256Hex.of(model), survivors));
        signNowAndThen();
    }

    public void roundVoided(JobId job, long epoch, long round, long attempt, Collection<PlatformId> missing) {
        log.stage(RoundClose.voided(
                job,
                epoch,
                round,
                attempt,
                missing.stream().map(PartyLog::memberId).toList()));
    }

    /** A dummy round was judged: what it is, and a leaf for each fault that it shows. */
    public void dummyJudged(Where where, DummyRound round, List<DummyFinding> findings) {
        log.stage(new DummyRoundJudged(
                where.job(),
                where.epoch(),
                round.round(),
                round.attempt(),
                Sha256Hex.of(round.context()),
                Sha256Hex.over(round.opened().bytes()),
                round.shape().members().size(),
                findings.size()));
        for (DummyFinding finding : findings) {
            log.stage(new DummyFaultFound(
                    where.job(),
                    where.epoch(),
                    round.round(),
                    round.attempt(),
                    fault(finding),
                    finding.platforms().stream().map(PartyLog::memberId).toList()));
        }
    }

    private static DummyFaultFound.Fault fault(DummyFinding finding) {
        return switch (finding.kind()) {
            case UPLOAD ->
                finding.words() && finding.tag()
                        ? DummyFaultFound.Fault.UPLOAD
                        : finding.words() ? DummyFaultFound.Fault.WORDS : DummyFaultFound.Fault.TAG;
            case OPENING -> DummyFaultFound.Fault.OPENING;
            case PAIR -> DummyFaultFound.Fault.PAIR;
            case TAG_KEY -> DummyFaultFound.Fault.TAG_KEY;
            case TAG_KEYS -> DummyFaultFound.Fault.TAG_KEYS;
            case CHECK -> DummyFaultFound.Fault.CHECK;
            case SERVER -> DummyFaultFound.Fault.SERVER;
        };
    }

    /** Mode R: whose self masks are opened, and whose pairwise masks. */
    public void survived(Where where, Collection<PlatformId> participants, Collection<PlatformId> survivors) {
        log.stage(new RoundSurvivors(
                where.job(),
                where.epoch(),
                where.round(),
                where.attempt(),
                Phase.UNMASK,
                survivors.stream().map(PartyLog::memberId).toList(),
                participants.stream()
                        .filter(id -> !survivors.contains(id))
                        .map(id -> new DroppedMember(memberId(id), DropCode.DEADLINE))
                        .toList()));
    }

    public void excluded(JobId job, long epoch, long round, PlatformId member, DropCode code) {
        log.stage(new MemberExcluded(job, epoch, round, memberId(member), code));
    }

    /** Ends the log in good order. */
    public void close(LogClose.Reason reason) {
        if (reason == LogClose.Reason.STOPPED) {
            committed.admin(Admin.Action.STOP, System.getProperty(ACCOUNT), Optional.empty());
        }
        log.close(LogClose.because(reason));
    }

    /** Ends the log with the failure's code, if it can still be written. */
    public void failed(ErrorEvent.Code code, ErrorEvent.Component component) {
        try {
            log.stage(new ErrorEvent(code, component));
            log.close(LogClose.because(LogClose.Reason.FAILED));
        } catch (AuditFailedException e) {
            log.close(); // the disk is full or the log is already closed; recovery says so at the next start
        }
    }

    private void signNowAndThen() {
        if (log.unsigned() >= LEAVES_PER_CHECKPOINT) {
            log.checkpoint();
        }
    }

    private static MemberId memberId(PlatformId id) {
        return MemberId.of(id.bytes());
    }

    private static Software software() {
        String version = Optional.ofNullable(PartyLog.class.getPackage().getImplementationVersion())
                .orElse(NO_VERSION);
        return Software.running(new Version(version), jarDigest());
    }

    /** SHA-256 of the program's jar; of the empty string where it runs from classes. */
    private static Sha256Hex jarDigest() {
        try {
            Path source = Path.of(PartyLog.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (!Files.isRegularFile(source)) {
                return Sha256Hex.over(new byte[0]);
            }
            Sha256 digest = new Sha256();
            try (InputStream in = Files.newInputStream(source)) {
                byte[] chunk = new byte[1 << 16];
                for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                    digest.update(chunk, 0, read);
                }
            }
            return Sha256Hex.of(digest.finish());
        } catch (IOException | URISyntaxException e) {
            return Sha256Hex.over(new byte[0]);
        }
    }
}
