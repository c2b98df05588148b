package org.fedner.aggregation.encoding;

/** A sum, though its tag verifies, cannot come from honest members: one of them submitted nonsense. */
public final class ImplausibleSumException extends Exception {

    private static final long serialVersionUID = 1L;

    ImplausibleSumException(String message) {
        super(message);
    }
}
