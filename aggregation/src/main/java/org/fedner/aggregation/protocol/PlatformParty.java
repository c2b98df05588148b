package org.fedner.aggregation.protocol;

import java.security.SecureRandom;
import org.fedner.aggregation.message.FederationId;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.crypto.signing.SigningKey;
import org.fedner.crypto.signing.VerifyingKey;

/** A platform for as long as its process lives: who it is, whom it believes, what it accepts. */
public final class PlatformParty {

    private final PlatformId id;
    private final FederationId federation;
    private final RosterTrust authority;
    private final SigningKey signingKey;
    private final ParameterPolicy policy;
    private final SecureRandom random;

    /** A platform whose federation's authority keeps its first key. */
    public PlatformParty(VerifyingKey authority, SigningKey signingKey, ParameterPolicy policy, SecureRandom random) {
        this(
                FederationId.ofAuthority(authority.spki()),
                roster -> roster.isSignedBy(authority),
                signingKey,
                policy,
                random);
    }

    /**
     * @param authority asked at every ROSTER
     * @param signingKey this platform's, listed in the roster; remains the caller's
     * @param random for keys and contributions
     */
    public PlatformParty(
            FederationId federation,
            RosterTrust authority,
            SigningKey signingKey,
            ParameterPolicy policy,
            SecureRandom random) {
        this.id = PlatformId.ofKey(signingKey.verifyingKey().spki());
        this.federation = federation;
        this.authority = authority;
        this.signingKey = signingKey;
        this.policy = policy;
        this.random = random;
    }

    public PlatformId id() {
        return id;
    }

    public FederationId federation() {
        return federation;
    }

    RosterTrust authority() {
        return authority;
    }

    SigningKey signingKey() {
        return signingKey;
    }

    ParameterPolicy policy() {
        return policy;
    }

    SecureRandom random() {
        return random;
    }

    @Override
    public String toString() {
        return "PlatformParty[" + id + "]";
    }
}
