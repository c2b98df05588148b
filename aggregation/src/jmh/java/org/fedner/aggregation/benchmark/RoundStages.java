package org.fedner.aggregation.benchmark;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
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
import org.fedner.aggregation.masking.PairwiseMasker;
import org.fedner.aggregation.masking.PairwiseSecrets;
import org.fedner.aggregation.masking.RoundContext;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.masking.TagKey;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Keystream;
import org.fedner.crypto.signing.SigningKey;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The stages of a round, one by one; with {@code -prof gc} also what each allocates. {@code fedner bench secure-sum} runs
 * them one after the other, as a platform does.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RoundStages {

    private static final int TENSORS = 12;

    @Param("400000")
    int coordinates;

    @Param("10")
    int platforms;

    @Param({"Z32", "Z64"})
    Ring ring;

    private final List<ChainKey> chains = new ArrayList<>();
    private final SecretBytes groupSecret = key(3);
    private final Keystream rounding = Keystream.consuming(key(1));
    private final Keystream probe = Keystream.consuming(key(2));
    private final byte[] chunk = new byte[Keystream.CHUNK_BYTES];
    private final SigningKey signer = SigningKey.of(key(9));
    private final PairwiseMasker oneThread = new PairwiseMasker();
    private final PairwiseMasker twoThreads = new PairwiseMasker(2);
    private byte[] ownId;
    private List<byte[]> memberIds;
    private FixedPointEncoder encoder;
    private SumDecoder decoder;
    private SumCapacity capacity;
    private Exponents exponents;
    private BatchGradient batch;
    private RingVector input;
    private RingVector sum;
    private float[] mean;
    private TagKey tagKey;
    private List<PairwiseSecrets> secrets = List.of();
    private byte[] upload;

    @Setup(Level.Trial)
    public void federation() {
        InputLayout layout = InputLayout.of(0, tensors());
        capacity = SumCapacity.of(ring, platforms);
        exponents = Exponents.initial(layout, capacity);
        encoder = new FixedPointEncoder(layout);
        decoder = new SumDecoder(layout);
        batch = new BatchGradient(64, List.of(), gaussians());
        input = ring.zero(layout.size());
        mean = new float[coordinates];
        memberIds = new ArrayList<>();
        for (int member = 0; member < platforms; member++) {
            memberIds.add(ByteBuffer.allocate(RoundContext.ID_BYTES)
                    .putLong(0)
                    .putLong(member)
                    .array());
        }
        ownId = memberIds.get(platforms / 2);
        for (byte[] peer : memberIds) {
            if (peer != ownId) {
                try (SecretBytes pair = key(4)) {
                    chains.add(ChainKey.start(pair, ownId, peer));
                }
            }
        }
        encode();
        sum = input.copy();
        tagKey = TagKey.derive(groupSecret, context());
        upload = signedUpload().bytes();
    }

    @Setup(Level.Invocation)
    public void masks() {
        secrets.forEach(PairwiseSecrets::close);
        chains.forEach(ChainKey::advance);
        RoundContext context = context();
        secrets = chains.stream().map(chain -> chain.derive(context)).toList();
    }

    /** What masking cannot be faster than. */
    @Benchmark
    public byte keystreamOfAllMasks() {
        for (long left = (long) ring.wordBytes() * input.size() * chains.size(); left > 0; left -= chunk.length) {
            probe.next(chunk, 0, (int) Math.min(left, chunk.length));
        }
        return chunk[0];
    }

    @Benchmark
    public int encode() {
        int saturated = encoder.encode(batch, exponents, capacity, rounding, input);
        encoder.commit();
        return saturated;
    }

    @Benchmark
    public Tag tag() {
        return tagKey.tag(input, ownId, secrets);
    }

    @Benchmark
    public RingVector mask() {
        oneThread.mask(input, secrets);
        return input;
    }

    @Benchmark
    public RingVector maskTwoThreads() {
        twoThreads.mask(input, secrets);
        return input;
    }

    /** Hash, sign, lay out for the network. */
    @Benchmark
    public WireMessage<Upload> signedUpload() {
        return WireMessage.sign(
                Upload.of(Digest.of(), PlatformId.ofBytes(ownId), Tag.ZERO, input), Digest.of(), signer);
    }

    /** The server's part: read, check the digest, add. */
    @Benchmark
    public RingVector addUpload() throws MalformedMessageException {
        Upload read = WireMessage.parse(upload).as(Upload.class).orElseThrow().message();
        sum.add(read.vector());
        return sum;
    }

    @Benchmark
    public boolean verify() {
        return tagKey.accepts(sum, Tag.ZERO, memberIds);
    }

    @Benchmark
    public float decode() throws ImplausibleSumException {
        decoder.decode(sum, exponents, mean);
        return mean[0];
    }

    private RoundContext context() {
        Digest digest = Digest.of();
        return new RoundContext(
                digest,
                chains.get(0).round(),
                0,
                AggregationMode.ONE_FLIGHT,
                RoundContext.digestOf(memberIds),
                digest,
                digest);
    }

    private int[] tensors() {
        int[] sizes = new int[TENSORS];
        Arrays.fill(sizes, coordinates / TENSORS);
        sizes[TENSORS - 1] += coordinates % TENSORS;
        return sizes;
    }

    private float[] gaussians() {
        SplittableRandom random = new SplittableRandom(1);
        float[] gradient = new float[coordinates];
        for (int j = 0; j < coordinates; j++) {
            gradient[j] = (float) random.nextGaussian();
        }
        return gradient;
    }

    private static SecretBytes key(int number) {
        byte[] key = new byte[Keystream.KEY_BYTES];
        Arrays.fill(key, (byte) number);
        return SecretBytes.owning(key);
    }
}
