package org.fedner.node.identity;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.fedner.aggregation.message.Role;
import org.fedner.crypto.signing.SigningKey;
import org.fedner.crypto.signing.VerifyingKey;

/** Builds X.509 certificates (RFC 5280) signed with Ed25519 (RFC 8410). */
final class Issuer {
    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1");

    private final X500Name subject;
    private final SigningKey key;
    private final SecureRandom random;
    private final Clock clock;

    Issuer(X500Name subject, SigningKey key, SecureRandom random, Clock clock) {
        this.subject = subject;
        this.key = key;
        this.random = random;
        this.clock = clock;
    }

    /** The authority's own certificate: it may sign leaves and nothing below them. */
    X509Certificate selfSigned(Duration validity) {
        try {
            X509v3CertificateBuilder builder = builder(subject, key.verifyingKey(), validity)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return sign(builder);
        } catch (CertIOException e) {
            throw new AssertionError("encoding to memory does not fail", e);
        }
    }

    /** A party's certificate: the role is its one extended key usage, and its audit key is stated. */
    X509Certificate leaf(EnrolmentRequest request, Duration validity) {
        try {
            X509v3CertificateBuilder builder = builder(
                            Certificates.partySubject(request.name()), request.key(), validity)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(
                            Extension.extendedKeyUsage,
                            true,
                            new ExtendedKeyUsage(Certificates.keyPurpose(request.role())))
                    .addExtension(
                            Certificates.AUDIT_KEY, false, request.auditKey().spki());
            if (request.role() == Role.SERVER) {
                LinkedHashSet<String> hosts = new LinkedHashSet<>(request.hosts());
                hosts.addAll(LOOPBACK);
                builder.addExtension(
                        Extension.subjectAlternativeName, false, EnrolmentRequest.Hosts.encode(new ArrayList<>(hosts)));
            }
            return sign(builder);
        } catch (CertIOException e) {
            throw new AssertionError("encoding to memory does not fail", e);
        }
    }

    private X509v3CertificateBuilder builder(X500Name of, VerifyingKey certified, Duration validity)
            throws CertIOException {
        Instant now = clock.instant();
        try {
            JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
            return new JcaX509v3CertificateBuilder(
                            subject,
                            FederationAuthority.serialNumber(random),
                            Date.from(now.minus(FederationAuthority.CLOCK_TOLERANCE)),
                            Date.from(now.plus(validity)),
                            of,
                            KeyFile.forJdk(certified))
                    .addExtension(
                            Extension.subjectKeyIdentifier,
                            false,
                            identifiers.createSubjectKeyIdentifier(KeyFile.forJdk(certified)))
                    .addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            identifiers.createAuthorityKeyIdentifier(KeyFile.forJdk(key.verifyingKey())));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has SHA-1 for key identifiers", e);
        }
    }

    private X509Certificate sign(X509v3CertificateBuilder builder) {
        try {
            return Certificates.decode(builder.build(new JcaContentSignerBuilder("Ed25519").build(KeyFile.forJdk(key)))
                    .getEncoded());
        } catch (OperatorCreationException | GeneralSecurityException | IOException e) {
            throw new AssertionError("signing with a key of the JDK does not fail", e);
        }
    }
}
