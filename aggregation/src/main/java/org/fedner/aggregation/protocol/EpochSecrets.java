package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.fedner.aggregation.masking.ChainKey;
import org.fedner.aggregation.masking.RoundContext;
import org.fedner.aggregation.masking.RoundMasking;
import org.fedner.aggregation.message.Confirmation;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.crypto.SecretBytes;

/**
 * A member's secrets of one epoch: the group secret and a chain with each neighbour. In memory only.
 *
 * <p>The pair keys themselves are erased once the confirmations are computed.
 */
final class EpochSecrets implements AutoCloseable {

    private final PlatformId own;
    private final List<byte[]> memberIds;
    private final SecretBytes groupSecret;
    private final List<ChainKey> chains = new ArrayList<>();
    private final List<Confirmation> confirmationsSent = new ArrayList<>();
    private final SortedMap<PlatformId, PairKey> pairs;

    /**
     * @param groupSecret kappa; becomes this object's
     * @param pairs with every member that keys were exchanged with; become this object's
     * @param neighbours those of them that this member masks with
     */
    EpochSecrets(
            PlatformId own,
            List<byte[]> memberIds,
            SecretBytes groupSecret,
            SortedMap<PlatformId, PairKey> pairs,
            Set<PlatformId> neighbours) {
        this.own = own;
        this.memberIds = memberIds;
        this.groupSecret = groupSecret;
        this.pairs = pairs;
        pairs.forEach((peer, pair) -> {
            confirmationsSent.add(pair.confirmationSent());
            if (neighbours.contains(peer)) {
                chains.add(pair.startChain());
            }
        });
    }

    /** One for each member that keys were exchanged with, in the order of their ids. */
    List<Confirmation> confirmationsSent() {
        return List.copyOf(confirmationsSent);
    }

    /**
     * Whether every one of those members shows that it has the pair's key. Then the pair keys are erased: only the chains remain.
     *
     * @param received one from each of them, in the order of their ids
     */
    boolean confirm(List<Confirmation> received) {
        if (received.size() != pairs.size()) {
            return false;
        }
        Iterator<Confirmation> next = received.iterator();
        boolean all = true;
        for (PairKey pair : pairs.values()) {
            all &= pair.isConfirmedBy(next.next());
        }
        if (all) {
            erasePairs();
        }
        return all;
    }

    /** The masks and tags of one attempt; works once for each attempt. */
    RoundMasking masking(RoundContext context) {
        return RoundMasking.derive(context, own.bytes(), memberIds, groupSecret, chains);
    }

    /** The round is final: no later secret leads back to its masks. */
    void advance() {
        chains.forEach(ChainKey::advance);
    }

    private void erasePairs() {
        pairs.values().forEach(PairKey::close);
        pairs.clear();
    }

    @Override
    public void close() {
        erasePairs();
        chains.forEach(ChainKey::close);
        groupSecret.close();
    }

    @Override
    public String toString() {
        return "EpochSecrets[redacted]";
    }
}
