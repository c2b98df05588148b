package org.fedner.node.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.fedner.aggregation.encoding.RowSet;
import org.fedner.aggregation.encoding.RowTable;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Keystream;
import org.junit.jupiter.api.Test;

/** What a platform asks for: all it needs, and rows of late unions besides. */
class RowSupportTest {
    private static final int ROWS = 400;

    @Property(tries = 200)
    void whatIsNeededIsAskedForAndTheRestWasInUse(
            @ForAll @Size(max = 5) List<@Size(max = 80) List<@IntRange(max = ROWS - 1) Integer>> unions,
            @ForAll @Size(max = 100) List<@IntRange(max = ROWS - 1) Integer> read,
            @ForAll @Size(max = 5) List<@IntRange(max = ROWS - 1) Integer> waiting,
            @ForAll int seed) {
        RowSupport support = new RowSupport(new RowTable(ROWS, 3));
        unions.forEach(union -> support.used(set(union)));
        RowSet asked = support.of(array(read), set(waiting), stream(seed));
        RowSet needed = set(read).union(set(waiting));
        RowSet recent = unions.stream().map(RowSupportTest::set).reduce(RowSet.none(ROWS), RowSet::union);
        assertThat(needed.without(asked).size()).isZero();
        assertThat(asked.without(needed).without(recent).size()).isZero();
        boolean enough = recent.without(needed).size() >= RowSupport.UNIT;
        if (enough) {
            assertThat(asked.size() % RowSupport.UNIT).isZero();
        }
        assertThat(asked.size() - needed.size()).isLessThan(RowSupport.UNIT);
    }

    @Test
    void whichRowsAreAddedIsDrawnFromThePlatformsOwnStream() {
        RowSupport support = new RowSupport(new RowTable(ROWS, 3));
        support.used(RowSet.of(ROWS, IntStream.range(0, 300).toArray()));
        RowSet one = support.of(new int[] {350}, RowSet.none(ROWS), stream(1));
        RowSet again = support.of(new int[] {350}, RowSet.none(ROWS), stream(1));
        RowSet other = support.of(new int[] {350}, RowSet.none(ROWS), stream(2));
        assertThat(one).isEqualTo(again).isNotEqualTo(other);
        assertThat(one.size()).isEqualTo(RowSupport.UNIT);
    }

    @Test
    void unionsOfLongAgoAreForgotten() {
        RowSupport support = new RowSupport(new RowTable(ROWS, 3));
        support.used(RowSet.of(ROWS, 1));
        for (int i = 0; i < 8; i++) {
            support.used(RowSet.of(ROWS, 2));
        }
        assertThat(support.of(new int[0], RowSet.none(ROWS), stream(1)).size()).isZero();
        assertThat(support.of(new int[] {5}, RowSet.none(ROWS), stream(1)).toArray())
                .containsExactly(2, 5);
    }

    private static RowSet set(List<Integer> rows) {
        return RowSet.of(ROWS, array(rows));
    }

    private static int[] array(List<Integer> rows) {
        return rows.stream().mapToInt(Integer::intValue).toArray();
    }

    private static Keystream stream(int seed) {
        byte[] key = new byte[Keystream.KEY_BYTES];
        ByteBuffer.wrap(key).putInt(seed);
        return Keystream.consuming(SecretBytes.owning(key));
    }
}
