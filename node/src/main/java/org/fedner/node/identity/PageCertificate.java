package org.fedner.node.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.fedner.crypto.expansion.Sha256;

/**
 * The certificate of a party's page, made by the party itself and known by its fingerprint.
 *
 * <p>It is not the party's own certificate: browsers know no Ed25519, and what a browser talks to should not hold the key
 * that signs uploads. Key and certificate (ECDSA with P-256) are in {@code page} inside the identity's folder. It is valid for
 * 397 days and made anew at a start in the last half of them, or when the page gets other names.
 */
public final class PageCertificate {
    /** Folder inside the identity's. */
    public static final String FOLDER = "page";

    private static final String FILE = "page.pem"; // both in one file, so that they always belong together
    private static final String KEY_LABEL = "PRIVATE KEY";
    private static final Duration VALIDITY = Duration.ofDays(397);
    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1");

    private final X509Certificate certificate;
    private final SSLContext context;

    private PageCertificate(X509Certificate certificate, PrivateKey key) {
        this.certificate = certificate;
        this.context = context(certificate, key);
    }

    /**
     * The certificate in use, made if there is none that is good for a while.
     *
     * @param identity the party's folder
     * @param name the party's name
     * @param names under which the page is reached besides loopback's
     */
    public static PageCertificate current(Path identity, String name, List<String> names, Clock clock)
            throws IdentityException {
        Path folder = identity.resolve(FOLDER);
        Optional<X509Certificate> found = certificate(identity);
        if (found.filter(there -> isGood(there, names, clock)).isEmpty()) {
            make(folder, name, all(names), clock);
        }
        return new PageCertificate(certificate(identity).orElseThrow(), key(folder.resolve(FILE)));
    }

    private static List<String> all(List<String> names) {
        return Stream.concat(LOOPBACK.stream(), names.stream()).distinct().toList();
    }

    /** Whether {@link #current} goes on with that certificate: it is good for half its time, and for all names. */
    public static boolean isGood(X509Certificate certificate, List<String> names, Clock clock) {
        return certificate.getNotAfter().toInstant().isAfter(clock.instant().plus(VALIDITY.dividedBy(2)))
                && all(names).stream().allMatch(each -> Trust.names(certificate, each));
    }

    /** As {@link #certificate}, after a look at its key: the file must be closed to others and hold both. */
    public static Optional<X509Certificate> usable(Path identity) throws IdentityException {
        Optional<X509Certificate> found = certificate(identity);
        if (found.isPresent()) {
            key(identity.resolve(FOLDER).resolve(FILE));
        }
        return found;
    }

    /** What {@link #current} returned last, if it ever did. */
    public static Optional<X509Certificate> certificate(Path identity) throws IdentityException {
        Path file = identity.resolve(FOLDER).resolve(FILE);
        return Files.exists(file) ? Optional.of(Identity.readCertificate(file, Certificates.LABEL)) : Optional.empty();
    }

    /** SHA-256 of the certificate, as browsers show it. */
    public static Fingerprint fingerprint(X509Certificate certificate) {
        return new Fingerprint(HexFormat.of().formatHex(Sha256.of(Certificates.encoded(certificate))));
    }

    public Fingerprint fingerprint() {
        return fingerprint(certificate);
    }

    public SSLContext context() {
        return context;
    }

    private static void make(Path folder, String name, List<String> names, Clock clock) throws IdentityException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            X509Certificate made = selfSigned(pair, name, names, clock);
            OwnFiles.makeFolder(folder);
            OwnFiles.write(
                    folder.resolve(FILE),
                    new Pem(KEY_LABEL, pair.getPrivate().getEncoded()).text()
                            + new Pem(Certificates.LABEL, Certificates.encoded(made)).text());
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new AssertionError("every JDK has ECDSA with P-256", e);
        }
    }

    private static X509Certificate selfSigned(KeyPair pair, String name, List<String> names, Clock clock)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        Instant now = clock.instant();
        X500Name subject = new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, "Fedner page of " + name)
                .build();
        return Certificates.decode(new JcaX509v3CertificateBuilder(
                        subject,
                        FederationAuthority.serialNumber(new SecureRandom()),
                        Date.from(now.minus(Duration.ofHours(1))),
                        Date.from(now.plus(VALIDITY)),
                        subject,
                        pair.getPublic())
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                .addExtension(Extension.subjectAlternativeName, false, EnrolmentRequest.Hosts.encode(names))
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
                .getEncoded());
    }

    private static PrivateKey key(Path file) throws IdentityException {
        byte[] pkcs8 = Pem.only(Pem.parse(OwnFiles.readClosed(file)), KEY_LABEL).orElse(new byte[0]);
        try {
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new IdentityException(
                    IdentityFault.MALFORMED,
                    "%s does not hold the page's key; delete the folder, and the next start makes a new one."
                            .formatted(file));
        }
    }

    private static SSLContext context(X509Certificate certificate, PrivateKey key) {
        try {
            char[] unused = new char[0]; // the store is in memory only
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, unused);
            store.setKeyEntry(FOLDER, key, unused, new X509Certificate[] {certificate});
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, unused);
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError("every JDK from 11 on has TLS 1.3", e);
        }
    }
}
