package org.fedner.aggregation.protocol;

import java.security.SecureRandom;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.Keys;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.agreement.X25519PrivateKey;
import org.fedner.crypto.encapsulation.DecapsulationKey;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Labels;
import org.fedner.crypto.expansion.Sha256;

/**
 * A platform's secrets at the start of an epoch: an agreement key, a decapsulation key and its contribution to the group
 * secret.
 */
final class OwnKeys implements AutoCloseable {

    static final int CONTRIBUTION_BYTES = 32;

    private final X25519PrivateKey agreementKey;
    private final DecapsulationKey decapsulationKey;
    private final SecretBytes contribution;

    private OwnKeys(X25519PrivateKey agreementKey, DecapsulationKey decapsulationKey, SecretBytes contribution) {
        this.agreementKey = agreementKey;
        this.decapsulationKey = decapsulationKey;
        this.contribution = contribution;
    }

    static OwnKeys generate(SecureRandom random) {
        return new OwnKeys(
                X25519PrivateKey.generate(random),
                DecapsulationKey.generate(random),
                SecretBytes.random(CONTRIBUTION_BYTES, random));
    }

    X25519PrivateKey agreementKey() {
        return agreementKey;
    }

    DecapsulationKey decapsulationKey() {
        return decapsulationKey;
    }

    SecretBytes contribution() {
        return contribution;
    }

    /** What is published of them. */
    Keys advertise(Digest epoch, PlatformId own) {
        return new Keys(
                epoch,
                own,
                ByteString.of(agreementKey.publicKey().bytes()),
                ByteString.of(decapsulationKey.encapsulationKey().bytes()),
                commitment(epoch, own, contribution));
    }

    /** SHA-256(lab("kc", E, id, contribution)). */
    static Digest commitment(Digest epoch, PlatformId platform, SecretBytes contribution) {
        return new Digest(new Sha256()
                .update(Labels.label("kc", epoch.bytes(), platform.bytes()))
                .update(contribution.exposeSecret())
                .finish());
    }

    @Override
    public void close() {
        agreementKey.close();
        decapsulationKey.close();
        contribution.close();
    }

    @Override
    public String toString() {
        return "OwnKeys[redacted]";
    }
}
