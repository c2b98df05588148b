package org.fedner.node.platform;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.fedner.aggregation.encoding.RowSet;
import org.fedner.aggregation.encoding.RowTable;
import org.fedner.crypto.expansion.Keystream;

/**
 * Which rows a platform asks for: those its next batch reads, those whose gradient still waits, and rows that were in use of
 * late, drawn at random until the number is a multiple of {@value #UNIT}.
 *
 * <p>The added rows were in a union before, so they disclose nothing new; but whether a word that was in use occurs again now
 * is less certain for who sees the union. Before the first union there is nothing to add.
 */
final class RowSupport {
    static final int UNIT = 64;
    private static final int UNIONS = 8;

    private final RowTable table;
    private final Deque<RowSet> recent = new ArrayDeque<>();

    RowSupport(RowTable table) {
        this.table = table;
    }

    /** These rows are in the next round, whoever asked for them. */
    void used(RowSet union) {
        recent.addLast(union);
        if (recent.size() > UNIONS) {
            recent.removeFirst();
        }
    }

    /**
     * The rows to ask for.
     *
     * @param read rows that the next batch reads
     * @param waiting rows whose gradient waits
     * @param random the platform's own secret stream
     */
    RowSet of(int[] read, RowSet waiting, Keystream random) {
        RowSet wanted = RowSet.of(table.rows(), read).union(waiting);
        int[] candidates = recent.stream()
                .reduce(RowSet.none(table.rows()), RowSet::union)
                .without(wanted)
                .toArray();
        int missing = Math.floorMod(-wanted.size(), UNIT);
        int added = Math.min(missing, candidates.length);
        for (int i = 0; i < added; i++) {
            int other = i + below(candidates.length - i, random);
            int row = candidates[other];
            candidates[other] = candidates[i];
            candidates[i] = row;
        }
        return wanted.union(RowSet.of(table.rows(), Arrays.copyOf(candidates, added)));
    }

    private static int below(int bound, Keystream random) {
        byte[] bytes = new byte[Long.BYTES];
        random.next(bytes, 0, bytes.length);
        return (int) Long.remainderUnsigned(ByteBuffer.wrap(bytes).getLong(), bound);
    }
}
