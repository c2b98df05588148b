package org.fedner.node.transport;

/** Versions of the framing that this software speaks; the protocol's own version is negotiated in its first message. */
final class Versions {
    static final int LOWEST = 1;
    static final int HIGHEST = 1;
    static final int NONE = 0;

    private Versions() {}

    /** The highest version within both ranges, or {@link #NONE}. */
    static int common(int lowest, int highest) {
        int best = Math.min(highest, HIGHEST);
        return best >= Math.max(lowest, LOWEST) ? best : NONE;
    }
}
