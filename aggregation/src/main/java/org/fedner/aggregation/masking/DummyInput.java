package org.fedner.aggregation.masking;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.fedner.aggregation.encoding.JointVector;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Keystream;
import org.fedner.crypto.expansion.Labels;
import org.fedner.crypto.field.Mersenne61;

/**
 * The public input x_i of a dummy round: everybody can compute everybody's, from C and the member's identifier. No data and no
 * model enters it.
 *
 * <pre>
 * stream  AES-256-CTR(SHA-256(lab("dummy", C, id_i))), read as little-endian words w of 64 bits
 * ring    floor(w (2B+1) / 2^64) - B      B = floor((2^31 - 1) / n), in Z_2^64 floor((2^60 - 1) / n): the sum cannot wrap
 * field   w mod p, from the words that follow
 * </pre>
 */
public final class DummyInput {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int CHUNK_WORDS = Keystream.CHUNK_BYTES / Long.BYTES;

    private DummyInput() {}

    /**
     * A fresh vector, which the caller may mask in place.
     *
     * @param context C
     * @param members n
     */
    public static JointVector of(Digest context, byte[] id, Ring ring, int ringWords, int fieldWords, int members) {
        RoundContext.requireId(id);
        JointVector input = JointVector.zero(ring, ringWords, fieldWords);
        long bound = ring.largestSum() / members;
        long[] elements = input.announced().words();
        Digest seed = Digest.of(Labels.label("dummy", context.bytes(), id));
        byte[] chunk = new byte[Keystream.CHUNK_BYTES];
        try (Keystream stream = Keystream.consuming(SecretBytes.owning(seed.bytes()))) {
            for (int k = 0; k < ringWords + fieldWords; k++) {
                int at = k % CHUNK_WORDS;
                if (at == 0) {
                    stream.next(chunk, 0, chunk.length);
                }
                long word = (long) WORDS.get(chunk, at * Long.BYTES);
                if (k < ringWords) {
                    input.ring().set(k, scaled(word, 2 * bound + 1) - bound);
                } else {
                    elements[k - ringWords] = Mersenne61.reduce(word);
                }
            }
        }
        return input;
    }

    /** floor(word * span / 2^64) of an unsigned word and a positive span. */
    private static long scaled(long word, long span) {
        return Math.multiplyHigh(word, span) + (word >> (Long.SIZE - 1) & span);
    }
}
