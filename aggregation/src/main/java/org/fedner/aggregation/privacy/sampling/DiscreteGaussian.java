package org.fedner.aggregation.privacy.sampling;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The discrete Gaussian N_Z(0, sigma²): P(z) proportional to exp(-z²/(2 sigma²)), for integers z (Canonne, Kamath and
 * Steinke 2020).
 *
 * <p>Exact up to a statistical distance below 2^-120 a sample, which comes from cutting the tail off and from tables of 256
 * bits; {@link #DISTANCE_BITS} is what an accountant may rely on. Let K = ⌈sigma/8⌉. The stretch x of K numbers in which |z| lies is
 * drawn from a table of cumulative weights exp(-(Kx)²/(2 sigma²)), the place y in it uniformly, and z = Kx + y is kept with
 * probability exp(-y(y+2Kx)/(2 sigma²)), which is 0.95 on average. Both comparisons use 64 random bits and decide unless these are within the error of
 * the table or of the arithmetic; then 256 bits decide.
 *
 * <p>How long one sample takes depends on it: draw a whole vector, and send on a schedule that does not. Immutable.
 */
public final class DiscreteGaussian {

    public static final long SMALLEST_SIGMA = 4;
    public static final long LARGEST_SIGMA = 1 << 20;

    /** The statistical distance of one sample from the distribution is below 2^-DISTANCE_BITS. */
    public static final int DISTANCE_BITS = 120;

    private static final int STRETCHES_IN_SIGMA = 8;
    private static final int TAIL_SIGMAS = 14; // exp(-14²/2) < 2^-141
    private static final int GUIDE_BITS = 8;
    private static final int EXTENSION_WORDS = ExactExponential.BITS / Long.SIZE - 1;

    private final long sigma;
    private final int width; // K
    private final BigInteger[] cumulative; // of BITS bits; [x]: of stretches up to x
    private final long[] heads; // their first 64 bits
    private final short[] guide; // by the first bits of a number: the first stretch it may be in
    private final FastExponential exponential;

    /** @param sigma in quanta, from 4 to 2^20 */
    public DiscreteGaussian(long sigma) {
        if (sigma < SMALLEST_SIGMA || sigma > LARGEST_SIGMA) {
            throw new IllegalArgumentException(
                    "sigma of %d quanta; from %d to %d".formatted(sigma, SMALLEST_SIGMA, LARGEST_SIGMA));
        }
        this.sigma = sigma;
        this.width = (int) ((sigma + STRETCHES_IN_SIGMA - 1) / STRETCHES_IN_SIGMA);
        this.cumulative = cumulative();
        this.heads = new long[cumulative.length];
        for (int x = 0; x < heads.length; x++) {
            heads[x] =
                    cumulative[x].shiftRight(ExactExponential.BITS - Long.SIZE).longValue();
        }
        this.guide = guide();
        this.exponential = new FastExponential(2 * sigma * sigma);
    }

    private BigInteger[] cumulative() {
        BigInteger denominator = BigInteger.valueOf(2 * sigma * sigma);
        List<BigInteger> sums = new ArrayList<>();
        BigInteger sum = BigInteger.ZERO;
        for (long x = 0; x * width <= TAIL_SIGMAS * sigma; x++) {
            BigInteger start = BigInteger.valueOf(x * width);
            sum = sum.add(ExactExponential.of(start.multiply(start), denominator));
            sums.add(sum);
        }
        BigInteger total = sum;
        return sums.stream()
                .map(part -> part.shiftLeft(ExactExponential.BITS).divide(total))
                .toArray(BigInteger[]::new);
    }

    private short[] guide() {
        short[] first = new short[1 << GUIDE_BITS];
        for (int prefix = 0; prefix < first.length; prefix++) {
            int x = 0;
            while (x < heads.length - 1
                    && Long.compareUnsigned(heads[x], (long) prefix << (Long.SIZE - GUIDE_BITS)) < 0) {
                x++;
            }
            first[prefix] = (short) x;
        }
        return first;
    }

    public long sigma() {
        return sigma;
    }

    /** One sample. */
    public long sample(UniformBits bits) {
        while (true) {
            int stretch = stretch(bits);
            int signAndPlace = bits.below(2 * width);
            boolean negative = (signAndPlace & 1) != 0;
            long place = signAndPlace >>> 1;
            long magnitude = (long) stretch * width + place;
            if (magnitude == 0 && negative) {
                continue; // or 0 would be twice as likely
            }
            if (place == 0 || exponential.accepts(place * (place + 2L * width * stretch), bits)) {
                return negative ? -magnitude : magnitude;
            }
        }
    }

    /** Adds a sample to each number of {@code target[from, from + length)}. */
    public void addTo(long[] target, int from, int length, UniformBits bits) {
        for (int j = from; j < from + length; j++) {
            target[j] += sample(bits);
        }
    }

    private int stretch(UniformBits bits) {
        long word = bits.next();
        int x = guide[(int) (word >>> (Long.SIZE - GUIDE_BITS))];
        while (x < heads.length - 1 && Long.compareUnsigned(heads[x], word) < 0) {
            x++;
        }
        return heads[x] == word ? exactStretch(word, bits) : x;
    }

    /** The first 64 bits are a boundary's own: the rest decides. */
    private int exactStretch(long head, UniformBits bits) {
        BigInteger number = UniformBits.unsigned(head)
                .shiftLeft(EXTENSION_WORDS * Long.SIZE)
                .or(bits.number(EXTENSION_WORDS));
        int x = Arrays.binarySearch(cumulative, number);
        int stretch = x >= 0 ? x + 1 : -x - 1; // the first whose cumulative weight is above the number
        return Math.min(stretch, cumulative.length - 1);
    }

    @Override
    public String toString() {
        return "DiscreteGaussian[sigma=" + sigma + "]";
    }
}
