package org.fedner.aggregation.masking;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;

/**
 * What one end of a pair opens of one dummy context. Public, as everything in such a round is, and of no use elsewhere: it was
 * derived under a C that names mode D.
 *
 * @param seed s_ij, 32 bytes
 * @param fieldSeed r_ij, if the context's vectors have a part over the field
 * @param pads f_ij, both elements, without a sign
 */
public record OpenedMask(Digest seed, Optional<Digest> fieldSeed, Tag pads) {

    /** The mask that this opens, for one vector. */
    Mask asMask(boolean isAdded) {
        byte[] elements = ByteBuffer.allocate(Mask.TAG_PAD_BYTES)
                .putLong(0)
                .putLong(pads.first())
                .putLong(0)
                .putLong(pads.second())
                .array();
        SecretBytes ofField =
                fieldSeed.map(opened -> SecretBytes.owning(opened.bytes())).orElseGet(OpenedMask::none);
        return new OpenedSecrets(isAdded, SecretBytes.owning(seed.bytes()), ofField, SecretBytes.owning(elements));
    }

    private static SecretBytes none() {
        return SecretBytes.owning(new byte[0]);
    }
}
