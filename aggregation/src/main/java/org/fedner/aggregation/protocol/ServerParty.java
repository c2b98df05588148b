package org.fedner.aggregation.protocol;

import java.security.SecureRandom;
import org.fedner.aggregation.message.FederationId;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.crypto.signing.SigningKey;

/** The server for as long as its process lives. */
public final class ServerParty {

    private final PlatformId id;
    private final FederationId federation;
    private final SigningKey signingKey;
    private final SecureRandom random;
    private final long roundDeadlineMillis;

    /**
     * @param signingKey the server's, listed in the roster; remains the caller's
     * @param random for nonces
     * @param roundDeadlineMillis what OPEN announces; the process keeps the time
     */
    public ServerParty(FederationId federation, SigningKey signingKey, SecureRandom random, long roundDeadlineMillis) {
        this.id = PlatformId.ofKey(signingKey.verifyingKey().spki());
        this.federation = federation;
        this.signingKey = signingKey;
        this.random = random;
        this.roundDeadlineMillis = roundDeadlineMillis;
    }

    public PlatformId id() {
        return id;
    }

    public FederationId federation() {
        return federation;
    }

    SigningKey signingKey() {
        return signingKey;
    }

    SecureRandom random() {
        return random;
    }

    long roundDeadlineMillis() {
        return roundDeadlineMillis;
    }

    @Override
    public String toString() {
        return "ServerParty[" + id + "]";
    }
}
