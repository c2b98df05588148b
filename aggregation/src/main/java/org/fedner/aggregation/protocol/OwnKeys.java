package org.fedner.aggregation.protocol;

import java.security.SecureRandom;
import java.util.Optional;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.Keys;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.SeedPart;
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
    private final Optional<SecretBytes> seedPart;

    private OwnKeys(
            X25519PrivateKey agreementKey,
            DecapsulationKey decapsulationKey,
            SecretBytes contribution,
            Optional<SecretBytes> seedPart) {
        this.agreementKey = agreementKey;
        this.decapsulationKey = decapsulationKey;
        this.contribution = contribution;
        this.seedPart = seedPart;
    }

    /** @param drawsGraph whether the epoch's mask graph is drawn, from a seed of which every member has a part */
    static OwnKeys generate(SecureRandom random, boolean drawsGraph) {
        return new OwnKeys(
                X25519PrivateKey.generate(random),
                DecapsulationKey.generate(random),
                SecretBytes.random(CONTRIBUTION_BYTES, random),
                drawsGraph ? Optional.of(SecretBytes.random(Sha256.DIGEST_BYTES, random)) : Optional.empty());
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

    /** What opens the commitment in {@link #advertise}; asked for when all commitments are known. */
    SeedPart openedSeed(Digest epoch, PlatformId own) {
        SecretBytes part = seedPart.orElseThrow(() -> new IllegalStateException("this epoch's graph is not drawn"));
        return new SeedPart(new Digest(part.exposeSecret()), commitment(epoch, own, contribution));
    }

    /** What is published of them. */
    Keys advertise(Digest epoch, PlatformId own) {
        return new Keys(
                epoch,
                own,
                ByteString.of(agreementKey.publicKey().bytes()),
                ByteString.of(decapsulationKey.encapsulationKey().bytes()),
                seedPart.isPresent()
                        ? openedSeed(epoch, own).commitment(epoch, own)
                        : commitment(epoch, own, contribution));
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
        seedPart.ifPresent(SecretBytes::close);
    }

    @Override
    public String toString() {
        return "OwnKeys[redacted]";
    }
}
