package org.fedner.node.identity;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.fedner.aggregation.message.FederationId;
import org.fedner.aggregation.message.Role;

/** The form of this project's certificates, and reading them. */
final class Certificates {
    static final String LABEL = "CERTIFICATE";

    /** Extension with the site's audit log key (SubjectPublicKeyInfo); under 2.25, which anyone may use with a UUID. */
    static final ASN1ObjectIdentifier AUDIT_KEY =
            new ASN1ObjectIdentifier("2.25.98304771590387265110935418820936604211");

    private static final String AUTHORITY_UNIT = "Fedner federation authority";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int MOST_SHOWN_CHARACTERS = 64;

    private Certificates() {}

    /** A party's or a federation's name: what may stand in a certificate, a file name and a log line. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** A server authenticates as a TLS server, a platform as a TLS client (RFC 5280, section 4.2.1.12). */
    static String extendedKeyUsage(Role role) {
        return keyPurpose(role).getId();
    }

    static KeyPurposeId keyPurpose(Role role) {
        return role == Role.SERVER ? KeyPurposeId.id_kp_serverAuth : KeyPurposeId.id_kp_clientAuth;
    }

    static X500Name authoritySubject(String federationName, FederationId federation) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, federationName)
                .addRDN(BCStyle.OU, AUTHORITY_UNIT)
                .addRDN(BCStyle.SERIALNUMBER, federation.toString())
                .build();
    }

    static X500Name partySubject(String name) {
        return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, name).build();
    }

    /** The federation that an authority's certificate founds. */
    static Optional<FederationId> federation(X509Certificate authority) {
        return value(authority.getSubjectX500Principal(), BCStyle.SERIALNUMBER)
                .filter(hex -> hex.matches("[0-9a-f]{32}"))
                .map(hex -> FederationId.ofBytes(HexFormat.of().parseHex(hex)));
    }

    /** @throws IllegalArgumentException when the subject holds no name of ours */
    static String name(X509Certificate certificate) {
        return value(certificate.getSubjectX500Principal(), BCStyle.CN)
                .filter(Certificates::isName)
                .orElseThrow(() -> new IllegalArgumentException("the certificate names nobody"));
    }

    static boolean isIssuedByAFederation(X509Certificate certificate) {
        return value(certificate.getIssuerX500Principal(), BCStyle.OU)
                .filter(AUTHORITY_UNIT::equals)
                .isPresent();
    }

    /** Who says to have issued the certificate, for people to read: harmless characters, at most 64. */
    static String issuerName(X509Certificate certificate) {
        String claimed = value(certificate.getIssuerX500Principal(), BCStyle.CN)
                .or(() -> value(certificate.getIssuerX500Principal(), BCStyle.O))
                .orElse("an unnamed issuer");
        String harmless = claimed.replaceAll("[^A-Za-z0-9 ._-]+", "?");
        return harmless.substring(0, Math.min(harmless.length(), MOST_SHOWN_CHARACTERS));
    }

    /** The value of the only RDN of that type. */
    static Optional<String> value(X500Principal name, ASN1ObjectIdentifier type) {
        try {
            return value(X500Name.getInstance(name.getEncoded()), type);
        } catch (IllegalArgumentException | IllegalStateException e) {
            return Optional.empty(); // a stranger's name that the ASN.1 library cannot read
        }
    }

    static Optional<String> value(X500Name name, ASN1ObjectIdentifier type) {
        RDN[] found = name.getRDNs(type);
        return found.length == 1
                ? Optional.of(IETFUtils.valueToString(found[0].getFirst().getValue()))
                : Optional.empty();
    }

    static X509Certificate decode(byte[] der) throws CertificateException {
        X509Certificate certificate = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        if (encoded(certificate).length != der.length) {
            throw new CertificateException("bytes after the certificate");
        }
        return certificate;
    }

    static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new AssertionError("a certificate that was decoded has its encoding", e);
        }
    }
}
