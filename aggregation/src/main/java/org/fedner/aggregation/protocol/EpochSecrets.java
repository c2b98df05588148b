package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.AEADBadTagException;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.masking.AggregationMode;
import org.fedner.aggregation.masking.Blinding;
import org.fedner.aggregation.masking.ChainKey;
import org.fedner.aggregation.masking.RoundContext;
import org.fedner.aggregation.masking.RoundMasking;
import org.fedner.aggregation.masking.TagKey;
import org.fedner.aggregation.message.AckTag;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.Confirmation;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.PlatformIds;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Hkdf;
import org.fedner.crypto.expansion.Labels;
import org.fedner.crypto.expansion.Sha256;

/**
 * A member's secrets of one epoch: the group secret and a chain with each neighbour. In memory only.
 *
 * <p>The pair keys themselves are erased once the confirmations are computed.
 */
final class EpochSecrets implements AutoCloseable {

    private final PlatformId own;
    private final List<byte[]> memberIds;
    private final SecretBytes groupSecret;
    private final SortedMap<PlatformId, ChainKey> chains = new TreeMap<>();
    private final SortedMap<PlatformId, AckChannel> ackChannels = new TreeMap<>(); // in mode R
    private final Optional<Dealer> dealer;
    private final List<Confirmation> confirmationsSent = new ArrayList<>();
    private final SortedMap<PlatformId, PairKey> pairs;

    /**
     * @param groupSecret kappa; becomes this object's
     * @param pairs with every member that keys were exchanged with; become this object's
     * @param graph with whom of them this member masks, and exchanges shares
     */
    EpochSecrets(
            Membership membership,
            Digest transcript,
            SecretBytes groupSecret,
            SortedMap<PlatformId, PairKey> pairs,
            EpochGraph graph) {
        this.own = membership.own();
        this.memberIds = membership.epoch().memberIds();
        this.groupSecret = groupSecret;
        this.pairs = pairs;
        SortedMap<PlatformId, ShareChannel> channels = new TreeMap<>();
        Set<PlatformId> neighbours = Set.copyOf(graph.neighbours(own));
        boolean isRecoverable = membership.epoch().parameters().mode() == AggregationMode.RECOVERABLE;
        pairs.forEach((peer, pair) -> {
            confirmationsSent.add(pair.confirmationSent());
            if (neighbours.contains(peer)) {
                chains.put(peer, pair.startChain());
            }
            if (isRecoverable && neighbours.contains(peer)) {
                channels.put(peer, pair.openShareChannel());
            }
            if (isRecoverable) {
                ackChannels.put(peer, pair.openAckChannel());
            }
        });
        this.dealer =
                isRecoverable ? Optional.of(new Dealer(membership, transcript, graph, channels)) : Optional.empty();
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
        return RoundMasking.derive(context, own.bytes(), memberIds, groupSecret, List.copyOf(chains.values()));
    }

    /**
     * The masks and tags of a round of mode R, the self mask included; works once.
     *
     * @param participants of the round, this platform included
     */
    RoundMasking masking(RoundContext context, List<PlatformId> participants) {
        List<ChainKey> neighbours = participants.stream()
                .flatMap(participant -> Optional.ofNullable(chains.get(participant)).stream())
                .toList();
        return RoundMasking.derive(
                context,
                own.bytes(),
                participants.stream().map(PlatformId::bytes).toList(),
                groupSecret,
                neighbours,
                dealer().dealing(context.round()).orElseThrow().selfSecret());
    }

    /** What judges a sum in that context. */
    TagKey tagKey(RoundContext context) {
        return TagKey.derive(groupSecret, context);
    }

    /** What this member deals for the next round: nothing in mode F; else always the same bytes. */
    List<WireMessage<?>> deal() {
        return dealer.<List<WireMessage<?>>>map(dealing -> List.of(dealing.deal(chains)))
                .orElse(List.of());
    }

    /** @throws NoSuchElementException in mode F */
    Dealer dealer() {
        return dealer.orElseThrow();
    }

    /** This member's signature under that list, for the survivors it shares a key with, in the order of their ids. */
    List<AckTag> ackTags(Digest context, List<PlatformId> survivors) {
        Digest listed = PlatformIds.digest(survivors);
        return survivors.stream()
                .flatMap(survivor -> Optional.ofNullable(ackChannels.get(survivor)).stream())
                .map(channel -> channel.tag(context, listed))
                .toList();
    }

    /** Whether that tag is a member's, for this one; false if they share no key. */
    boolean isAcknowledgedBy(PlatformId peer, Digest context, Digest survivors, AckTag tag) {
        return ackChannels.containsKey(peer) && ackChannels.get(peer).accepts(tag, context, survivors);
    }

    /** Hides a masked vector from a server that sees nothing, if this member is the one to do it; in place. */
    void hide(RingVector masked, RoundContext context) {
        if (Blinding.isAddedBy(own.bytes(), memberIds)) {
            Blinding.of(groupSecret, context).addTo(masked);
        }
    }

    /** Takes off a result what hides it; in place. */
    void reveal(RingVector result, RoundContext context) {
        Blinding.of(groupSecret, context).takeOff(result);
    }

    /**
     * What this epoch's members call a state where the server sees nothing: Expand(kappa, lab("state", digest), 32). The
     * server can tell whether two of them name the same state, and nothing about it.
     */
    Digest secretName(Digest state) {
        try (SecretBytes name = Hkdf.expand(groupSecret, Labels.label("state", state.bytes()), Sha256.DIGEST_BYTES)) {
            return new Digest(name.exposeSecret().clone());
        }
    }

    /** Whether keys were exchanged with that member and are still held: until the confirmations are checked. */
    boolean holdsKeyOf(PlatformId peer) {
        return pairs.containsKey(peer);
    }

    /** The shared state of that name, sealed for one such member. */
    ByteString sealState(PlatformId peer, Digest name, ByteString state) {
        try (SecretBytes plain = SecretBytes.owning(state.toBytes())) {
            return pairs.get(peer).sealState(name, plain);
        }
    }

    /** The state of that name, sealed by one such member. */
    ByteString openState(PlatformId peer, Digest name, ByteString sealed) throws AEADBadTagException {
        try (SecretBytes plain = pairs.get(peer).openState(name, sealed)) {
            return ByteString.of(plain.exposeSecret());
        }
    }

    /** The round is final: no later secret leads back to its masks. */
    void advance() {
        chains.values().forEach(ChainKey::advance);
        dealer.ifPresent(
                dealing -> dealing.forgetBefore(chains.get(chains.firstKey()).round()));
    }

    /** The rounds before this one are final, with or without a sum. */
    void advanceTo(long round) {
        while (chains.get(chains.firstKey()).round() < round) {
            advance();
        }
    }

    private void erasePairs() {
        pairs.values().forEach(PairKey::close);
        pairs.clear();
    }

    @Override
    public void close() {
        erasePairs();
        chains.values().forEach(ChainKey::close);
        dealer.ifPresent(Dealer::close);
        ackChannels.values().forEach(AckChannel::close);
        ackChannels.clear();
        groupSecret.close();
    }

    @Override
    public String toString() {
        return "EpochSecrets[redacted]";
    }
}
