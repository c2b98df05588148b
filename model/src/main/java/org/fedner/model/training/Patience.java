package org.fedner.model.training;

import java.util.List;

/** When dev scores have stopped rising. */
public final class Patience {
    private Patience() {}

    /**
     * Whether the last {@code patience} of these scores, oldest first, are none above the best before them; never for a
     * patience of 0. An equal score is no rise.
     */
    public static boolean isExhausted(List<Double> scores, int patience) {
        int first = 0; // of the highest
        for (int i = 1; i < scores.size(); i++) {
            first = scores.get(i) > scores.get(first) ? i : first;
        }
        return patience > 0 && scores.size() - 1 - first >= patience;
    }
}
