package org.fedner.node.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Role;
import org.fedner.crypto.expansion.Labels;
import org.fedner.crypto.expansion.Sha256;
import org.fedner.crypto.signing.SigningKey;
import org.fedner.crypto.signing.VerifyingKey;

/**
 * A site asks to be enrolled. Exists only when the site has proved that it holds both private keys: the certificate request
 * (PKCS #10) is signed with the first, and its digest with the second, the audit log's.
 *
 * @param hosts names and IPv4 addresses that the server's certificate shall bear; empty for a platform
 */
public record EnrolmentRequest(
        String name, Role role, VerifyingKey key, VerifyingKey auditKey, List<String> hosts, String text) {

    static final String LABEL = "CERTIFICATE REQUEST";
    private static final String AUDIT_PROOF = "FEDNER AUDIT KEY PROOF";
    private static final int MOST_HOSTS = 32;

    /** Makes the request that proves possession of both keys. */
    static EnrolmentRequest create(String name, Role role, List<String> hosts, SigningKey key, SigningKey auditKey) {
        try {
            ExtensionsGenerator wanted = new ExtensionsGenerator();
            wanted.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(Certificates.keyPurpose(role)));
            wanted.addExtension(
                    Certificates.AUDIT_KEY, false, auditKey.verifyingKey().spki());
            if (!hosts.isEmpty()) {
                wanted.addExtension(Extension.subjectAlternativeName, false, Hosts.encode(hosts));
            }
            byte[] request = new JcaPKCS10CertificationRequestBuilder(
                            Certificates.partySubject(name), KeyFile.forJdk(key.verifyingKey()))
                    .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, wanted.generate())
                    .build(new JcaContentSignerBuilder("Ed25519").build(KeyFile.forJdk(key)))
                    .getEncoded();
            String text =
                    new Pem(LABEL, request).text() + new Pem(AUDIT_PROOF, auditKey.sign(proofText(request))).text();
            return new EnrolmentRequest(
                    name, role, key.verifyingKey(), auditKey.verifyingKey(), List.copyOf(hosts), text);
        } catch (IOException | OperatorCreationException e) {
            throw new AssertionError("encoding to memory with a key of the JDK does not fail", e);
        }
    }

    private static byte[] proofText(byte[] request) {
        return Labels.label("audit-key-proof", Sha256.of(request));
    }

    /** The request in a file that a site sent. */
    public static EnrolmentRequest read(Path file) throws IdentityException {
        return parse(OwnFiles.read(file), file.toString());
    }

    /**
     * Reads and verifies a request.
     *
     * @param source named in the sentence of a failure
     */
    public static EnrolmentRequest parse(String text, String source) throws IdentityException {
        List<Pem> blocks = Pem.parse(text);
        byte[] request = Pem.only(blocks, LABEL).orElseThrow(() -> malformed(source, "holds no certificate request"));
        byte[] proof =
                Pem.only(blocks, AUDIT_PROOF).orElseThrow(() -> malformed(source, "holds no proof of the audit key"));
        EnrolmentRequest read;
        try {
            read = decode(new PKCS10CertificationRequest(request), text);
        } catch (IOException | InvalidKeyException | RuntimeException e) { // the ASN.1 library's ways to say malformed
            throw malformed(source, "is not a request that this software makes");
        }
        if (!isSelfSigned(request, read.key)) {
            throw malformed(source, "is not signed by the key it names");
        }
        if (!read.auditKey.verify(proofText(request), proof)) {
            throw malformed(source, "is not signed by the audit key it names");
        }
        if (read.auditKey.equals(read.key)) {
            throw malformed(source, "uses one key for two purposes");
        }
        return read;
    }

    /** Stores the request unless the same one is there; whether it did. */
    public boolean writeIfNew(Path file) throws IdentityException, IOException {
        if (Files.exists(file)
                && Files.readString(file, StandardCharsets.ISO_8859_1).equals(text)) {
            return false;
        }
        OwnFiles.write(file, text);
        return true;
    }

    private static EnrolmentRequest decode(PKCS10CertificationRequest request, String text)
            throws IOException, InvalidKeyException {
        Extensions wanted = Optional.ofNullable(request.getRequestedExtensions())
                .orElseThrow(() -> new IllegalArgumentException("no extensions"));
        String name = Certificates.value(request.getSubject(), BCStyle.CN)
                .filter(Certificates::isName)
                .orElseThrow(() -> new IllegalArgumentException("no name"));
        ExtendedKeyUsage usage = ExtendedKeyUsage.fromExtensions(wanted);
        Role role = Arrays.stream(Role.values())
                .filter(it -> new ExtendedKeyUsage(Certificates.keyPurpose(it)).equals(usage))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no role"));
        List<String> hosts = Hosts.decode(wanted);
        if (hosts.size() > MOST_HOSTS || (role == Role.PLATFORM && !hosts.isEmpty())) {
            throw new IllegalArgumentException("hosts");
        }
        ASN1OctetString auditKey = Optional.ofNullable(wanted.getExtension(Certificates.AUDIT_KEY))
                .map(Extension::getExtnValue)
                .orElseThrow(() -> new IllegalArgumentException("no audit key"));
        return new EnrolmentRequest(
                name,
                role,
                VerifyingKey.fromSpki(request.getSubjectPublicKeyInfo().getEncoded()),
                VerifyingKey.fromSpki(auditKey.getOctets()),
                hosts,
                text);
    }

    private static boolean isSelfSigned(byte[] request, VerifyingKey key) {
        try {
            CertificationRequest parsed = CertificationRequest.getInstance(request);
            return Arrays.equals(parsed.getEncoded("DER"), request)
                    && key.verify(
                            parsed.getCertificationRequestInfo().getEncoded("DER"),
                            parsed.getSignature().getOctets());
        } catch (IOException | RuntimeException e) { // the ASN.1 library's ways to say malformed
            return false;
        }
    }

    private static IdentityException malformed(String source, String what) {
        return new IdentityException(
                IdentityFault.REQUEST_REFUSED, "%s %s; ask the site to send it again.".formatted(source, what));
    }

    public PlatformId id() {
        return PlatformId.ofKey(key.spki());
    }

    /** What the two sides compare by telephone. */
    public Fingerprint fingerprint() {
        return Fingerprint.ofKey(key);
    }

    /** Subject alternative names. */
    static final class Hosts {
        private static final String IPV4 = "\\d{1,3}(\\.\\d{1,3}){3}";
        private static final String DNS = "[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?";

        private Hosts() {}

        static boolean isHost(String text) {
            return text.matches(DNS);
        }

        static GeneralNames encode(List<String> hosts) {
            return new GeneralNames(hosts.stream()
                    .map(host ->
                            new GeneralName(host.matches(IPV4) ? GeneralName.iPAddress : GeneralName.dNSName, host))
                    .toArray(GeneralName[]::new));
        }

        /** Back to text; anything but DNS names and IPv4 addresses is refused. */
        static List<String> decode(Extensions extensions) {
            GeneralNames names = GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
            return names == null
                    ? List.of()
                    : Arrays.stream(names.getNames()).map(Hosts::text).toList();
        }

        private static String text(GeneralName name) {
            if (name.getTagNo() == GeneralName.dNSName && isHost(name.getName().toString())) {
                return name.getName().toString();
            }
            byte[] address = name.getTagNo() == GeneralName.iPAddress
                    ? ASN1OctetString.getInstance(name.getName()).getOctets()
                    : new byte[0];
            if (address.length != 4) {
                throw new IllegalArgumentException("neither a host name nor an IPv4 address");
            }
            return "%d.%d.%d.%d".formatted(address[0] & 0xff, address[1] & 0xff, address[2] & 0xff, address[3] & 0xff);
        }
    }
}
