package org.fedner.node.transport;

/** Versions of the framing that this software speaks; the protocol's own version is negotiated in its first message. */
final class Versions {
    static final int LOWEST = 1;
    /** From this version on long messages travel in chunks and are gone on with after a broken connection. */
    static final int WITH_CHUNKS = 2;

    static final int HIGHEST = WITH_CHUNKS;
    static final int NONE = 0;

    private Versions() {}

    static String text(int lowest, int highest) {
        return lowest == highest ? "version " + lowest : "versions %d to %d".formatted(lowest, highest);
    }

    /** The highest version within their range and {@link #LOWEST} to {@code newestHere}, or {@link #NONE}. */
    static int common(int lowest, int highest, int newestHere) {
        int best = Math.min(highest, newestHere);
        return best >= Math.max(lowest, LOWEST) ? best : NONE;
    }
}
