package org.fedner.aggregation.masking;

/** What the server sees of a sum. Fixed for an epoch by its parameters, which every key binds. */
public enum ServerView {
    /** Nothing: platforms take a stream off the result that they all know and the server does not. */
    NOTHING(0),
    /** The sum itself, so that it keeps the shared module too. */
    SUM(1);

    private final int code;

    ServerView(int code) {
        this.code = code;
    }

    /** The byte that stands for it in the parameters. */
    public int code() {
        return code;
    }
}
