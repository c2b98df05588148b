package org.fedner.model.parameters;

import java.util.HashSet;
import java.util.List;

/**
 * A convolution over the words of a sentence, with windows of one or several widths side by side.
 *
 * @param filters of each width
 * @param widths windows in words, each odd, each once, ascending
 */
public record WordCnn(int filters, List<Integer> widths) {
    private static final int MOST_WIDTHS = 16;

    public WordCnn {
        widths = List.copyOf(widths);
        boolean isAscending = widths.equals(widths.stream().sorted().toList());
        boolean isOdd = widths.stream().allMatch(width -> width > 0 && width % 2 == 1);
        if (filters < 1
                || widths.isEmpty()
                || widths.size() > MOST_WIDTHS
                || !isOdd
                || !isAscending
                || new HashSet<>(widths).size() != widths.size()) {
            throw new IllegalArgumentException("word CNN of %d filters and widths %s".formatted(filters, widths));
        }
    }

    /** Numbers per word, all widths together. */
    public int outputDimension() {
        return Math.multiplyExact(filters, widths.size());
    }
}
