package org.fedner.aggregation.masking;

import java.math.BigInteger;

/**
 * The share threshold on a sparse graph in mode R, where the server chooses the survivors after it has seen the graph.
 *
 * <p>Let k = 2h and let each self mask be shared t of k among the neighbours. Only survivors answer, so for a survivor p the
 * server has the shares of p's honest surviving neighbours and of its colluding ones.
 *
 * <p><b>What the server can isolate.</b> Let A be survivors whose self masks the server rebuilds and who have no honest
 * surviving neighbour outside A, while other honest survivors are left. Then the ring has two disjoint stretches of more than
 * h places without a member of A, each beginning next to one, p. In p's window of h places on that side nobody but colluders
 * has a share to give, so p's mask is rebuilt only with t - h colluders or more in that window, and likewise at the other
 * stretch. Hence A does not exist, whomever the server drops, unless two disjoint windows hold t - h colluders each; with the
 * members in random order, counts in disjoint windows being negatively associated, the probability is at most
 *
 * <pre>
 * n(n-1)/2 · P(Hypergeometric(n, f, h) ≥ t-h)²  ≤  2^-41
 * </pre>
 *
 * <p><b>Never both kinds.</b> Bell et al.'s malicious bound: a member's neighbours cannot be split so that each half, with
 * the colluders in both, reaches t. It needs fewer than 2t - k colluding neighbours:
 *
 * <pre>
 * n · P(Hypergeometric(n-1, f, k) ≥ 2t-k)  ≤  2^-41
 * </pre>
 *
 * <p><b>Rounds end.</b> If a tenth of the members drop out by chance, all survivors keep t neighbours:
 *
 * <pre>
 * n · P(Hypergeometric(n-1, ⌈n/10⌉, k) ≥ k-t+1)  ≤  2^-10
 * </pre>
 */
final class RecoveryBound {

    private static final int BITS_EACH = GraphParameters.SECURITY_BITS + 1;
    private static final int DROPOUT_SHARE = 10;
    private static final int VOID_BITS = 10;

    private final int members;
    private final int half;
    private final BigInteger[] colludersInWindow;
    private final BigInteger[] colludingNeighbours;
    private final BigInteger[] droppedNeighbours;
    private final BigInteger windows;
    private final BigInteger neighbourhoods;

    /** @param half h, with 2h below {@code members - 1} */
    RecoveryBound(int members, int colluders, int half) {
        int degree = 2 * half;
        int dropped = (members + DROPOUT_SHARE - 1) / DROPOUT_SHARE;
        this.members = members;
        this.half = half;
        this.colludersInWindow = Binomial.tails(members, colluders, half);
        this.colludingNeighbours = Binomial.tails(members - 1, colluders, degree);
        this.droppedNeighbours = Binomial.tails(members - 1, dropped, degree);
        this.windows = Binomial.of(members, half);
        this.neighbourhoods = Binomial.of(members - 1, degree);
    }

    /** The smallest t that is safe, if rounds end with it too; else {@code degree + 1}. */
    int smallestThreshold() {
        for (int threshold = half + 1; threshold <= 2 * half; threshold++) {
            if (isolatesNobody(threshold) && yieldsNeverBothKinds(threshold)) {
                return roundsEnd(threshold) ? threshold : 2 * half + 1; // a higher one ends fewer rounds still
            }
        }
        return 2 * half + 1;
    }

    boolean isolatesNobody(int threshold) {
        BigInteger full = colludersInWindow[threshold - half];
        BigInteger pairs = BigInteger.valueOf((long) members * (members - 1) / 2);
        return atMost(pairs.multiply(full).multiply(full), windows.multiply(windows), BITS_EACH);
    }

    boolean yieldsNeverBothKinds(int threshold) {
        BigInteger colluding = colludingNeighbours[2 * (threshold - half)];
        return atMost(BigInteger.valueOf(members).multiply(colluding), neighbourhoods, BITS_EACH);
    }

    boolean roundsEnd(int threshold) {
        BigInteger toomany = droppedNeighbours[2 * half - threshold + 1];
        return atMost(BigInteger.valueOf(members).multiply(toomany), neighbourhoods, VOID_BITS);
    }

    /** ways / all ≤ 2^-bits. */
    private static boolean atMost(BigInteger ways, BigInteger all, int bits) {
        return ways.shiftLeft(bits).compareTo(all) <= 0;
    }
}
