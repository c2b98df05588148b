package org.fedner.aggregation.masking;

import java.math.BigInteger;

/**
 * How many neighbours each member masks with, and how many of them must be among a round's survivors.
 *
 * <p>Everything here is exact integer arithmetic on public numbers, so that all members find the same graph whatever
 * machine they run on. With n members, f of whom collude, h = degree / 2, and the members in a uniformly random order on a
 * ring, each adjacent to the h before and the h behind it:
 *
 * <p><b>Mode F.</b> The honest members are connected unless colluders fill h consecutive places at two separate points of
 * the ring. There are n(n-2h-1)/2 pairs of such windows, so h is the smallest with
 *
 * <pre>
 * n(n-2h-1)/2 · C(n-2h, f-2h) / C(n, f)  ≤  2^-40
 * </pre>
 *
 * <p><b>Mode R.</b> The server chooses who is dropped, knowing the graph. {@link RecoveryBound} says what holds then.
 *
 * <p>Source: Bell et al. (CCS 2020), section 3; docs/protocol.md, "Neighbours".
 *
 * @param members n
 * @param degree k: neighbours of each member, even or {@code members - 1}
 * @param threshold fewest neighbours of a survivor that must survive with it. In mode F all of them; in mode R on a
 *     complete graph so many that with the member itself they are more than (n + f)/2; on a sparse graph the t of k
 *     shares that rebuild a self mask
 */
public record GraphParameters(int members, int degree, int threshold) {

    /** Modes F and D: up to so many members everyone masks with everyone. */
    public static final int LARGEST_COMPLETE_ONE_FLIGHT = 64;

    /** Mode R: the same, and everyone holds a share of everyone. */
    public static final int LARGEST_COMPLETE_RECOVERABLE = 128;

    /** However few colluders a job names, no sparse graph is drawn for fewer than a fifth of its members. */
    static final int SMALLEST_COLLUDING_SHARE = 5;

    static final int SECURITY_BITS = 40;

    public GraphParameters {
        boolean even = degree % 2 == 0;
        if (members < 2 || degree < 1 || degree >= members || !even && degree != members - 1) {
            throw new IllegalArgumentException("%d neighbours of %d members".formatted(degree, members));
        }
        if (threshold < 0 || threshold > degree) {
            throw new IllegalArgumentException("threshold %d of %d neighbours".formatted(threshold, degree));
        }
    }

    /**
     * What an epoch uses.
     *
     * @param colluders f of the epoch's parameters, at most {@code members - 2}
     */
    public static GraphParameters of(AggregationMode mode, int members, int colluders) {
        requireColluders(members, colluders);
        int assumed = assumedColluders(mode, members, colluders);
        boolean isSmall = members <= largestComplete(mode);
        return switch (mode) {
            case ONE_FLIGHT, DIAGNOSTIC ->
                isSmall ? new GraphParameters(members, members - 1, members - 1) : oneFlight(members, assumed);
            case RECOVERABLE -> isSmall ? completeRecoverable(members, assumed) : recoverable(members, assumed);
        };
    }

    /**
     * f' of docs/protocol.md: how many members may collude for the epoch's promises to hold. On a complete graph as many as
     * its parameters name; on a drawn one at least a fifth.
     */
    public static int assumedColluders(AggregationMode mode, int members, int colluders) {
        return members <= largestComplete(mode)
                ? colluders
                : Math.max(colluders, (members + SMALLEST_COLLUDING_SHARE - 1) / SMALLEST_COLLUDING_SHARE);
    }

    private static int largestComplete(AggregationMode mode) {
        return mode == AggregationMode.RECOVERABLE ? LARGEST_COMPLETE_RECOVERABLE : LARGEST_COMPLETE_ONE_FLIGHT;
    }

    /** Shares that give a secret in mode R. On a complete graph each member holds a share of its own secrets too. */
    public int shareThreshold() {
        return isComplete() ? threshold + 1 : threshold;
    }

    /** Whether everyone is everyone's neighbour, so that no graph has to be drawn. */
    public boolean isComplete() {
        return degree == members - 1;
    }

    /** The smallest degree that keeps the honest members connected except with probability 2^-40. */
    static GraphParameters oneFlight(int members, int colluders) {
        requireColluders(members, colluders);
        BigInteger placings = Binomial.of(members, colluders);
        for (int half = 1; 2 * half < members - 1; half++) {
            BigInteger disconnecting = disconnectingOrders(members, colluders, half);
            if (disconnecting.shiftLeft(SECURITY_BITS).compareTo(placings) <= 0) {
                return new GraphParameters(members, 2 * half, 2 * half);
            }
        }
        return new GraphParameters(members, members - 1, members - 1);
    }

    /** The smallest degree with a threshold that {@link RecoveryBound} accepts; complete if there is none. */
    static GraphParameters recoverable(int members, int colluders) {
        requireColluders(members, colluders);
        for (int half = 1; 2 * half < members - 1; half++) {
            int threshold = new RecoveryBound(members, colluders, half).smallestThreshold();
            if (threshold <= 2 * half) {
                return new GraphParameters(members, 2 * half, threshold);
            }
        }
        return completeRecoverable(members, colluders);
    }

    /** Pairs of windows times the placings of colluders that fill both: an upper bound on the placings that disconnect. */
    static BigInteger disconnectingOrders(int members, int colluders, int half) {
        long pairs = (long) members * (members - 2 * half - 1) / 2;
        return Binomial.of(members - 2 * half, colluders - 2 * half).multiply(BigInteger.valueOf(pairs));
    }

    private static GraphParameters completeRecoverable(int members, int colluders) {
        return new GraphParameters(members, members - 1, (members + colluders) / 2);
    }

    private static void requireColluders(int members, int colluders) {
        if (members < 3 || colluders < 0 || colluders > members - 2) {
            throw new IllegalArgumentException(
                    "%d colluders of %d members leave no two honest ones".formatted(colluders, members));
        }
    }
}
