package org.fedner.aggregation.encoding;

/** A gradient holds NaN or an infinity: training has diverged, and nothing may be uploaded. */
public final class NotFiniteException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int index;

    NotFiniteException(int index) {
        super("the gradient's coordinate " + index + " is not a finite number");
        this.index = index;
    }

    /** Of the first such coordinate. */
    public int index() {
        return index;
    }
}
