package org.fedner.model.parameters;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Initial values from a seed, the same bits on every machine.
 *
 * <p>Each tensor has a key: SHA-256("fedner init v1" || seed as u64 || name as ASCII). Block i is SHA-256(key || i as
 * u32) and gives eight big-endian 32-bit words; the upper 24 bits of a word, divided by 2^24, are u in [0, 1), and the
 * value is (2u - 1) times the bound, computed in double and rounded to float. A tensor's values depend on the seed, its
 * name and its start, not on its neighbours.
 */
final class SeededFloats {
    private static final byte[] LABEL = "fedner init v1".getBytes(StandardCharsets.US_ASCII);

    private SeededFloats() {}

    static float[] initial(ParameterLayout layout, long seed) {
        float[] values = new float[layout.size()];
        int offset = 0;
        for (TensorSpec tensor : layout.tensors()) {
            int size = tensor.size();
            if (tensor.initialiser() instanceof Initialiser.Uniform uniform) {
                fillUniform(values, offset, size, seed, tensor.name(), uniform.bound());
            } else if (tensor.initialiser() instanceof Initialiser.One) {
                Arrays.fill(values, offset, offset + size, 1f);
            } else if (tensor.initialiser() instanceof Initialiser.ForgetGateOpen) {
                Arrays.fill(values, offset + size / 4, offset + size / 2, 1f);
            }
            offset += size;
        }
        return values;
    }

    private static void fillUniform(float[] values, int offset, int size, long seed, String name, float bound) {
        MessageDigest sha256 = Digests.sha256();
        sha256.update(LABEL);
        sha256.update(ByteBuffer.allocate(8).putLong(seed).array());
        byte[] key = sha256.digest(name.getBytes(StandardCharsets.US_ASCII));
        byte[] block = new byte[32];
        ByteBuffer words = ByteBuffer.wrap(block);
        ByteBuffer counter = ByteBuffer.allocate(4);
        for (int i = 0; i < size; i++) {
            if (i % 8 == 0) {
                sha256.update(key);
                sha256.update(counter.putInt(0, i / 8).array());
                digestInto(sha256, block);
            }
            double u = (words.getInt(i % 8 * 4) >>> 8) * 0x1p-24;
            values[offset + i] = (float) ((2 * u - 1) * bound);
        }
    }

    private static void digestInto(MessageDigest sha256, byte[] block) {
        try {
            sha256.digest(block, 0, block.length);
        } catch (DigestException e) {
            throw new AssertionError("a SHA-256 digest has 32 bytes", e);
        }
    }
}
