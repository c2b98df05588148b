package org.fedner.aggregation.message;

import org.fedner.crypto.expansion.Digest;

/**
 * SEED: a member opens what it committed to for the seed of a sparse mask graph. Sent when all commitments are known.
 *
 * <pre>
 * opaque epoch[32]
 * opaque platform[16]
 * opaque part[32]                    its part of the seed; public from here on
 * opaque contribution[32]            SHA-256(lab("kc", E, platform, contribution)), to be opened in LINK
 * sig by the platform
 * </pre>
 *
 * <p>Together they open the commitment in its {@link Keys}.
 */
public record Seed(Digest epoch, PlatformId platform, SeedPart opened) implements SignedMessage {

    @Override
    public MessageType type() {
        return MessageType.SEED;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.digest(epoch).platform(platform);
        opened.encode(out);
    }

    static Seed decode(WireReader in) throws MalformedMessageException {
        return new Seed(in.digest(), in.platform(), SeedPart.decode(in));
    }
}
