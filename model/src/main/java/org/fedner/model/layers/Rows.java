package org.fedner.model.layers;

import java.util.Arrays;
import java.util.Optional;

/**
 * Places over which weights' gradients are summed, and a factor of the sums: all places of a batch, or those of one unit of
 * privacy.
 */
public final class Rows {
    private final float share;
    private final Optional<int[]> chosen;

    private Rows(float share, Optional<int[]> chosen) {
        this.share = share;
        this.chosen = chosen;
    }

    /** All there are. */
    public static Rows all() {
        return new Rows(1, Optional.empty());
    }

    /** These, each sum times {@code share}. */
    public static Rows of(int[] places, float share) {
        return new Rows(share, Optional.of(places.clone()));
    }

    float share() {
        return share;
    }

    /** Those from {@code first} on, counted from there. */
    Rows later(int first) {
        return new Rows(share, chosen.map(places -> Arrays.stream(places)
                .filter(place -> place >= first)
                .map(place -> place - first)
                .toArray()));
    }

    /** The same where the place p stands at {@code rowOf[p]}. */
    Rows mapped(int[] rowOf) {
        return new Rows(share, chosen.map(places -> Arrays.stream(places)
                .map(place -> rowOf[place])
                .toArray()));
    }

    /** The rows themselves, in {@code scratch} where they have to be gathered. */
    Matrix.Part of(Matrix.Part values, Matrix scratch) {
        return chosen.isEmpty() ? values : scratch.pick(values, chosen.get()).all();
    }
}
