package org.fedner.node.identity;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.FederationId;
import org.fedner.aggregation.message.Lineage;
import org.fedner.aggregation.message.Role;
import org.fedner.aggregation.message.Roster;
import org.fedner.aggregation.message.RosterEntry;
import org.fedner.aggregation.message.SignedRoster;
import org.fedner.crypto.signing.SigningKey;
import org.fedner.crypto.signing.VerifyingKey;

/**
 * The federation's authority: the key that signs certificates, rosters and jobs, in a folder of the coordinator's. It has no
 * place on the server or on any platform; the folder belongs on a machine that is off most of the time, and in a backup.
 */
public final class FederationAuthority implements AutoCloseable {
    /** How long a certificate and a roster hold. */
    public static final Duration VALIDITY = Duration.ofDays(90);

    static final Duration AUTHORITY_VALIDITY = Duration.ofDays(3653);
    /** What clocks may differ by between coordinator and sites; a certificate holds from that long before it was made. */
    public static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    static final String KEY = "authority-key.pem";
    static final String CERTIFICATE = "authority.pem";
    static final String ROSTER = "roster.pem";
    static final String REVOKED = "revoked.txt";

    private final Path folder;
    private final SigningKey key;
    private final AuthorityPaper paper;
    private final FederationId federation;
    private final Clock clock;

    private FederationAuthority(Path folder, SigningKey key, AuthorityPaper paper, Clock clock) {
        this.folder = folder;
        this.key = key;
        this.paper = paper;
        this.federation = paper.federation();
        this.clock = clock;
    }

    /** Founds a federation: a new key, the id that follows from it, a self-signed certificate for ten years. Never overwrites one. */
    public static FederationAuthority init(Path folder, String name, SecureRandom random, Clock clock)
            throws IdentityException {
        if (!Certificates.isName(name)) {
            throw badName("federation");
        }
        OwnFiles.makeFolder(folder);
        SigningKey key = SigningKey.generate(random);
        FederationId federation = FederationId.ofAuthority(key.verifyingKey().spki());
        X509Certificate certificate = new Issuer(Certificates.authoritySubject(name, federation), key, random, clock)
                .selfSigned(AUTHORITY_VALIDITY);
        KeyFile.writeNew(folder.resolve(KEY), key);
        AuthorityPaper paper = new AuthorityPaper(certificate, Lineage.of(key.verifyingKey()));
        OwnFiles.writeNew(folder.resolve(CERTIFICATE), paper.text());
        return new FederationAuthority(folder, key, paper, clock);
    }

    /** Whether {@code folder} is an authority's. */
    public static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(KEY));
    }

    /**
     * Opens the folder that {@link #init} or {@link Handover} made.
     *
     * @throws IdentityException {@code REQUEST_REFUSED} if it was succeeded: it signs nothing more
     */
    public static FederationAuthority load(Path folder, Clock clock) throws IdentityException {
        Handover.requireNone(folder);
        return open(folder, clock);
    }

    /** As {@link #load}, also one that was succeeded. */
    static FederationAuthority open(Path folder, Clock clock) throws IdentityException {
        SigningKey key = KeyFile.read(folder.resolve(KEY));
        Path file = folder.resolve(CERTIFICATE);
        AuthorityPaper paper = AuthorityPaper.read(file);
        if (!paper.lineage().newest().equals(key.verifyingKey())) {
            throw new IdentityException(
                    IdentityFault.WRONG_KEY,
                    "%s was made for another key than %s; restore both from one backup.".formatted(file, KEY));
        }
        return new FederationAuthority(folder, key, paper, clock);
    }

    /**
     * Enrols all or none: one certificate each, and one new roster that lists them with everybody enrolled before. The same
     * site may ask again with the same key and name (a new certificate).
     *
     * @return in the order of the requests
     */
    public List<Enrolment> approve(List<EnrolmentRequest> requests, SecureRandom random) throws IdentityException {
        return approve(requests, VALIDITY, random);
    }

    /**
     * Enrols again, for longer, who is enrolled already: the same names, roles and both keys, which each request proves to
     * hold. Nobody needs to be called by telephone for that.
     *
     * @param validity of the certificates; the roster's is that of {@link #VALIDITY}
     * @throws IdentityException {@code REQUEST_REFUSED} for anybody else; then nobody is renewed
     */
    public List<Enrolment> renew(List<EnrolmentRequest> requests, Duration validity, SecureRandom random)
            throws IdentityException {
        List<RosterEntry> entries = roster().map(it -> it.roster().entries()).orElse(List.of());
        for (EnrolmentRequest request : requests) {
            if (!entries.contains(entry(request))) {
                throw refused(
                        "%s is not enrolled with these keys; compare the fingerprint by telephone and use 'provision approve'."
                                .formatted(request.name()));
            }
        }
        return approve(requests, validity, random);
    }

    private static RosterEntry entry(EnrolmentRequest request) {
        return new RosterEntry(
                request.role(),
                request.name(),
                request.key(),
                ByteString.of(request.auditKey().bytes()),
                List.of());
    }

    /** The same with certificates of another validity, at most {@link #VALIDITY}. */
    public List<Enrolment> approve(List<EnrolmentRequest> requests, Duration validity, SecureRandom random)
            throws IdentityException {
        if (validity.isNegative() || validity.isZero() || validity.compareTo(VALIDITY) > 0) {
            throw refused("A certificate holds for up to %d days.".formatted(VALIDITY.toDays()));
        }
        Optional<SignedRoster> before = roster();
        List<RosterEntry> entries =
                new ArrayList<>(before.map(it -> it.roster().entries()).orElse(List.of()));
        Revocations revoked = revocations();
        for (EnrolmentRequest request : requests) {
            revoked.refuse(request);
            RosterEntry entry = entry(request);
            entries.remove(entry);
            refuseClashes(entries, entry);
            entries.add(entry);
        }
        if (entries.stream().noneMatch(entry -> entry.role() == Role.SERVER)) {
            throw refused("No server is enrolled yet; approve the server's request first, or in the same command.");
        }
        SignedRoster roster = publish(before.map(it -> it.roster().version()).orElse(0L) + 1, entries);
        Issuer issuer = new Issuer(subject(), key, random, clock);
        return requests.stream()
                .map(request -> new Enrolment(Optional.of(issuer.leaf(request, validity)), paper, roster))
                .toList();
    }

    /**
     * Strikes a platform off: a new roster without it, and its keys are never enrolled again. The server brings the roster to
     * the other platforms before the next round.
     *
     * @throws IdentityException {@code REQUEST_REFUSED} if nobody of that name is enrolled, or it is the server
     */
    public Enrolment revoke(String name) throws IdentityException {
        Roster before =
                roster().orElseThrow(() -> refused("Nobody is enrolled yet.")).roster();
        RosterEntry struck = before.entries().stream()
                .filter(entry -> entry.name().equals(name))
                .findAny()
                .orElseThrow(
                        () -> refused(
                                "Nobody of that name is enrolled; 'fedner provision show' lists the members and how they are written."));
        if (struck.role() == Role.SERVER) {
            throw refused("A federation without its server cannot go on; found a new one instead of revoking %s."
                    .formatted(name));
        }
        revocations().add(struck, clock.instant()); // first: a crash in between leaves nobody who can be enrolled again
        List<RosterEntry> rest =
                before.entries().stream().filter(entry -> entry != struck).toList();
        return new Enrolment(Optional.empty(), paper, publish(before.version() + 1, rest));
    }

    private Revocations revocations() throws IdentityException {
        return Revocations.read(folder.resolve(REVOKED));
    }

    private static void refuseClashes(List<RosterEntry> entries, RosterEntry wanted) throws IdentityException {
        for (RosterEntry entry : entries) {
            Set<VerifyingKey> keys = new LinkedHashSet<>(List.of(entry.signingKey(), wanted.signingKey()));
            if (keys.size() == 1) {
                throw refused("The key of %s is enrolled as %s already; each site makes keys of its own."
                        .formatted(wanted.name(), entry.name()));
            }
            if (entry.name().equalsIgnoreCase(wanted.name())) { // logs and some file systems do not tell case apart
                throw refused(
                        "The name %s is enrolled with another key (upper and lower case count as one); the site must choose another name."
                                .formatted(wanted.name()));
            }
            if (entry.auditKey().equals(wanted.auditKey())) {
                throw refused("The audit key of %s is that of %s; each site makes keys of its own."
                        .formatted(wanted.name(), entry.name()));
            }
            if (entry.role() == Role.SERVER && wanted.role() == Role.SERVER) {
                throw refused("A federation has one server, and %s is enrolled already.".formatted(entry.name()));
            }
        }
    }

    private SignedRoster publish(long version, List<RosterEntry> entries) throws IdentityException {
        long now = clock.instant().getEpochSecond();
        Roster roster = new Roster(
                federation,
                version,
                now - CLOCK_TOLERANCE.toSeconds(),
                now + VALIDITY.toSeconds(),
                entries.stream().sorted(Comparator.comparing(RosterEntry::id)).toList());
        SignedRoster signed = SignedRoster.sign(roster, key);
        CurrentRoster.write(folder.resolve(ROSTER), signed);
        return signed;
    }

    /** The newest roster, once somebody has been approved. */
    public Optional<SignedRoster> roster() throws IdentityException {
        Path file = folder.resolve(ROSTER);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        SignedRoster roster = CurrentRoster.readFile(file);
        if (!roster.isSignedBy(key.verifyingKey())
                || !roster.roster().federation().equals(federation)) {
            throw CurrentRoster.foreign(file);
        }
        return Optional.of(roster);
    }

    /** The newest roster alone, for sites that are enrolled already. */
    public Optional<Enrolment> rosterOnly() throws IdentityException {
        return roster().map(roster -> new Enrolment(Optional.empty(), paper, roster));
    }

    /** Signs what the federation will train; the bytes are not looked into. */
    public SignedJob signJob(byte[] job) {
        return SignedJob.sign(job, federation, key);
    }

    /** The certificate of its key, and how the key came to be the federation's. */
    public AuthorityPaper paper() {
        return paper;
    }

    SigningKey key() {
        return key;
    }

    /** Publishes {@code before} once more, under this key: the first roster of a successor. */
    SignedRoster takeOver(SignedRoster before) throws IdentityException {
        return publish(before.roster().version() + 1, before.roster().entries());
    }

    public VerifyingKey verifyingKey() {
        return key.verifyingKey();
    }

    public FederationId federation() {
        return federation;
    }

    public Fingerprint fingerprint() {
        return Fingerprint.ofKey(key.verifyingKey());
    }

    private X500Name subject() {
        return subject(paper.certificate());
    }

    static X500Name subject(X509Certificate certificate) {
        return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    }

    static BigInteger serialNumber(SecureRandom random) {
        return new BigInteger(127, random).add(BigInteger.ONE); // RFC 5280: positive, at most 20 bytes
    }

    static IdentityException badName(String what) {
        return refused("A %s's name has 1 to 64 letters, digits, '.', '_' or '-' and begins with a letter or digit."
                .formatted(what));
    }

    static IdentityException refused(String sentence) {
        return new IdentityException(IdentityFault.REQUEST_REFUSED, sentence);
    }

    /** Erases the key from memory. */
    @Override
    public void close() {
        key.close();
    }
}
