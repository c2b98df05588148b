package org.fedner.model.network;

/** Training left the range of numbers: a loss or a gradient is NaN or infinite. Says which quantity, never a value. */
public final class DivergedException extends Exception {
    private static final long serialVersionUID = 1;

    DivergedException(String quantity) {
        super(quantity + " is not finite: lower the learning rate, or check the word vectors");
    }
}
