package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fedner.aggregation.message.Answer;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.RevealedShare;
import org.fedner.crypto.expansion.Digest;

/** This member's shares of all participants' secrets of one round. Answered from once. */
final class HeldShares implements AutoCloseable {

    private final SortedMap<PlatformId, HeldShare> byDealer;
    private boolean answered;

    /** @param byDealer of every participant whose shares this member holds; become this object's */
    HeldShares(SortedMap<PlatformId, HeldShare> byDealer) {
        this.byDealer = new TreeMap<>(byDealer);
    }

    /**
     * Shares of b for the survivors, of d for the other participants; all others are erased with them.
     *
     * @throws IllegalStateException the second time
     */
    Answer answer(Digest context, PlatformId own, List<PlatformId> survivors) {
        if (answered) {
            throw new IllegalStateException("this round was answered");
        }
        answered = true;
        Set<PlatformId> surviving = Set.copyOf(survivors);
        List<RevealedShare> self = new ArrayList<>();
        List<RevealedShare> pairs = new ArrayList<>();
        byDealer.forEach((dealer, held) -> {
            if (surviving.contains(dealer)) {
                self.add(held.revealSelf(dealer));
            } else {
                pairs.add(held.revealPairs(dealer));
            }
        });
        return new Answer(context, own, self, pairs);
    }

    @Override
    public void close() {
        answered = true;
        byDealer.values().forEach(HeldShare::close);
    }

    @Override
    public String toString() {
        return "HeldShares[" + byDealer.size() + ", redacted]";
    }
}
