package org.fedner.node.status;

/** Where a running party is. */
enum Stage {
    /** Its files are being read. */
    STARTING("starting", false),
    /** For platforms, or for the server. */
    WAITING("waiting", true),
    IN_ROUNDS("in-rounds", true),
    /** The last round is done; results are being written. */
    FINISHING("finishing", false);

    private final String word;
    private final boolean hasDeadlines;

    Stage(String word, boolean hasDeadlines) {
        this.word = word;
        this.hasDeadlines = hasDeadlines;
    }

    String word() {
        return word;
    }

    /** Whether the party's loop runs, so that a sign of life must come from it. */
    boolean hasDeadlines() {
        return hasDeadlines;
    }
}
