package org.fedner.crypto.sharing;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Sha256;
import org.fedner.crypto.field.Mersenne61;

/** Five secret field elements: a secret to be shared, or the values of one share. Erased on close. */
public final class Limbs implements AutoCloseable {

    public static final int COUNT = 5;
    public static final int ENCODED_BYTES = COUNT * Mersenne61.ELEMENT_BYTES;

    private final long[] values;

    private Limbs(long[] values) {
        this.values = values;
    }

    /** Takes the array of five field elements itself. */
    public static Limbs owning(long[] values) {
        if (values.length != COUNT || !Arrays.stream(values).allMatch(Mersenne61::isElement)) {
            throw new IllegalArgumentException("a shared secret is five elements of the field of 2^61 - 1");
        }
        return new Limbs(values);
    }

    /** Uniform in the field, five times. */
    public static Limbs random(SecureRandom random) {
        long[] values = new long[COUNT];
        Arrays.setAll(values, i -> randomElement(random));
        return new Limbs(values);
    }

    /**
     * @param encoded 40 bytes: five big-endian elements
     * @throws MalformedShareException if the length is wrong or an element is not below p
     */
    public static Limbs decode(SecretBytes encoded) throws MalformedShareException {
        if (encoded.lengthBytes() != ENCODED_BYTES) {
            throw new MalformedShareException("five limbs are 40 bytes, not " + encoded.lengthBytes());
        }
        long[] values = new long[COUNT];
        ByteBuffer.wrap(encoded.exposeSecret()).asLongBuffer().get(values);
        if (!Arrays.stream(values).allMatch(Mersenne61::isElement)) {
            throw new MalformedShareException("a limb is not below 2^61 - 1");
        }
        return new Limbs(values);
    }

    /** 40 bytes: five big-endian elements. */
    public SecretBytes encode() {
        byte[] encoded = new byte[ENCODED_BYTES];
        for (int i = 0; i < COUNT; i++) {
            Mersenne61.encode(values[i], encoded, i * Mersenne61.ELEMENT_BYTES);
        }
        return SecretBytes.owning(encoded);
    }

    /** SHA-256 of the encoded limbs: the seed of 256 bits they stand for. */
    public SecretBytes seed() {
        try (SecretBytes encoded = encode()) {
            return SecretBytes.owning(Sha256.of(encoded.exposeSecret()));
        }
    }

    /** The elements themselves, not a copy. */
    public long[] exposeSecret() {
        return values;
    }

    static long randomElement(SecureRandom random) {
        byte[] bytes = new byte[Mersenne61.DERIVED_BYTES];
        random.nextBytes(bytes);
        long element = Mersenne61.derive(bytes, 0);
        Arrays.fill(bytes, (byte) 0);
        return element;
    }

    @Override
    public void close() {
        Arrays.fill(values, 0);
    }

    @Override
    public String toString() {
        return "Limbs[redacted]";
    }
}
