package org.fedner.crypto.sharing;

/** One member's share: the five polynomials' values at its x. A secret; erased on close. */
public final class Share implements AutoCloseable {

    private final int x;
    private final Limbs values;

    /**
     * @param x 1 + the member's index in the order of identifiers
     * @param values become this object's
     */
    public Share(int x, Limbs values) {
        if (x < 1) {
            throw new IllegalArgumentException("a share's x is at least 1, not " + x);
        }
        this.x = x;
        this.values = values;
    }

    public int x() {
        return x;
    }

    public Limbs values() {
        return values;
    }

    @Override
    public void close() {
        values.close();
    }

    @Override
    public String toString() {
        return "Share[x=" + x + ", redacted]";
    }
}
