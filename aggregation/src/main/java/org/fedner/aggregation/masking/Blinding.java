package org.fedner.aggregation.masking;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Hkdf;
import org.fedner.crypto.expansion.Keystream;
import org.fedner.crypto.expansion.Labels;

/**
 * What hides one result from a server that sees nothing: the stream AES-CTR(Expand(κ, lab("blind", C))), which every
 * member knows. The member with the lowest identifier adds it to its masked vector; everyone takes it off the result.
 *
 * <p>It hides a result from a server with which no member colludes, since every member knows κ. What a single platform
 * submits is hidden by the pairwise masks, whoever knows κ. The stream covers one vector only: a context has one upload of
 * each member, and one result.
 */
public final class Blinding {

    private final SecretBytes groupSecret;
    private final byte[] context;

    private Blinding(SecretBytes groupSecret, byte[] context) {
        this.groupSecret = groupSecret;
        this.context = context;
    }

    /** @param groupSecret κ; remains the caller's, and is used as long as this object is */
    public static Blinding of(SecretBytes groupSecret, RoundContext context) {
        return new Blinding(groupSecret, context.digest().bytes());
    }

    /** Whether this is the member that adds the stream. */
    public static boolean isAddedBy(byte[] id, List<byte[]> memberIds) {
        byte[] lowest = memberIds.stream()
                .min(Comparator.comparing(member -> member, Arrays::compareUnsigned))
                .orElseThrow();
        return Arrays.equals(id, lowest);
    }

    /** Hides {@code vector}, in place. */
    public void addTo(RingVector vector) {
        walk(vector, true);
    }

    /** Reveals {@code vector}, in place. */
    public void takeOff(RingVector vector) {
        walk(vector, false);
    }

    private void walk(RingVector vector, boolean adding) {
        byte[] tile = new byte[Keystream.CHUNK_BYTES];
        int tileWords = tile.length / vector.ring().wordBytes();
        try (Keystream stream = Keystream.consuming(seed())) {
            for (int from = 0; from < vector.size(); from += tileWords) {
                int length = Math.min(tileWords, vector.size() - from);
                stream.next(tile, 0, length * vector.ring().wordBytes());
                if (adding) {
                    vector.addKeystream(tile, from, length);
                } else {
                    vector.subtractKeystream(tile, from, length);
                }
            }
        }
        Arrays.fill(tile, (byte) 0);
    }

    private SecretBytes seed() {
        return Hkdf.expand(groupSecret, Labels.label("blind", context), Keystream.KEY_BYTES);
    }

    @Override
    public String toString() {
        return "Blinding[redacted]";
    }
}
