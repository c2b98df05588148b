package org.fedner.aggregation.message;

import org.fedner.crypto.expansion.Digest;

/**
 * LINK: one member's contribution to the group secret, sealed for one other member.
 *
 * <pre>
 * opaque epoch[32]
 * opaque from[16]
 * opaque to[16]
 * opaque encapsulation&lt;0..2^12-1&gt;    ML-KEM-768 ciphertext; empty as long as the hybrid is not in use
 * opaque sealed[48]                  AES-256-GCM of the 32 bytes, with its tag
 * sig by the sender
 * </pre>
 */
public record Link(Digest epoch, PlatformId from, PlatformId to, ByteString encapsulation, ByteString sealed)
        implements SignedMessage {

    public static final int SEALED_BYTES = 48;
    private static final int MAX_ENCAPSULATION_BYTES = (1 << 12) - 1;

    public Link {
        if (sealed.length() != SEALED_BYTES || from.equals(to)) {
            throw new IllegalArgumentException("a link seals 32 bytes for another member");
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
                .opaque(encapsulation.shared(), 0, MAX_ENCAPSULATION_BYTES)
                .fixed(sealed.shared());
    }

    static Link decode(WireReader in) throws MalformedMessageException {
        return new Link(
                in.digest(),
                in.platform(),
                in.platform(),
                ByteString.owning(in.opaque(0, MAX_ENCAPSULATION_BYTES)),
                ByteString.owning(in.fixed(SEALED_BYTES)));
    }
}
