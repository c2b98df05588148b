package org.fedner.aggregation.masking;

import java.util.BitSet;

/** Members standing on a ring in the order of their numbers, each adjacent to the {@code half} before and behind it. */
final class Ring {

    private Ring() {}

    /** Whether the members of {@code some} are connected by edges among themselves; none and one are. */
    static boolean isConnected(int members, int half, BitSet some) {
        return some.isEmpty()
                || component(members, half, some, some.nextSetBit(0)).equals(some);
    }

    /** Who of {@code some} can be reached from {@code start} by edges among themselves. */
    static BitSet component(int members, int half, BitSet some, int start) {
        BitSet reached = new BitSet();
        BitSet next = new BitSet();
        next.set(start);
        while (!next.isEmpty()) {
            int member = next.nextSetBit(0);
            next.clear(member);
            reached.set(member);
            BitSet around = neighbours(members, half, member);
            around.and(some);
            around.andNot(reached);
            next.or(around);
        }
        return reached;
    }

    static BitSet neighbours(int members, int half, int member) {
        BitSet neighbours = new BitSet();
        for (int distance = 1; distance <= half; distance++) {
            neighbours.set((member + distance) % members);
            neighbours.set((member - distance + members) % members);
        }
        neighbours.clear(member);
        return neighbours;
    }
}
