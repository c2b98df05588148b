package org.fedner.aggregation.message;

import org.fedner.crypto.expansion.Digest;

/**
 * LINK: what one member sends one other: its encapsulated half of the pair's secrets, and, sealed, its contribution to the
 * group secret.
 *
 * <pre>
 * opaque epoch[32]
 * opaque from[16]
 * opaque to[16]
 * opaque encapsulation[1088]         ML-KEM-768 ciphertext for the recipient's key
 * opaque sealed[48]                  AES-256-GCM of the 32 bytes, with its tag
 * sig by the sender
 * </pre>
 */
public record Link(Digest epoch, PlatformId from, PlatformId to, ByteString encapsulation, ByteString sealed)
        implements SignedMessage {

    public static final int SEALED_BYTES = 48;
    public static final int ENCAPSULATION_BYTES = 1088;

    public Link {
        if (sealed.length() != SEALED_BYTES || from.equals(to)) {
            throw new IllegalArgumentException("a link seals 32 bytes for another member");
        }
        if (encapsulation.length() != ENCAPSULATION_BYTES) {
            throw new IllegalArgumentException("an ML-KEM-768 ciphertext has %d bytes".formatted(ENCAPSULATION_BYTES));
        }
    }

    @Override
    public MessageType type() {
        return MessageType.LINK;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.digest(epoch)
                .platform(from)
                .platform(to)
                .fixed(encapsulation.shared())
                .fixed(sealed.shared());
    }

    static Link decode(WireReader in) throws MalformedMessageException {
        return new Link(
                in.digest(),
                in.platform(),
                in.platform(),
                ByteString.owning(in.fixed(ENCAPSULATION_BYTES)),
                ByteString.owning(in.fixed(SEALED_BYTES)));
    }
}
