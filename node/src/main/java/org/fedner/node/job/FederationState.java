package org.fedner.node.job;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.fedner.aggregation.encoding.Exponents;
import org.fedner.aggregation.encoding.ImplausibleSumException;
import org.fedner.aggregation.encoding.InputLayout;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.encoding.RowSet;
import org.fedner.aggregation.encoding.SumCapacity;
import org.fedner.aggregation.encoding.SumCounts;
import org.fedner.aggregation.encoding.SumDecoder;
import org.fedner.crypto.expansion.Digest;
import org.fedner.model.parameters.ModuleFormatException;
import org.fedner.model.parameters.RowGradient;
import org.fedner.model.parameters.SharedParameters;
import org.fedner.model.parameters.SharedState;

/**
 * The state that all parties share: parameters and optimiser of the shared module, the exponents of the encoding, and the
 * number of verified rounds. The same sums in the same order give the same bits everywhere. Confined to one thread.
 */
public final class FederationState {
    private final JobTerms terms;
    private final SharedState shared;
    private final float[] mean;
    private Exponents exponents;
    private int stalledRounds; // in a row, in a job that may end early
    private Optional<Digest> modelDigest = Optional.empty();

    private FederationState(JobTerms terms, SharedState shared, Exponents exponents, int stalledRounds) {
        this.terms = terms;
        this.shared = shared;
        this.exponents = exponents;
        this.stalledRounds = stalledRounds;
        this.mean = new float[terms.layout().coordinates()];
    }

    /** The state before the first round, fixed by the job's seed. */
    public static FederationState initial(JobTerms terms) {
        SharedState shared = SharedState.initial(terms.network(), terms.seed("shared module"));
        SumCapacity capacity =
                SumCapacity.of(terms.ring(), terms.job().aggregation().minPlatforms());
        return new FederationState(terms, shared, Exponents.initial(terms.layout(terms.noRows()), capacity), 0);
    }

    /** Verified training rounds in this state. */
    public long modelRound() {
        return shared.round();
    }

    /** Whether this is the job's last state: its rounds are over, or platforms have stopped improving, see {@link EarlyEnd}. */
    public boolean isLast() {
        return stalledRounds == EarlyEnd.ROUNDS || modelRound() >= terms.job().rounds();
    }

    public SharedParameters parameters() {
        return shared.parameters();
    }

    /** SHA-256 of the parameters with their layout; computed once for each round. */
    public Digest modelDigest() {
        if (modelDigest.isEmpty()) {
            modelDigest = Optional.of(new Digest(shared.parameters().digest()));
        }
        return modelDigest.get();
    }

    public Exponents exponents() {
        return exponents;
    }

    /** The learning rate of the next round. */
    public double rate() {
        return terms.update().rates().rate(shared.round());
    }

    /**
     * One verified round: decodes the sum, takes the optimiser's step and moves the exponents.
     *
     * @param members platforms in the sum
     * @throws ImplausibleSumException if the sum's counts cannot be; nothing has changed then
     */
    public SumCounts apply(RingVector verifiedSum, int members) throws ImplausibleSumException {
        return apply(verifiedSum, terms.noRows(), members);
    }

    /** The same for a sum that covers these rows of the job's table. */
    public SumCounts apply(RingVector verifiedSum, RowSet rows, int members) throws ImplausibleSumException {
        if (terms.isPrivate()) {
            return applyNoised(verifiedSum);
        }
        InputLayout layout = terms.layout(rows);
        float[] all = terms.table().exists() ? new float[layout.coordinates()] : mean;
        SumCounts counts = new SumDecoder(layout).decode(verifiedSum, exponents, all);
        System.arraycopy(all, 0, mean, 0, mean.length);
        float[] ofRows = Arrays.copyOfRange(all, mean.length, all.length);
        if (terms.sumsGradients()) {
            shared.apply(mean, RowGradient.of(rows.toArray(), terms.table().width(), ofRows), terms.update());
        } else {
            shared.move(mean);
        }
        SumCapacity capacity = SumCapacity.of(terms.ring(), members);
        boolean haveStalled = terms.mayEndEarly() && EarlyEnd.isSaidBy(verifiedSum.word(JobTerms.STALLED), capacity);
        stalledRounds = haveStalled ? stalledRounds + 1 : 0;
        modelDigest = Optional.empty();
        exponents = exponents.next(verifiedSum, layout, capacity);
        return counts;
    }

    /** In a private mode: over a public constant, at one public scale that never moves. */
    private SumCounts applyNoised(RingVector verifiedSum) throws ImplausibleSumException {
        double scale = terms.privacy().orElseThrow().sharedScale();
        SumCounts none = new SumDecoder(terms.layout()).decodeNoised(verifiedSum, scale, mean);
        shared.apply(mean, RowGradient.none(), terms.update());
        modelDigest = Optional.empty();
        return none;
    }

    /**
     * Canonical bytes: u32 length and the shared module's state, in a job that may end early u8 rounds in a row that
     * said so, then the
     * exponents.
     */
    public byte[] encode() {
        byte[] module = shared.encode();
        byte[] powers = exponents.encode();
        byte[] ending = terms.mayEndEarly() ? new byte[] {(byte) stalledRounds} : new byte[0];
        return ByteBuffer.allocate(Integer.BYTES + module.length + ending.length + powers.length)
                .putInt(module.length)
                .put(module)
                .put(ending)
                .put(powers)
                .array();
    }

    /** SHA-256 of {@link #encode()}: what a READY names. */
    public Digest digest() {
        return Digest.of(encode());
    }

    /** Reads a state of this job back. */
    public static FederationState decode(JobTerms terms, byte[] bytes) throws ModuleFormatException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int length = in.remaining() < Integer.BYTES ? -1 : in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new ModuleFormatException("the federation's state is cut short; restore it from a copy");
        }
        SharedState shared =
                SharedState.decode(terms.network(), Arrays.copyOfRange(bytes, in.position(), in.position() + length));
        in.position(in.position() + length);
        int stalled = !terms.mayEndEarly() ? 0 : in.hasRemaining() ? in.get() : -1;
        if (stalled < 0 || stalled > EarlyEnd.ROUNDS) {
            throw new ModuleFormatException(
                    "the federation's state does not say whether it is the last; restore it from a copy");
        }
        Exponents exponents;
        try {
            exponents = Exponents.decode(Arrays.copyOfRange(bytes, in.position(), bytes.length));
        } catch (IllegalArgumentException e) {
            throw new ModuleFormatException("the federation's state has damaged exponents; restore it from a copy");
        }
        if (exponents.tensors() != terms.layout(terms.noRows()).tensorSizes().size()) {
            throw new ModuleFormatException("the federation's state is of another network; check the job");
        }
        return new FederationState(terms, shared, exponents, stalled);
    }

    /** A copy that shares nothing with this one. */
    public FederationState copy() {
        return new FederationState(terms, shared.copy(), exponents, stalledRounds);
    }
}
