package org.fedner.aggregation.protocol;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fedner.aggregation.message.Answer;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.RevealedShare;

/** How many shares of each participant's secret the server has. Owned by one phase, touched by one thread. */
final class ShareCount {

    private final int needed;
    private final Map<PlatformId, Integer> missing = new HashMap<>();

    private ShareCount(int needed) {
        this.needed = needed;
    }

    static ShareCount of(HostedRound round) {
        ShareCount count = new ShareCount(round.graph().masks().parameters().shareThreshold());
        round.participants().forEach(participant -> count.missing.put(participant, count.needed));
        return count;
    }

    /** Counts one more answer; whether there are enough of every secret now. */
    boolean isEnoughWith(Answer answer) {
        count(answer.self());
        count(answer.pairs());
        return missing.isEmpty();
    }

    private void count(List<RevealedShare> shares) {
        for (RevealedShare share : shares) {
            int left = missing.getOrDefault(share.dealer(), 0);
            if (left > 1) {
                missing.put(share.dealer(), left - 1);
            } else {
                missing.remove(share.dealer());
            }
        }
    }

    @Override
    public String toString() {
        return "ShareCount[%d secrets short of %d shares]".formatted(missing.size(), needed);
    }
}
