package org.fedner.aggregation.privacy.sampling;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Keystream;

/** Uniform bits for noise: AES-256 keystream under a key from {@code SecureRandom}, used for nothing else. */
public final class UniformBits implements AutoCloseable {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final Keystream stream;
    private final byte[] chunk = new byte[Keystream.CHUNK_BYTES];
    private int used = chunk.length;

    private UniformBits(Keystream stream) {
        this.stream = stream;
    }

    public static UniformBits from(SecureRandom random) {
        return consuming(SecretBytes.random(Keystream.KEY_BYTES, random));
    }

    /** The stream of a key of 32 bytes, which is erased. */
    static UniformBits consuming(SecretBytes key) {
        return new UniformBits(Keystream.consuming(key));
    }

    /** 64 of them. */
    long next() {
        if (used == chunk.length) {
            stream.next(chunk, 0, chunk.length);
            used = 0;
        }
        long word = (long) WORDS.get(chunk, used);
        used += Long.BYTES;
        return word;
    }

    /** A uniform number in {@code [0, bound)}; {@code bound} at most 2^31. */
    int below(int bound) {
        long limit = (1L << Integer.SIZE) / bound * bound; // what lies above would make low numbers likelier
        while (true) {
            long word = next();
            long low = word & 0xffff_ffffL;
            if (low < limit) {
                return (int) (low % bound);
            }
            long high = word >>> Integer.SIZE;
            if (high < limit) {
                return (int) (high % bound);
            }
        }
    }

    /** A seed for what is not the noise itself: dropout of one step. */
    public long seed() {
        return next();
    }

    /** A uniform number of so many words of 64 bits. */
    BigInteger number(int words) {
        BigInteger number = BigInteger.ZERO;
        for (int i = 0; i < words; i++) {
            number = number.shiftLeft(Long.SIZE).add(unsigned(next()));
        }
        return number;
    }

    static BigInteger unsigned(long word) {
        return BigInteger.valueOf(word >>> 1).shiftLeft(1).add(BigInteger.valueOf(word & 1));
    }

    @Override
    public void close() {
        stream.close();
        Arrays.fill(chunk, (byte) 0);
    }

    @Override
    public String toString() {
        return "UniformBits[redacted]";
    }
}
