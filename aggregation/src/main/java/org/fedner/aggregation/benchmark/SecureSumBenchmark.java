package org.fedner.aggregation.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.fedner.aggregation.encoding.BatchGradient;
import org.fedner.aggregation.encoding.Exponents;
import org.fedner.aggregation.encoding.FixedPointEncoder;
import org.fedner.aggregation.encoding.ImplausibleSumException;
import org.fedner.aggregation.encoding.InputLayout;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.encoding.SumCapacity;
import org.fedner.aggregation.encoding.SumDecoder;
import org.fedner.aggregation.masking.AggregationMode;
import org.fedner.aggregation.masking.ChainKey;
import org.fedner.aggregation.masking.GraphParameters;
import org.fedner.aggregation.masking.PairwiseMasker;
import org.fedner.aggregation.masking.PairwiseSecrets;
import org.fedner.aggregation.masking.RoundContext;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.masking.TagKey;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Keystream;

/**
 * Runs one platform's part of a round again and again, on random gradients: encode, mask, tag, verify, decode.
 *
 * <p>Each repetition also takes the keystream probe, so that a busy machine slows both alike.
 */
public final class SecureSumBenchmark {

    private static final int TENSORS = 12;
    private static final int COLLUDING_SHARE = 3;
    private static final int SECOND_ATTEMPT = 1;
    private static final long WARM_UP_COORDINATES =
            60_000_000; // the compiler counts loops, so long vectors need few rounds
    private static final int FEWEST_WARM_UP_ROUNDS = 10;
    private static final int MOST_WARM_UP_ROUNDS = 150;
    private static final long WARM_UP_NANOS = 6_000_000_000L;
    private static final int MEASURED_ROUNDS = 101;
    private static final double NANOS_PER_MILLI = 1e6;

    private final AggregationMode mode;
    private final int dropouts;
    private final int platforms;
    private final int neighbours;
    private final Ring ring;
    private final InputLayout layout;
    private final SumCapacity capacity;
    private final Exponents exponents;
    private final FixedPointEncoder encoder;
    private final SumDecoder decoder;
    private final PairwiseMasker masker = new PairwiseMasker();
    private final PairwiseMasker twoThreads = new PairwiseMasker(2);
    private final ThreadMXBean processor = ManagementFactory.getThreadMXBean();
    private final Keystream rounding = Keystream.consuming(fixedKey(1));
    private final Keystream probe = Keystream.consuming(fixedKey(2));
    private final SecretBytes groupSecret = fixedKey(3);
    private final BatchGradient batch;
    private final RingVector input;
    private final RingVector sum;
    private final float[] mean;
    private final List<byte[]> memberIds = new ArrayList<>();
    private final List<ChainKey> chains = new ArrayList<>();
    private final byte[] probeChunk = new byte[Keystream.CHUNK_BYTES];
    private long checksum;

    private SecureSumBenchmark(AggregationMode mode, int coordinates, int platforms, int dropouts, Ring ring) {
        this.mode = mode;
        this.dropouts = dropouts;
        this.platforms = platforms;
        this.neighbours =
                GraphParameters.of(mode, platforms, platforms / COLLUDING_SHARE).degree();
        this.ring = ring;
        this.layout = InputLayout.of(0, tensorSizes(coordinates));
        this.capacity = SumCapacity.of(ring, platforms);
        this.exponents = Exponents.initial(layout, capacity);
        this.encoder = new FixedPointEncoder(layout);
        this.decoder = new SumDecoder(layout);
        this.batch = new BatchGradient(64, List.of(), gaussians(coordinates));
        this.input = ring.zero(layout.size());
        this.sum = ring.zero(layout.size());
        this.mean = new float[coordinates];
        for (int member = 0; member < platforms; member++) {
            memberIds.add(ByteBuffer.allocate(RoundContext.ID_BYTES)
                    .putLong(0)
                    .putLong(member)
                    .array());
        }
        for (int distance = 1; chains.size() < neighbours; distance++) {
            startChain(distance);
            if (chains.size() < neighbours) {
                startChain(-distance);
            }
        }
    }

    /** With the member so many places away, so that half the masks are added and half subtracted. */
    private void startChain(int distance) {
        byte[] peer = memberIds.get(Math.floorMod(platforms / 2 + distance, platforms));
        try (SecretBytes pairKey = fixedKey(4)) {
            chains.add(ChainKey.start(pairKey, ownId(), peer));
        }
    }

    /**
     * @param coordinates of the gradient, at least 12
     * @param platforms members of the epoch, at least 3
     * @param ring in which the sum is formed
     */
    public static SecureSumResult run(int coordinates, int platforms, Ring ring) {
        if (coordinates < TENSORS || platforms < 3) {
            throw new IllegalArgumentException("at least %d coordinates and 3 platforms, not %d and %d"
                    .formatted(TENSORS, coordinates, platforms));
        }
        return new SecureSumBenchmark(AggregationMode.ONE_FLIGHT, coordinates, platforms, 0, ring).measure();
    }

    /**
     * The same in mode R, and what the server does to recover a sum.
     *
     * @param dropouts platforms of each round that fall silent, at most {@link #mostDropouts}
     */
    public static SecureSumResult runRecovering(int coordinates, int platforms, int dropouts, Ring ring) {
        if (coordinates < TENSORS || platforms < 3 || dropouts < 0 || dropouts > mostDropouts(platforms)) {
            throw new IllegalArgumentException(
                    "at least %d coordinates and 3 platforms, not %d and %d, and %d drop-outs"
                            .formatted(TENSORS, coordinates, platforms, dropouts));
        }
        return new SecureSumBenchmark(AggregationMode.RECOVERABLE, coordinates, platforms, dropouts, ring).measure();
    }

    /** How many may fall silent, evenly among the others, if a third of the platforms collude. */
    public static int mostDropouts(int platforms) {
        return RecoveringShape.of(platforms, platforms / COLLUDING_SHARE).mostDropouts();
    }

    private SecureSumResult measure() {
        double[][] nanos = new double[Stage.values().length][MEASURED_ROUNDS];
        warmUp();
        for (int round = 0; round < MEASURED_ROUNDS; round++) {
            long[] stages = round();
            for (int stage = 0; stage < stages.length; stage++) {
                nanos[stage][round] = stages[stage];
            }
        }
        double probe = median(nanos[Stage.PROBE.ordinal()]);
        double encode = median(nanos[Stage.ENCODE.ordinal()]);
        double derive = median(nanos[Stage.DERIVE.ordinal()]);
        double mask = median(nanos[Stage.MASK.ordinal()]);
        double tag = median(nanos[Stage.TAG.ordinal()]);
        double verify = median(nanos[Stage.VERIFY.ordinal()]);
        double decode = median(nanos[Stage.DECODE.ordinal()]);
        double maskBytes = (double) ring.wordBytes() * layout.size() * neighbours;
        double oneFlight = (encode + derive + mask + tag + verify + decode) / NANOS_PER_MILLI;
        RecoveringShape shape = RecoveringShape.of(platforms, platforms / COLLUDING_SHARE);
        double recovering = RecoveringBenchmark.addedMillis(layout.size(), shape, ring);
        boolean recovers = mode == AggregationMode.RECOVERABLE;
        return new SecureSumResult(
                neighbours,
                maskBytes / probe, // bytes per nanosecond are gigabytes per second
                maskBytes / mask,
                maskBytes / median(nanos[Stage.MASK_TWO_THREADS.ordinal()]),
                encode / NANOS_PER_MILLI,
                (derive + mask) / NANOS_PER_MILLI,
                tag / NANOS_PER_MILLI,
                verify / NANOS_PER_MILLI,
                decode / NANOS_PER_MILLI,
                recovers ? oneFlight + recovering : oneFlight,
                recovering,
                recovering / oneFlight,
                recovers ? "recovering" : "one-flight",
                dropouts,
                recovers ? ServerRecoveryBenchmark.millis(layout.size(), shape, dropouts, ring) : 0,
                checksum);
    }

    /** Long enough for the compiler to finish behind other processes, too. */
    private void warmUp() {
        long start = System.nanoTime();
        long rounds =
                Math.min(MOST_WARM_UP_ROUNDS, Math.max(FEWEST_WARM_UP_ROUNDS, WARM_UP_COORDINATES / layout.size()));
        for (int round = 0; round < rounds || System.nanoTime() - start < WARM_UP_NANOS; round++) {
            round();
        }
    }

    private enum Stage {
        PROBE,
        ENCODE,
        DERIVE,
        TAG,
        MASK,
        MASK_TWO_THREADS,
        VERIFY,
        DECODE
    }

    /** One round: nanoseconds by stage. */
    private long[] round() {
        RoundContext context = context(chains.get(0).round(), 0);
        long[] nanos = new long[Stage.values().length];
        try (TagKey tagKey = TagKey.derive(groupSecret, context)) {
            long start = now();
            for (long left = (long) ring.wordBytes() * layout.size() * neighbours; left > 0; ) {
                int chunk = (int) Math.min(left, probeChunk.length);
                probe.next(probeChunk, 0, chunk);
                left -= chunk;
            }
            nanos[Stage.PROBE.ordinal()] = now() - start;

            start = now();
            int saturated = encoder.encode(batch, exponents, capacity, rounding, input);
            encoder.commit();
            nanos[Stage.ENCODE.ordinal()] = now() - start;
            sum.clear();
            sum.add(input); // all other platforms submit zero

            start = now();
            List<PairwiseSecrets> secrets = secrets(context);
            nanos[Stage.DERIVE.ordinal()] = now() - start;

            start = now();
            Tag tag = tagKey.tag(input, ownId(), secrets);
            nanos[Stage.TAG.ordinal()] = now() - start;

            start = now();
            masker.mask(input, secrets);
            nanos[Stage.MASK.ordinal()] = now() - start;

            List<PairwiseSecrets> again = secrets(context(context.round(), SECOND_ATTEMPT));
            long passed = System.nanoTime();
            twoThreads.mask(input, again);
            nanos[Stage.MASK_TWO_THREADS.ordinal()] = System.nanoTime() - passed;

            Tag total = tagOfSum(tagKey);
            start = now();
            boolean accepted = tagKey.accepts(sum, total, memberIds);
            nanos[Stage.VERIFY.ordinal()] = now() - start;

            start = now();
            long examples = decoder.decode(sum, exponents, mean).examples();
            nanos[Stage.DECODE.ordinal()] = now() - start;

            if (!accepted) {
                throw new IllegalStateException("the benchmark's own sum was refused");
            }
            checksum += saturated + examples + tag.first() + input.word(layout.size() - 1) + probeChunk[0];
            checksum += Float.floatToIntBits(mean[mean.length - 1]);
        } catch (ImplausibleSumException e) {
            throw new IllegalStateException("the benchmark's own sum was refused", e);
        }
        chains.forEach(ChainKey::advance);
        return nanos;
    }

    /** Nanoseconds that this thread has had the processor. */
    private long now() {
        return processor.getCurrentThreadCpuTime();
    }

    private List<PairwiseSecrets> secrets(RoundContext context) {
        return chains.stream().map(chain -> chain.derive(context)).toList();
    }

    /** The sum of all members' tags; pairwise pads left out, since they cancel. */
    private Tag tagOfSum(TagKey tagKey) {
        RingVector zero = ring.zero(1);
        Tag total = Tag.ZERO;
        for (byte[] id : memberIds) {
            total = total.plus(tagKey.tag(id == ownId() ? sum : zero, id, List.of()));
        }
        return total;
    }

    /** In the middle, so that half the masks are added and half subtracted. */
    private byte[] ownId() {
        return memberIds.get(platforms / 2);
    }

    private RoundContext context(long round, int attempt) {
        Digest digest = Digest.of();
        return new RoundContext(
                digest, round, attempt, AggregationMode.ONE_FLIGHT, RoundContext.digestOf(memberIds), digest, digest);
    }

    private static int[] tensorSizes(int coordinates) {
        int[] sizes = new int[TENSORS];
        Arrays.fill(sizes, coordinates / TENSORS);
        sizes[TENSORS - 1] += coordinates % TENSORS;
        return sizes;
    }

    private static float[] gaussians(int coordinates) {
        SplittableRandom random = new SplittableRandom(1);
        float[] gradient = new float[coordinates];
        for (int j = 0; j < coordinates; j++) {
            gradient[j] = (float) random.nextGaussian();
        }
        return gradient;
    }

    private static SecretBytes fixedKey(int number) {
        byte[] key = new byte[Keystream.KEY_BYTES];
        Arrays.fill(key, (byte) number);
        return SecretBytes.owning(key);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
