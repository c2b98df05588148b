package org.fedner.node.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Inputs near some seeds: bits flipped, bytes set, parts cut out, doubled or taken from another seed. Blind to coverage. */
final class Mutations {
    private static final int MOST_CHANGES = 4;
    private static final byte[] EXTREMES = {0, 1, 0x7f, (byte) 0x80, (byte) 0xff};

    private final List<byte[]> seeds;
    private final Random random;

    private Mutations(List<byte[]> seeds, Random random) {
        this.seeds = seeds;
        this.random = random;
    }

    /** The same for the same seeds, count and number. */
    static Stream<byte[]> of(List<byte[]> seeds, int count, long number) {
        Mutations mutations = new Mutations(seeds, new Random(number));
        return Stream.generate(mutations::next).limit(count);
    }

    private byte[] next() {
        byte[] bytes = any();
        for (int changes = 1 + random.nextInt(MOST_CHANGES); changes > 0; changes--) {
            bytes = changed(bytes);
        }
        return bytes;
    }

    private byte[] changed(byte[] bytes) {
        int from = random.nextInt(bytes.length + 1);
        int to = from + random.nextInt(bytes.length - from + 1);
        switch (random.nextInt(5)) {
            case 0 -> {
                return joined(bytes, 0, from, bytes, to, bytes.length);
            }
            case 1 -> {
                return joined(bytes, 0, to, bytes, from, bytes.length);
            }
            case 2 -> {
                byte[] other = any();
                int at = Math.min(from, other.length);
                return joined(bytes, 0, from, other, at, other.length);
            }
            case 3 -> {
                byte[] flipped = bytes.clone();
                if (from < bytes.length) {
                    flipped[from] ^= (byte) (1 << random.nextInt(Byte.SIZE));
                }
                return flipped;
            }
            default -> {
                byte[] set = bytes.clone();
                if (from < bytes.length) {
                    set[from] = EXTREMES[random.nextInt(EXTREMES.length)];
                }
                return set;
            }
        }
    }

    private byte[] any() {
        return seeds.get(random.nextInt(seeds.size())).clone();
    }

    private static byte[] joined(byte[] head, int headFrom, int headTo, byte[] tail, int tailFrom, int tailTo) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(head, headFrom, headTo - headFrom);
        out.write(tail, tailFrom, tailTo - tailFrom);
        return out.toByteArray();
    }
}
