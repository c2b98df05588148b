package org.fedner.node.identity;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Role;
import org.fedner.aggregation.message.Roster;
import org.fedner.aggregation.message.RosterEntry;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.signing.VerifyingKey;

/**
 * Decides whom to believe: a leaf certificate signed directly by the one pinned authority, or by the key it had before as long
 * as that counts, of the right role, in date, and listed in the roster of now. No trust store of the system, no intermediate authority, no name of a certificate counts.
 */
public final class Trust {
    private static final int DNS_NAME = 2; // RFC 5280, GeneralName
    private static final int IP_ADDRESS = 7;
    private static final int NOT_AN_AUTHORITY = -1;

    private final CurrentAuthority authority;
    private final CurrentRoster roster;
    private final Clock clock;

    /** Both are asked at every decision. */
    public Trust(CurrentAuthority authority, CurrentRoster roster, Clock clock) {
        this.authority = authority;
        this.roster = roster;
        this.clock = clock;
    }

    /**
     * Who the certificate speaks of, by signature, form and role; not yet {@link #standing}.
     *
     * @throws CertificateRefusedException with the fault
     */
    public CertifiedParty authenticate(X509Certificate leaf, Role role) throws CertificateRefusedException {
        return certified(leaf, authority, role);
    }

    static CertifiedParty certified(X509Certificate leaf, CurrentAuthority authority, Role role)
            throws CertificateRefusedException {
        if (!leaf.getIssuerX500Principal().equals(authority.certificate().getSubjectX500Principal())) {
            throw Certificates.isIssuedByAFederation(leaf)
                    ? new CertificateRefusedException(CertificateFault.UNKNOWN_AUTHORITY)
                    : new CertificateRefusedException(CertificateFault.FOREIGN_ISSUER, Certificates.issuerName(leaf));
        }
        VerifyingKey issuer = authority.get().lineage().keys().stream()
                .filter(key -> isSignedBy(leaf, key))
                .findFirst()
                .orElseThrow(() -> new CertificateRefusedException(CertificateFault.UNKNOWN_AUTHORITY));
        try {
            if (leaf.getBasicConstraints() != NOT_AN_AUTHORITY) {
                throw new CertificateRefusedException(CertificateFault.MALFORMED);
            }
            if (!List.of(Certificates.extendedKeyUsage(role)).equals(leaf.getExtendedKeyUsage())) {
                throw new CertificateRefusedException(CertificateFault.WRONG_ROLE);
            }
            VerifyingKey key = VerifyingKey.fromSpki(leaf.getPublicKey().getEncoded());
            return new CertifiedParty(PlatformId.ofKey(key.spki()), Certificates.name(leaf), role, key, leaf, issuer);
        } catch (InvalidKeyException | CertificateParsingException | IllegalArgumentException e) {
            throw new CertificateRefusedException(CertificateFault.MALFORMED);
        }
    }

    private static boolean isSignedBy(X509Certificate leaf, VerifyingKey key) {
        try {
            leaf.verify(KeyFile.forJdk(key));
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /**
     * The same party under a newer certificate. Whoever has shown that it holds the key need not show it again: the authority
     * says of that key what it said before, for longer.
     *
     * @return {@code before} unless {@code leaf} ends later
     * @throws CertificateRefusedException with the fault; {@code WRONG_FINGERPRINT} for another key, name or role
     */
    public CertifiedParty renewed(CertifiedParty before, X509Certificate leaf) throws CertificateRefusedException {
        return renewed(before, leaf, authority);
    }

    static CertifiedParty renewed(CertifiedParty before, X509Certificate leaf, CurrentAuthority authority)
            throws CertificateRefusedException {
        CertifiedParty party = certified(leaf, authority, before.role());
        if (!party.key().equals(before.key()) || !party.name().equals(before.name())) {
            throw new CertificateRefusedException(CertificateFault.WRONG_FINGERPRINT);
        }
        return authority.endOf(party).isAfter(authority.endOf(before)) ? party : before;
    }

    /** Until when the party's certificate counts, if nothing else happens. */
    public Instant endOf(CertifiedParty party) {
        return authority.endOf(party);
    }

    /** What speaks against an authenticated party at this moment: dates, roster; empty when nothing does. */
    public Optional<CertificateFault> standing(CertifiedParty party) {
        long now = clock.instant().getEpochSecond();
        if (clock.instant().isAfter(authority.endOf(party))) {
            return Optional.of(CertificateFault.EXPIRED);
        }
        if (clock.instant().isBefore(party.certificate().getNotBefore().toInstant())) {
            return Optional.of(CertificateFault.NOT_YET_VALID);
        }
        Roster current = roster.get();
        if (!current.isValidAt(now) || !roster.isOfACountingKey()) {
            return Optional.of(CertificateFault.ROSTER_EXPIRED);
        }
        boolean listed = current.entries().stream().anyMatch(entry -> isOf(entry, party));
        return listed ? Optional.empty() : Optional.of(CertificateFault.NOT_IN_ROSTER);
    }

    private static boolean isOf(RosterEntry entry, CertifiedParty party) {
        return entry.role() == party.role()
                && entry.name().equals(party.name())
                && entry.signingKey().equals(party.key())
                && (entry.certificateFingerprints().isEmpty()
                        || entry.certificateFingerprints()
                                .contains(Digest.of(Certificates.encoded(party.certificate()))));
    }

    /** Names and addresses in a server's certificate; none in a platform's. */
    static List<String> hosts(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream().map(name -> String.valueOf(name.get(1))).toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    /** Whether a server's certificate names {@code host} (a DNS name, compared without case, or an IP address as text). */
    public static boolean names(X509Certificate certificate, String host) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names != null
                    && names.stream()
                            .filter(name ->
                                    name.get(0).equals(DNS_NAME) || name.get(0).equals(IP_ADDRESS))
                            .anyMatch(name -> host.equalsIgnoreCase(String.valueOf(name.get(1))));
        } catch (CertificateParsingException e) {
            return false;
        }
    }
}
