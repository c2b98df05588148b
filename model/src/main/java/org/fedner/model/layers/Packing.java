package org.fedner.model.layers;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Sequences of different lengths without padding: first the first place of every sequence, longest sequence first, then the
 * second place of every one that has one, and so on. So a recurrent layer finds what it computes at once side by side, and
 * what a sequence gave at the place before stands at the same rank of the step before.
 */
public final class Packing {
    private final int[] lengths; // as given
    private final int[] rank; // of each sequence
    private final int[] offset; // [steps + 1] first place of each step
    private final int[] mirror; // [places]

    /** @param lengths of the sequences, each at least 1 */
    public Packing(int[] lengths) {
        this.lengths = lengths.clone();
        int[] order = IntStream.range(0, lengths.length)
                .boxed()
                .sorted(Comparator.comparing(sequence -> -lengths[sequence]))
                .mapToInt(Integer::intValue)
                .toArray();
        rank = new int[lengths.length];
        int steps = lengths[order[0]];
        offset = new int[steps + 1];
        for (int r = 0; r < order.length; r++) {
            rank[order[r]] = r;
            for (int t = 0; t < lengths[order[r]]; t++) {
                offset[t + 1]++;
            }
        }
        Arrays.parallelPrefix(offset, Integer::sum);
        mirror = new int[offset[steps]];
        for (int sequence = 0; sequence < lengths.length; sequence++) {
            for (int t = 0; t < lengths[sequence]; t++) {
                mirror[place(sequence, t)] = place(sequence, lengths[sequence] - 1 - t);
            }
        }
    }

    public int sequences() {
        return lengths.length;
    }

    public int length(int sequence) {
        return lengths[sequence];
    }

    /** Of the longest. */
    public int steps() {
        return offset.length - 1;
    }

    /** Of all sequences together. */
    public int places() {
        return mirror.length;
    }

    /** First place of a step; of the step after the last one, the number of places. */
    public int first(int step) {
        return offset[step];
    }

    /** Sequences that have this step; beyond the last step none. */
    public int at(int step) {
        return step < steps() ? offset[step + 1] - offset[step] : 0;
    }

    /** Where a sequence's element stands. */
    public int place(int sequence, int step) {
        return offset[step] + rank[sequence];
    }

    /** The place that stands as far from its sequence's end as this one from its beginning. */
    public int mirrored(int place) {
        return mirror[place];
    }

    /** The places of some neighbouring sequences, one sequence after the other. */
    public int[] placesOf(int firstSequence, int count) {
        return IntStream.range(firstSequence, firstSequence + count)
                .flatMap(sequence -> IntStream.range(0, lengths[sequence]).map(step -> place(sequence, step)))
                .toArray();
    }
}
