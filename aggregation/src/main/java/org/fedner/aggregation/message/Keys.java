package org.fedner.aggregation.message;

import org.fedner.crypto.expansion.Digest;

/**
 * KEYS: a platform's keys for one epoch, and its commitment to its part of the group secret.
 *
 * <pre>
 * opaque epoch[32]                   E
 * opaque platform[16]
 * opaque agreementKey[32]            X25519 public key
 * opaque encapsulationKey[1184]       ML-KEM-768 public key
 * opaque commitment[32]              SHA-256(lab("kc", E, platform, contribution))
 * sig by the platform
 * </pre>
 */
public record Keys(
        Digest epoch, PlatformId platform, ByteString agreementKey, ByteString encapsulationKey, Digest commitment)
        implements SignedMessage {

    public static final int AGREEMENT_KEY_BYTES = 32;
    public static final int ENCAPSULATION_KEY_BYTES = 1184;

    public Keys {
        if (agreementKey.length() != AGREEMENT_KEY_BYTES) {
            throw new IllegalArgumentException("an X25519 key has %d bytes".formatted(AGREEMENT_KEY_BYTES));
        }
        if (encapsulationKey.length() != ENCAPSULATION_KEY_BYTES) {
            throw new IllegalArgumentException("an ML-KEM-768 key has %d bytes".formatted(ENCAPSULATION_KEY_BYTES));
        }
    }

    @Override
    public MessageType type() {
        return MessageType.KEYS;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.digest(epoch)
                .platform(platform)
                .fixed(agreementKey.shared())
                .fixed(encapsulationKey.shared())
                .digest(commitment);
    }

    static Keys decode(WireReader in) throws MalformedMessageException {
        return new Keys(
                in.digest(),
                in.platform(),
                ByteString.owning(in.fixed(AGREEMENT_KEY_BYTES)),
                ByteString.owning(in.fixed(ENCAPSULATION_KEY_BYTES)),
                in.digest());
    }
}
