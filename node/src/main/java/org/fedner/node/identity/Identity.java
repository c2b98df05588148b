package org.fedner.node.identity;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.fedner.aggregation.message.FederationId;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Role;
import org.fedner.crypto.signing.SigningKey;

/**
 * This party's keys and papers, checked: the certificate is for the key, of the authority, and in date; the roster is signed
 * and in date; the files are closed to others.
 *
 * <p>The folder holds {@code key.pem} and {@code audit-key.pem} (made here, never sent), {@code certificate.pem},
 * {@code authority.pem} and {@code roster.pem} (public); later also the beginning of its audit log.
 */
public final class Identity implements AutoCloseable {
    private static final String KEY = "key.pem";
    private static final String AUDIT_KEY = "audit-key.pem";
    private static final String CERTIFICATE = "certificate.pem";
    private static final String AUTHORITY = "authority.pem";
    private static final String ROSTER = "roster.pem";

    private final Path folder;
    private final SigningKey key;
    private final SigningKey auditKey;
    private final PrivateKey tlsKey;
    private final CurrentCertificate self;
    private final CurrentAuthority authority;
    private final CurrentRoster roster;

    private Identity(
            Path folder,
            SigningKey key,
            SigningKey auditKey,
            CurrentCertificate self,
            CurrentAuthority authority,
            CurrentRoster roster) {
        this.folder = folder;
        this.key = key;
        this.auditKey = auditKey;
        this.tlsKey = KeyFile.forJdk(key);
        this.self = self;
        this.authority = authority;
        this.roster = roster;
    }

    /**
     * Makes the two keys in a new or empty folder and the request that goes to the coordinator.
     *
     * @param hosts for a server: the names and IPv4 addresses under which platforms reach it; loopback is always added
     */
    public static EnrolmentRequest request(Path folder, String name, Role role, List<String> hosts, SecureRandom random)
            throws IdentityException {
        if (!Certificates.isName(name)) {
            throw FederationAuthority.badName("site");
        }
        if (!hosts.stream().allMatch(EnrolmentRequest.Hosts::isHost)) {
            throw FederationAuthority.refused("A host is a DNS name or an IPv4 address, without a port.");
        }
        if (role == Role.PLATFORM && !hosts.isEmpty()) {
            throw FederationAuthority.refused(
                    "Only a server has host names; platforms connect and are not connected to.");
        }
        OwnFiles.makeFolder(folder);
        try (SigningKey key = SigningKey.generate(random);
                SigningKey auditKey = SigningKey.generate(random)) {
            KeyFile.writeNew(folder.resolve(KEY), key);
            KeyFile.writeNew(folder.resolve(AUDIT_KEY), auditKey);
            return EnrolmentRequest.create(name, role, hosts, key, auditKey);
        }
    }

    /** As {@link #install(Path, Enrolment, boolean, Clock)}, with nobody having compared the authority's fingerprint. */
    public static void install(Path folder, Enrolment enrolment, Clock clock) throws IdentityException {
        install(folder, enrolment, false, clock);
    }

    /**
     * Checks an enrolment against the keys in the folder and stores it. Installing again brings a renewed certificate, a newer
     * roster or the authority's newer key; the authority that was installed first stays pinned, with what follows from it.
     *
     * @param isConfirmed a person has compared the fingerprint of the enrolment's authority by telephone: then its key is taken
     *     up also after its predecessor's overlap has ended
     */
    public static void install(Path folder, Enrolment enrolment, boolean isConfirmed, Clock clock)
            throws IdentityException {
        Path authorityFile = folder.resolve(AUTHORITY);
        boolean first = !Files.exists(authorityFile);
        CurrentAuthority authority = first
                ? CurrentAuthority.pinning(authorityFile, clock, enrolment.authority())
                : CurrentAuthority.open(authorityFile, clock).with(enrolment.authority(), isConfirmed);
        CurrentRoster.requireSigned(enrolment.roster(), authority, folder);
        if (enrolment.certificate().isPresent()) {
            try (SigningKey key = KeyFile.read(folder.resolve(KEY))) {
                CertifiedParty self = self(enrolment.certificate().get(), authority, folder);
                requireOwn(self, key, folder);
                requireInDate(self, authority, folder, clock);
            }
        } else if (!Files.exists(folder.resolve(CERTIFICATE))) {
            throw new IdentityException(
                    IdentityFault.MALFORMED,
                    "The file brings a roster only, and %s holds no certificate yet; install this site's own enrolment first."
                            .formatted(folder));
        }
        if (first) {
            CurrentRoster.write(folder.resolve(ROSTER), enrolment.roster());
        } else {
            authority.get().write(authorityFile); // first: a running party reads what the others are signed with
            CurrentRoster.open(folder.resolve(ROSTER), authority).offer(enrolment.roster());
        }
        if (enrolment.certificate().isPresent()) {
            OwnFiles.write(
                    folder.resolve(CERTIFICATE),
                    new Pem(
                                    Certificates.LABEL,
                                    Certificates.encoded(enrolment.certificate().get()))
                            .text());
        }
        if (first) { // last: its presence says that the rest is there
            enrolment.authority().write(authorityFile);
        }
    }

    /** Loads and checks everything. */
    public static Identity load(Path folder, Clock clock) throws IdentityException {
        SigningKey key = KeyFile.read(folder.resolve(KEY));
        SigningKey auditKey = KeyFile.read(folder.resolve(AUDIT_KEY));
        CurrentAuthority authority = CurrentAuthority.open(folder.resolve(AUTHORITY), clock);
        FileTime readAt = OwnFiles.modified(folder.resolve(CERTIFICATE));
        CertifiedParty self = self(readCertificate(folder.resolve(CERTIFICATE), Certificates.LABEL), authority, folder);
        requireOwn(self, key, folder);
        requireInDate(self, authority, folder, clock);
        CurrentRoster roster = CurrentRoster.open(folder.resolve(ROSTER), authority);
        if (!roster.get().isValidAt(clock.instant().getEpochSecond()) || !roster.isOfACountingKey()) {
            throw new IdentityException(
                    IdentityFault.ROSTER_EXPIRED,
                    "The roster in %s has expired or is not valid yet; check this machine's clock, then ask the coordinator for a new one and run provision install."
                            .formatted(folder));
        }
        return new Identity(
                folder,
                key,
                auditKey,
                new CurrentCertificate(folder.resolve(CERTIFICATE), authority, self, readAt),
                authority,
                roster);
    }

    static X509Certificate readCertificate(Path file, String label) throws IdentityException {
        byte[] der = Pem.only(Pem.parse(OwnFiles.read(file)), label)
                .orElseThrow(() -> new IdentityException(
                        IdentityFault.MALFORMED,
                        "%s does not hold one certificate; install the enrolment file again.".formatted(file)));
        return Enrolment.certificate(der, file);
    }

    private static CertifiedParty self(X509Certificate certificate, CurrentAuthority authority, Path folder)
            throws IdentityException {
        for (Role role : Role.values()) {
            try {
                return Trust.certified(certificate, authority, role);
            } catch (CertificateRefusedException e) {
                if (e.fault() != CertificateFault.WRONG_ROLE) {
                    break;
                }
            }
        }
        throw new IdentityException(
                IdentityFault.WRONG_AUTHORITY,
                "The certificate for %s is not one that this federation's authority issues; install the enrolment file again."
                        .formatted(folder));
    }

    private static void requireOwn(CertifiedParty self, SigningKey key, Path folder) throws IdentityException {
        if (!self.key().equals(key.verifyingKey())) {
            throw new IdentityException(
                    IdentityFault.WRONG_KEY,
                    "The certificate is for another key than %s; install the enrolment that answers the request made in this folder."
                            .formatted(folder.resolve(KEY)));
        }
    }

    private static void requireInDate(CertifiedParty self, CurrentAuthority authority, Path folder, Clock clock)
            throws IdentityException {
        X509Certificate certificate = self.certificate();
        if (clock.instant().isAfter(authority.endOf(self))) {
            throw new IdentityException(
                    IdentityFault.CERTIFICATE_EXPIRED,
                    "The certificate for %s expired on %s; ask the coordinator to approve this site's request again, then run provision install."
                            .formatted(folder, authority.endOf(self)));
        }
        if (clock.instant().isBefore(certificate.getNotBefore().toInstant())) {
            throw new IdentityException(
                    IdentityFault.CERTIFICATE_NOT_YET_VALID,
                    "The certificate for %s is valid from %s only; this machine's clock is slow, or the coordinator's was fast."
                            .formatted(folder, certificate.getNotBefore().toInstant()));
        }
    }

    public PlatformId id() {
        return self.get().id();
    }

    public String name() {
        return self.get().name();
    }

    public Role role() {
        return self.get().role();
    }

    public FederationId federation() {
        return authority.federation();
    }

    /** Signs the protocol's messages; the same key is the certificate's. */
    public SigningKey signingKey() {
        return key;
    }

    /** Signs the audit log's checkpoints and nothing else. */
    public SigningKey auditKey() {
        return auditKey;
    }

    /** {@link #signingKey} as the JDK's TLS wants it. */
    public PrivateKey tlsKey() {
        return tlsKey;
    }

    /** The newest one: a running process takes up what {@code provision install} or {@link #renew} stores. */
    public X509Certificate certificate() {
        return self.get().certificate();
    }

    /** Until when {@link #certificate} counts: its last day, or the end of the overlap if the authority's key has changed. */
    public Instant certificateEnds() {
        return authority.endOf(self.get());
    }

    /** Asks for newer papers with the same keys; the same text each time. */
    public EnrolmentRequest renewalRequest() {
        CertifiedParty party = self.get();
        return EnrolmentRequest.create(party.name(), party.role(), Trust.hosts(party.certificate()), key, auditKey);
    }

    /**
     * Takes up the authority's answer to {@link #renewalRequest} while everything goes on: the authority's key if it is newer,
     * the roster if it is newer than the one here, the certificate if it ends later.
     *
     * @throws IdentityException {@code WRONG_AUTHORITY}, {@code WRONG_KEY} or a date; nothing is changed then
     */
    public void renew(Enrolment answer, Clock clock) throws IdentityException {
        authority.offer(answer.authority());
        CertifiedParty newer;
        try {
            newer = Trust.renewed(
                    self.get(),
                    answer.certificate().orElseThrow(() -> foreignAnswer(IdentityFault.MALFORMED)),
                    authority);
        } catch (CertificateRefusedException e) {
            throw foreignAnswer(
                    e.fault() == CertificateFault.WRONG_FINGERPRINT
                            ? IdentityFault.WRONG_KEY
                            : IdentityFault.WRONG_AUTHORITY);
        }
        requireInDate(newer, authority, folder, clock);
        adopt(answer);
        if (newer.equals(self.get())) {
            return;
        }
        OwnFiles.write(
                folder.resolve(CERTIFICATE),
                new Pem(Certificates.LABEL, Certificates.encoded(newer.certificate())).text());
    }

    /** Takes up the authority's key and the roster of somebody's answer, each if it is newer than the one here. */
    public void adopt(Enrolment answer) throws IdentityException {
        authority.offer(answer.authority());
        CurrentRoster.requireSigned(answer.roster(), authority, folder);
        if (answer.roster().roster().version() > roster.get().version()) {
            roster.offer(answer.roster());
        }
    }

    private IdentityException foreignAnswer(IdentityFault fault) {
        return new IdentityException(
                fault,
                "The renewed papers for %s are not this federation's answer to this site; ask the coordinator to approve its request again."
                        .formatted(folder));
    }

    /** Whose signatures count here. */
    public CurrentAuthority authority() {
        return authority;
    }

    public CurrentRoster roster() {
        return roster;
    }

    public Fingerprint fingerprint() {
        return self.get().fingerprint();
    }

    /** Which audit log is this party's. */
    public OwnLog log() {
        return new OwnLog(folder);
    }

    /** Whom this party believes: the pinned authority and the current roster. */
    public Trust trust(Clock clock) {
        return new Trust(authority, roster, clock);
    }

    /** Erases both keys; the JDK's copy for TLS goes with the garbage collector. */
    @Override
    public void close() {
        key.close();
        auditKey.close();
    }

    @Override
    public String toString() {
        return self.get().toString();
    }
}
