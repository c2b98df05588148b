package org.fedner.aggregation.protocol;

import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Shares;
import org.fedner.aggregation.message.WireMessage;

/**
 * The members' SHARES on the server: of the round that is called, and of the next, for which they are still taken. In
 * memory only: a server that restarts begins another epoch. Owned by the epoch's phases, touched by one thread.
 */
final class Deposits {

    private long nextRound = 1;
    private SortedMap<PlatformId, WireMessage<Shares>> called = new TreeMap<>();
    private SortedMap<PlatformId, WireMessage<Shares>> next = new TreeMap<>();
    private final Set<PlatformId> behind = new HashSet<>();

    /** This member can follow the epoch no more: what it missed is not sent again, and what comes would contradict it. */
    void leaveBehind(PlatformId member) {
        behind.add(member);
    }

    boolean isBehind(PlatformId member) {
        return behind.contains(member);
    }

    /** The round for which shares are taken now. */
    long nextRound() {
        return nextRound;
    }

    /** Those dealt for that round so far. */
    SortedMap<PlatformId, WireMessage<Shares>> next() {
        return next;
    }

    /** Those of the round that is called: they do not change any more. */
    SortedMap<PlatformId, WireMessage<Shares>> called() {
        return Collections.unmodifiableSortedMap(called);
    }

    /** The next round is called: from now on shares are taken for the one after it. */
    void call(long round) {
        if (round != nextRound) {
            throw new IllegalStateException("round %d is called, not %d".formatted(round, nextRound));
        }
        called = next;
        next = new TreeMap<>();
        nextRound = round + 1;
    }

    @Override
    public String toString() {
        return "Deposits[%d for the round called, %d for round %d]".formatted(called.size(), next.size(), nextRound);
    }
}
