package org.fedner.aggregation.protocol;

import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.RevealedShare;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.sharing.Limbs;
import org.fedner.crypto.sharing.MalformedShareException;
import org.fedner.crypto.sharing.Share;

/**
 * This member's shares of one participant's two secrets of a round. Revealing one erases the other: never both kinds, and
 * neither twice.
 */
final class HeldShare implements AutoCloseable {

    static final int ENCODED_BYTES = 2 * Limbs.ENCODED_BYTES;

    private final Limbs self;
    private final Limbs pairs;

    private HeldShare(Limbs self, Limbs pairs) {
        this.self = self;
        this.pairs = pairs;
    }

    /** The values become this object's. */
    static HeldShare of(Share self, Share pairs) {
        return new HeldShare(self.values(), pairs.values());
    }

    /**
     * @param encoded 80 bytes: the length is the seal's
     * @throws MalformedShareException if these are not twice five elements of the field
     */
    static HeldShare decode(SecretBytes encoded) throws MalformedShareException {
        try (SecretBytes self = encoded.slice(0, Limbs.ENCODED_BYTES);
                SecretBytes pairs = encoded.slice(Limbs.ENCODED_BYTES, ENCODED_BYTES)) {
            return new HeldShare(Limbs.decode(self), Limbs.decode(pairs));
        }
    }

    /** 80 bytes: the share of b, the share of d. */
    SecretBytes encode() {
        try (SecretBytes first = self.encode();
                SecretBytes second = pairs.encode()) {
            byte[] both = new byte[ENCODED_BYTES];
            System.arraycopy(first.exposeSecret(), 0, both, 0, Limbs.ENCODED_BYTES);
            System.arraycopy(second.exposeSecret(), 0, both, Limbs.ENCODED_BYTES, Limbs.ENCODED_BYTES);
            return SecretBytes.owning(both);
        }
    }

    /** The share of b of a survivor. Both shares are erased. */
    RevealedShare revealSelf(PlatformId dealer) {
        return reveal(dealer, self);
    }

    /** The share of d of a member that dropped out. Both shares are erased. */
    RevealedShare revealPairs(PlatformId dealer) {
        return reveal(dealer, pairs);
    }

    private RevealedShare reveal(PlatformId dealer, Limbs chosen) {
        try (SecretBytes encoded = chosen.encode()) {
            return new RevealedShare(dealer, ByteString.of(encoded.exposeSecret()));
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        self.close();
        pairs.close();
    }

    @Override
    public String toString() {
        return "HeldShare[redacted]";
    }
}
