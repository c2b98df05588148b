package org.fedner.node.identity;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.cert.X509Certificate;
import org.fedner.aggregation.message.FederationId;
import org.fedner.crypto.signing.VerifyingKey;

/** Reading the certificate of a federation's authority. */
public final class Authorities {
    private Authorities() {}

    /** The key in an {@code authority.pem}, which every identity folder holds. */
    public static VerifyingKey readKey(Path file) throws IdentityException {
        return key(Identity.readCertificate(file, Enrolment.AUTHORITY), file);
    }

    /** The authority's key, after checking that the certificate is signed with it. */
    static VerifyingKey key(X509Certificate authority, Path source) throws IdentityException {
        try {
            authority.verify(authority.getPublicKey());
            return VerifyingKey.fromSpki(authority.getPublicKey().getEncoded());
        } catch (InvalidKeyException e) {
            throw notOne(source);
        } catch (GeneralSecurityException e) {
            throw notOne(source);
        }
    }

    static FederationId federation(X509Certificate authority, Path source) throws IdentityException {
        return Certificates.federation(authority).orElseThrow(() -> notOne(source));
    }

    private static IdentityException notOne(Path source) {
        return new IdentityException(
                IdentityFault.WRONG_AUTHORITY,
                "%s does not hold the certificate of a federation's authority; ask the coordinator for the enrolment file."
                        .formatted(source));
    }
}
