package org.fedner.aggregation.masking;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.fedner.crypto.expansion.Keystream;

/** Uniform numbers from a keystream's little-endian words of 32 bits, by rejection: no bound is favoured. */
final class UniformNumbers {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long RANGE = 1L << Integer.SIZE;

    private final Keystream stream;
    private final byte[] word = new byte[Integer.BYTES];

    UniformNumbers(Keystream stream) {
        this.stream = stream;
    }

    /** A number from 0 to {@code bound - 1}. */
    int below(int bound) {
        long limit = RANGE - RANGE % bound;
        long value;
        do {
            stream.next(word, 0, word.length);
            value = Integer.toUnsignedLong((int) WORDS.get(word, 0));
        } while (value >= limit);
        return (int) (value % bound);
    }
}
