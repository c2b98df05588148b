package org.fedner.crypto.expansion;

import java.util.Arrays;
import javax.crypto.Mac;
import org.fedner.crypto.SecretBytes;

/** HKDF with SHA-256 (RFC 5869). */
public final class Hkdf {

    private static final int LARGEST_OUTPUT_BYTES = 255 * HmacSha256.TAG_BYTES;

    private Hkdf() {}

    /**
     * HKDF-Extract (section 2.2): one pseudorandom key of 32 bytes from uneven key material.
     *
     * @param salt public; empty stands for 32 zero bytes, as the RFC has it
     * @param keyMaterial concatenated in this order
     */
    public static SecretBytes extract(byte[] salt, SecretBytes... keyMaterial) {
        byte[][] parts = new byte[keyMaterial.length][];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = keyMaterial[i].exposeSecret();
        }
        byte[] key = salt.length == 0 ? new byte[HmacSha256.TAG_BYTES] : salt;
        return SecretBytes.owning(HmacSha256.compute(key, parts));
    }

    /**
     * HKDF-Expand (section 2.3).
     *
     * @param lengthBytes 1 to 8160
     */
    public static SecretBytes expand(SecretBytes pseudorandomKey, byte[] info, int lengthBytes) {
        if (lengthBytes < 1 || lengthBytes > LARGEST_OUTPUT_BYTES) {
            throw new IllegalArgumentException(
                    "HKDF gives 1 to %d bytes, not %d".formatted(LARGEST_OUTPUT_BYTES, lengthBytes));
        }
        Mac mac = HmacSha256.keyed(pseudorandomKey.exposeSecret());
        byte[] output = new byte[lengthBytes];
        byte[] block = {};
        for (int offset = 0, counter = 1; offset < lengthBytes; offset += HmacSha256.TAG_BYTES, counter++) {
            mac.update(block);
            mac.update(info);
            mac.update((byte) counter);
            Arrays.fill(block, (byte) 0);
            block = mac.doFinal();
            System.arraycopy(block, 0, output, offset, Math.min(block.length, lengthBytes - offset));
        }
        Arrays.fill(block, (byte) 0);
        return SecretBytes.owning(output);
    }
}
