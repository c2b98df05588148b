package org.fedner.model.network;

/**
 * How many threads TensorFlow uses. Gradients have the same bits from run to run for one {@code intra}, and other bits
 * for another, so the count belongs to what a run records.
 *
 * <p>The pool behind {@code intra} is one per process and is made by the first {@link Recogniser}; later ones must not
 * ask for another size.
 *
 * @param intra threads one operation may use
 * @param inter operations that may run at once; 1 runs every operation on the calling thread, so that platforms sharing
 *     a process do not queue behind one another
 */
public record NetworkThreads(int intra, int inter) {
    public NetworkThreads {
        if (intra < 1 || inter < 1 || intra > 256 || inter > 256) {
            throw new IllegalArgumentException("threads: intra %d, inter %d".formatted(intra, inter));
        }
    }

    /** One core: for platforms that share a process or a machine. */
    public static NetworkThreads single() {
        return new NetworkThreads(1, 1);
    }

    /** Two cores, both directions of the Bi-LSTM at once: for a platform that has its machine to itself. */
    public static NetworkThreads two() {
        return new NetworkThreads(2, 2);
    }
}
