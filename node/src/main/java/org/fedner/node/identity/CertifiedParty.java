package org.fedner.node.identity;

import java.security.cert.X509Certificate;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Role;
import org.fedner.crypto.signing.VerifyingKey;

/**
 * Who a certificate of this federation's authority speaks of. Exists only for certificates whose signature, form and role
 * have been checked; whether it is in date and enrolled is {@link Trust#standing}.
 *
 * @param name the name that the authority approved
 * @param issuer the authority's key that signed the certificate
 */
public record CertifiedParty(
        PlatformId id, String name, Role role, VerifyingKey key, X509Certificate certificate, VerifyingKey issuer) {

    /** SHA-256 of the SubjectPublicKeyInfo: it stays when the certificate is renewed for the same key. */
    public Fingerprint fingerprint() {
        return Fingerprint.ofKey(key);
    }

    @Override
    public String toString() {
        return role + " " + name + " " + id;
    }
}
