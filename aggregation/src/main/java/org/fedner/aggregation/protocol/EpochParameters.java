package org.fedner.aggregation.protocol;

import org.fedner.aggregation.encoding.JointVector;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.RowTable;
import org.fedner.aggregation.masking.AggregationMode;
import org.fedner.aggregation.masking.GraphParameters;
import org.fedner.aggregation.masking.ServerView;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.WireReader;
import org.fedner.aggregation.message.WireWriter;
import org.fedner.crypto.expansion.Digest;

/**
 * What an epoch's members agree on before they use a key. The server proposes them; each platform's own
 * {@link ParameterPolicy} accepts them or not.
 *
 * <p>Fewer than three platforms are refused here, because with two each sees the other's gradient. Every pair's key comes from X25519 and ML-KEM-768 together. That is no choice, so it is no component of this
 * record; but the bytes say it, so that E and every key bind it.
 *
 * <pre>
 * uint8  mode                 'F', 'R' or 'D'
 * uint8  keyAgreement         2: X25519 with ML-KEM-768. Nothing else decodes
 * uint8  ringBits             32 or 64
 * uint16 minPlatforms
 * uint16 colluders
 * uint32 sizeUnit
 * uint32 inputWords
 * uint32 largestExamples
 * opaque layout[32]
 * opaque job[32]
 * uint32 tableRows            0 in a job without a table by rows
 * uint32 tableWidth
 * uint8  serverSees           0: nothing, 1: the sum
 * </pre>
 *
 * @param mode how a round ends when a member is silent
 * @param ring in which vectors are added
 * @param minPlatforms fewest members of an epoch, at least 3
 * @param colluders f: platforms that may side with the server; at most {@code minPlatforms - 2}
 * @param sizeUnit the number of a platform's training sentences is rounded up to a multiple of this
 * @param inputWords words of a training round's input, header and gradient
 * @param largestExamples most examples of one platform in one round: its batch share's cap
 * @param layout digest of what those words are
 * @param job digest of the signed job, which fixes the optimiser, its constants and the exponents' rule
 * @param table the tensor of which a round uploads only the rows that some member's batch touches
 * @param serverSees whether results are hidden from the server; they cannot be in mode R, where the sum would be bare if the
 *     member that hides it drops out, nor with a table by rows, whose rows the server must know to know a vector's size
 */
public record EpochParameters(
        AggregationMode mode,
        Ring ring,
        int minPlatforms,
        int colluders,
        int sizeUnit,
        int inputWords,
        int largestExamples,
        Digest layout,
        Digest job,
        RowTable table,
        ServerView serverSees) {

    public static final int SMALLEST_MEMBERSHIP = 3;

    /** So that every list of members fits its vector with room to spare. */
    public static final int LARGEST_MEMBERSHIP = 1024;

    /** So that everyone's openings of a dummy round fit one message. */
    public static final int LARGEST_DIAGNOSTIC_MEMBERSHIP = 128;

    private static final int HYBRID = 2;

    /** So that a vector's bytes fit the codec's bound. */
    private static final int LARGEST_INPUT_BYTES = 1 << 30;

    public EpochParameters {
        if (mode == AggregationMode.RECOVERABLE && table.exists()) {
            throw new IllegalArgumentException("a table by rows is summed in mode F only");
        }
        if (minPlatforms < SMALLEST_MEMBERSHIP || minPlatforms > LARGEST_MEMBERSHIP) {
            throw new IllegalArgumentException("an epoch has %d to %d platforms, not %d"
                    .formatted(SMALLEST_MEMBERSHIP, LARGEST_MEMBERSHIP, minPlatforms));
        }
        if (colluders < 0 || colluders > minPlatforms - 2) {
            throw new IllegalArgumentException(
                    "%d colluders of %d platforms leave no two honest ones".formatted(colluders, minPlatforms));
        }
        if (sizeUnit < 1 || inputWords < 2 || largestExamples < 1) {
            throw new IllegalArgumentException("size unit %d, %d input words, at most %d examples"
                    .formatted(sizeUnit, inputWords, largestExamples));
        }
        long largest = LARGEST_INPUT_BYTES / ring.wordBytes();
        long gradient = inputWords + (long) table.rows() * table.width();
        if (gradient > largest || JointVector.travellingWords(ring, (int) gradient, table.rows()) > largest) {
            throw new IllegalArgumentException("%d words and %s do not fit a vector".formatted(inputWords, table));
        }
        if (JointVector.travellingWords(ring, 0, table.rows()) == 1) {
            throw new IllegalArgumentException("one row of a table looks like the sizes' word");
        }
        if (serverSees == ServerView.NOTHING && (mode != AggregationMode.ONE_FLIGHT || table.exists())) {
            throw new IllegalArgumentException(
                    "a server that sees nothing is possible in mode F without a table by rows");
        }
    }

    /** Parameters of a job without a table by rows, whose server sees the sums. */
    public EpochParameters(
            AggregationMode mode,
            Ring ring,
            int minPlatforms,
            int colluders,
            int sizeUnit,
            int inputWords,
            int largestExamples,
            Digest layout,
            Digest job) {
        this(
                mode,
                ring,
                minPlatforms,
                colluders,
                sizeUnit,
                inputWords,
                largestExamples,
                layout,
                job,
                RowTable.NONE,
                ServerView.SUM);
    }

    /**
     * t_sig of mode R: more than (n + f) / 2. So two lists of survivors cannot both be signed by that many, of whom f sign
     * anything; and never more than n, because f is at most n - 2. On a drawn graph f is what the graph is drawn for.
     */
    public int signatureThreshold(int members) {
        return (members + GraphParameters.assumedColluders(mode, members, colluders)) / 2 + 1;
    }

    /** Fewest survivors whose sum is recovered: so many that enough can sign, and no fewer than an epoch's least. */
    public int fewestSurvivors(int members) {
        return Math.max(signatureThreshold(members), minPlatforms);
    }

    /** Most members of an epoch of these parameters. */
    public int largestMembership() {
        return largestMembership(mode);
    }

    /** The same of any parameters with this mode. */
    public static int largestMembership(AggregationMode mode) {
        return mode == AggregationMode.DIAGNOSTIC ? LARGEST_DIAGNOSTIC_MEMBERSHIP : LARGEST_MEMBERSHIP;
    }

    /**
     * Members that may fall silent in a round of mode R, each in any flight, and the survivors' sum is still had. On a drawn
     * graph that depends on whose neighbours they are, and so many are too many.
     */
    public int toleratedDropouts(int members) {
        return mode == AggregationMode.RECOVERABLE ? members - fewestSurvivors(members) : 0;
    }

    /** The canonical bytes, of which every member signs the digest by way of E. */
    public ByteString encode() {
        return ByteString.of(new WireWriter()
                .uint(1, mode.code())
                .uint(1, HYBRID)
                .uint(1, ring.bits())
                .uint(2, minPlatforms)
                .uint(2, colluders)
                .uint(4, sizeUnit)
                .uint(4, inputWords)
                .uint(4, largestExamples)
                .digest(layout)
                .digest(job)
                .uint(4, table.rows())
                .uint(4, table.width())
                .uint(1, serverSees.code())
                .toBytes());
    }

    /** Strict; parameters that must not be are malformed. */
    public static EpochParameters decode(ByteString bytes) throws MalformedMessageException {
        return WireReader.whole(
                bytes.toBytes(),
                in -> new EpochParameters(
                        mode((int) in.uint(1), (int) in.uint(1)),
                        ring((int) in.uint(1)),
                        (int) in.uint(2),
                        (int) in.uint(2),
                        in.uint31(),
                        in.uint31(),
                        in.uint31(),
                        in.digest(),
                        in.digest(),
                        new RowTable(in.uint31(), in.uint31()),
                        in.choice(ServerView.values().length) == 0 ? ServerView.NOTHING : ServerView.SUM));
    }

    /** Whether the counts of so many members can be added up without wrapping. */
    boolean countsFit(int members) {
        return largestExamples <= ring.largestSum() / members;
    }

    private static Ring ring(int bits) throws MalformedMessageException {
        return Ring.ofBits(bits)
                .orElseThrow(() -> new MalformedMessageException("no ring has words of %d bits".formatted(bits)));
    }

    private static AggregationMode mode(int code, int keyAgreement) throws MalformedMessageException {
        if (keyAgreement != HYBRID) {
            throw new MalformedMessageException(
                    "key agreement %d is not X25519 with ML-KEM-768".formatted(keyAgreement));
        }
        for (AggregationMode mode : AggregationMode.values()) {
            if (mode.code() == code) {
                return mode;
            }
        }
        throw new MalformedMessageException("no mode has code " + code);
    }
}
