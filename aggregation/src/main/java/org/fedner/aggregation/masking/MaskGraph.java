package org.fedner.aggregation.masking;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Keystream;

/**
 * Who masks with whom in an epoch; in mode R also who holds shares of whom. Members are numbered from 0 in the order of their
 * ids.
 *
 * <p>Complete for small memberships. For large ones the members stand in a random order on a ring, and each is the neighbour
 * of the {@code degree / 2} before and behind it: regular, symmetric and connected whatever the order. The order comes from a
 * seed to which every member contributed after all had committed, so that nobody could choose it; it is public.
 *
 * <pre>
 * order = 0 … n-1; for i = n-1 down to 1: swap order[i] with order[j], j uniform in 0 … i
 * j: the next 32-bit word w of AES-256-CTR(seed) below 2^32 - (2^32 mod (i+1)), modulo i+1; others are skipped
 * </pre>
 *
 * <p>Immutable. Specified in docs/protocol.md, "Neighbours".
 */
public final class MaskGraph {

    private final GraphParameters parameters;
    private final int[] order; // [place on the ring] member
    private final int[] places; // [member] place on the ring

    private MaskGraph(GraphParameters parameters, int[] order) {
        this.parameters = parameters;
        this.order = order;
        this.places = new int[order.length];
        for (int place = 0; place < order.length; place++) {
            places[order[place]] = place;
        }
    }

    /** @throws IllegalArgumentException if the parameters are of a sparse graph, which needs a seed */
    public static MaskGraph complete(GraphParameters parameters) {
        if (!parameters.isComplete()) {
            throw new IllegalArgumentException("a graph of degree %d on %d members needs a seed"
                    .formatted(parameters.degree(), parameters.members()));
        }
        return new MaskGraph(
                parameters, IntStream.range(0, parameters.members()).toArray());
    }

    /** The graph drawn by a seed that all members contributed to; serves nothing else. */
    public static MaskGraph drawn(GraphParameters parameters, Digest seed) {
        return new MaskGraph(parameters, permutation(parameters.members(), seed));
    }

    public GraphParameters parameters() {
        return parameters;
    }

    /** The neighbours of a member, ascending. */
    public int[] neighbours(int member) {
        int members = parameters.members();
        int place = places[member];
        if (parameters.isComplete()) {
            return IntStream.range(0, members).filter(other -> other != member).toArray();
        }
        int half = parameters.degree() / 2;
        return IntStream.rangeClosed(1, half)
                .flatMap(distance -> IntStream.of(place + distance, place - distance + members))
                .map(other -> order[other % members])
                .sorted()
                .toArray();
    }

    public boolean areNeighbours(int one, int other) {
        int distance = Math.abs(places[one] - places[other]);
        int around = Math.min(distance, parameters.members() - distance);
        return one != other && (parameters.isComplete() || around <= parameters.degree() / 2);
    }

    /** The member at a place of the ring: what else the epoch has to draw by lot is taken from the same order. */
    public int memberAt(int place) {
        return order[place];
    }

    /**
     * The neighbour rule of mode R: whether a survivor may answer, because enough of its neighbours survived with it to hide
     * it among them.
     *
     * @param survivors members of the signed survivor set
     */
    public boolean mayAnswer(int member, BitSet survivors) {
        long surviving =
                Arrays.stream(neighbours(member)).filter(survivors::get).count();
        return survivors.get(member) && surviving >= parameters.threshold();
    }

    private static int[] permutation(int members, Digest seed) {
        int[] order = IntStream.range(0, members).toArray();
        try (Keystream words = Keystream.consuming(SecretBytes.owning(seed.bytes()))) {
            UniformNumbers numbers = new UniformNumbers(words);
            for (int i = members - 1; i > 0; i--) {
                int j = numbers.below(i + 1);
                int swapped = order[i];
                order[i] = order[j];
                order[j] = swapped;
            }
        }
        return order;
    }

    @Override
    public String toString() {
        return "MaskGraph[" + parameters + "]";
    }
}
