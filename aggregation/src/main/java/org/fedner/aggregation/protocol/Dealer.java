package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fedner.aggregation.masking.ChainKey;
import org.fedner.aggregation.masking.PairsSecret;
import org.fedner.aggregation.masking.SelfSecret;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Shares;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.sharing.Share;

/**
 * Deals this member's shares of a round of mode R: once, one round ahead.
 *
 * <p>Holds at most two rounds' secrets: those of the round that is called, and of the next.
 */
final class Dealer implements AutoCloseable {

    private final Membership membership;
    private final Digest transcript;
    private final EpochGraph graph;
    private final SortedMap<PlatformId, ShareChannel> channels;
    private final SortedMap<Long, Dealing> dealings = new TreeMap<>();

    /** @param channels with every neighbour; become this object's */
    Dealer(Membership membership, Digest transcript, EpochGraph graph, SortedMap<PlatformId, ShareChannel> channels) {
        this.membership = membership;
        this.transcript = transcript;
        this.graph = graph;
        this.channels = channels;
    }

    /**
     * SHARES of the round after the chains'; the same bytes whenever it is asked for again.
     *
     * @param chains with every neighbour, all at the round before
     */
    WireMessage<Shares> deal(SortedMap<PlatformId, ChainKey> chains) {
        long round = chains.values().iterator().next().round() + 1;
        return dealings.computeIfAbsent(round, absent -> dealt(round, chains)).shares();
    }

    /** What was dealt for that round; empty if nothing was, or if it is erased. */
    Optional<Dealing> dealing(long round) {
        return Optional.ofNullable(dealings.get(round));
    }

    ShareChannel channel(PlatformId peer) {
        return channels.get(peer);
    }

    /** Erases what was dealt for earlier rounds. */
    void forgetBefore(long round) {
        SortedMap<Long, Dealing> past = dealings.headMap(round);
        past.values().forEach(Dealing::close);
        past.clear();
    }

    private Dealing dealt(long round, SortedMap<PlatformId, ChainKey> chains) {
        Epoch epoch = membership.epoch();
        byte[] own = membership.own().bytes();
        List<PlatformId> holders = graph.holders(membership.own());
        int threshold = graph.masks().parameters().shareThreshold();
        SelfSecret self = SelfSecret.draw(membership.party().random());
        try (PairsSecret pairs = PairsSecret.draw(membership.party().random())) {
            List<Share> selfShares =
                    self.split(threshold, holders.size(), membership.party().random());
            List<Share> pairsShares =
                    pairs.split(threshold, holders.size(), membership.party().random());
            List<ByteString> sealed = new ArrayList<>(holders.size());
            Optional<HeldShare> ownShare = Optional.empty();
            for (int i = 0; i < holders.size(); i++) {
                HeldShare held = HeldShare.of(selfShares.get(i), pairsShares.get(i));
                PlatformId holder = holders.get(i);
                if (holder.equals(membership.own())) {
                    ownShare = Optional.of(held);
                } else {
                    sealed.add(channels.get(holder).seal(round, held));
                    held.close();
                }
            }
            Shares shares = new Shares(
                    epoch.digest(),
                    membership.own(),
                    round,
                    self.commitment(transcript, round, own),
                    pairs.commitment(transcript, round, own),
                    ByteString.of(deposit(pairs, round, chains)),
                    sealed);
            return new Dealing(membership.sign(shares), self, ownShare);
        }
    }

    private byte[] deposit(PairsSecret pairs, long round, SortedMap<PlatformId, ChainKey> chains) {
        List<SecretBytes> maskingKeys =
                chains.values().stream().map(ChainKey::nextMaskingKey).toList();
        try {
            return pairs.seal(transcript, round, membership.own().bytes(), maskingKeys);
        } finally {
            maskingKeys.forEach(SecretBytes::close);
        }
    }

    @Override
    public void close() {
        dealings.values().forEach(Dealing::close);
        dealings.clear();
        channels.values().forEach(ShareChannel::close);
    }

    @Override
    public String toString() {
        return "Dealer[" + dealings.size() + " rounds, redacted]";
    }
}
