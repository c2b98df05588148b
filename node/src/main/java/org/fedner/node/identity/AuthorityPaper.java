package org.fedner.node.identity;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.fedner.aggregation.message.FederationId;
import org.fedner.aggregation.message.Lineage;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.SignedSuccession;
import org.fedner.aggregation.message.Succession;
import org.fedner.crypto.signing.VerifyingKey;

/**
 * What an {@code authority.pem} holds: the certificate of the authority's newest key, and every succession since the founder's.
 *
 * <p>Exists only if the certificate is signed with its own key and names the federation, and the successions lead from the
 * federation's founder to that key. Whether to believe it is another question: a site pins the first one it installs, and
 * takes up what follows from that.
 */
public record AuthorityPaper(X509Certificate certificate, Lineage lineage) {
    static final String SUCCESSION = "FEDNER SUCCESSION";

    /** Reads an {@code authority.pem}, which every identity folder holds. */
    public static AuthorityPaper read(Path file) throws IdentityException {
        List<Pem> blocks = Pem.parse(OwnFiles.read(file));
        byte[] certificate = Pem.only(blocks, Enrolment.AUTHORITY)
                .orElseThrow(() -> new IdentityException(
                        IdentityFault.MALFORMED,
                        "%s does not hold one certificate; install the enrolment file again.".formatted(file)));
        return of(Enrolment.certificate(certificate, file), blocks, file);
    }

    /** From the blocks of a file that holds them among others. */
    static AuthorityPaper of(X509Certificate certificate, List<Pem> blocks, Path source) throws IdentityException {
        List<SignedSuccession> successions = new ArrayList<>();
        for (Pem block : blocks) {
            if (block.label().equals(SUCCESSION)) {
                successions.add(succession(block.bytes(), source));
            }
        }
        VerifyingKey key = key(certificate, source);
        VerifyingKey founder = successions.stream()
                .findFirst()
                .map(first -> first.succession().predecessor())
                .orElse(key);
        FederationId federation = Certificates.federation(certificate).orElseThrow(() -> notOne(source));
        Lineage lineage;
        try {
            lineage = new Lineage(founder, successions);
        } catch (IllegalArgumentException e) {
            throw new IdentityException(
                    IdentityFault.SUCCESSION_REFUSED,
                    "%s: %s; do not use it, and call the coordinator.".formatted(source, e.getMessage()),
                    e);
        }
        if (!lineage.newest().equals(key) || !lineage.federation().equals(federation)) {
            throw notOne(source);
        }
        return new AuthorityPaper(certificate, lineage);
    }

    private static SignedSuccession succession(byte[] bytes, Path source) throws IdentityException {
        try {
            return SignedSuccession.decode(bytes);
        } catch (MalformedMessageException e) {
            throw new IdentityException(
                    IdentityFault.MALFORMED,
                    "%s holds bytes that are no succession; ask the coordinator to send it again.".formatted(source),
                    e);
        }
    }

    /** The authority's key, after checking that the certificate is signed with it. */
    private static VerifyingKey key(X509Certificate authority, Path source) throws IdentityException {
        try {
            authority.verify(authority.getPublicKey());
            return VerifyingKey.fromSpki(authority.getPublicKey().getEncoded());
        } catch (InvalidKeyException e) {
            throw notOne(source);
        } catch (GeneralSecurityException e) {
            throw notOne(source);
        }
    }

    private static IdentityException notOne(Path source) {
        return new IdentityException(
                IdentityFault.WRONG_AUTHORITY,
                "%s does not hold the certificate of a federation's authority; ask the coordinator for the enrolment file."
                        .formatted(source));
    }

    public FederationId federation() {
        return lineage.federation();
    }

    /** Of the key that signs now. */
    public Fingerprint fingerprint() {
        return Fingerprint.ofKey(lineage.newest());
    }

    String text() {
        StringBuilder text = new StringBuilder(new Pem(Enrolment.AUTHORITY, Certificates.encoded(certificate)).text());
        lineage.successions().forEach(next -> text.append(new Pem(SUCCESSION, next.encode()).text()));
        return text.toString();
    }

    void write(Path file) throws IdentityException {
        OwnFiles.write(file, text());
    }

    /** Every change of the key, oldest first. */
    public List<Succession> successions() {
        return lineage.successions().stream().map(SignedSuccession::succession).toList();
    }
}
