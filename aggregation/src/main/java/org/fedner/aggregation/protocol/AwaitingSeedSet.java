package org.fedner.aggregation.protocol;

import java.util.List;
import java.util.Optional;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.KeySet;
import org.fedner.aggregation.message.Keys;
import org.fedner.aggregation.message.Seed;
import org.fedner.aggregation.message.SeedPart;
import org.fedner.aggregation.message.SeedSet;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;

/**
 * The epoch's mask graph is drawn: the platform has opened its part of the seed and waits for everyone's.
 *
 * <p>Nobody can choose the graph. The platform opened its part only after it saw all commitments under their members'
 * signatures, the transcript names those, and what they open to is checked here; so the seed is one random value for each
 * transcript, unknown to all until the last honest member has opened.
 */
record AwaitingSeedSet(
        Membership membership, WireMessage<KeySet> request, WireMessage<Seed> seed, Digest transcript, OwnKeys keys)
        implements MemberPhase {

    @Override
    public List<WireMessage<?>> answer() {
        return List.of(seed);
    }

    @Override
    public void eraseSecrets() {
        keys.close();
    }

    /** Checks every opening against its commitment, draws the graph and begins the agreements along it. */
    @Override
    public PlatformStep onSeedSet(WireMessage<SeedSet> seedSet) {
        Epoch epoch = membership.epoch();
        List<SeedPart> opened = seedSet.message().seeds();
        List<Keys> advertised =
                request.message().keys().stream().map(WireMessage::message).toList();
        if (!seedSet.message().epoch().equals(epoch.digest()) || opened.size() != advertised.size()) {
            return abort(AbortReason.LIST_ALTERED);
        }
        for (int member = 0; member < opened.size(); member++) {
            Keys keys = advertised.get(member);
            if (!opened.get(member).commitment(epoch.digest(), keys.platform()).equals(keys.commitment())) {
                return abort(AbortReason.COMMITMENT_WRONG);
            }
        }
        EpochGraph graph = epoch.graph(Optional.of(EpochGraph.seed(transcript, opened)));
        List<Digest> commitments = opened.stream().map(SeedPart::contribution).toList();
        return new Linkage(membership, transcript, graph, keys, advertised, commitments).begin(seedSet);
    }
}
