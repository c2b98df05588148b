package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.KeySet;
import org.fedner.aggregation.message.Keys;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Seed;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Labels;

/** The platform has advertised its keys and waits for everyone's. */
record AwaitingKeySet(Membership membership, WireMessage<?> request, OwnKeys keys, WireMessage<Keys> advertisement)
        implements MemberPhase {

    @Override
    public List<WireMessage<?>> answer() {
        return List.of(advertisement);
    }

    @Override
    public void eraseSecrets() {
        keys.close();
    }

    /** Complete graph: begins the agreements. Drawn graph: all have committed, so this member opens its part of the seed. */
    @Override
    public PlatformStep onKeySet(WireMessage<KeySet> keySet) {
        List<WireMessage<Keys>> all = keySet.message().keys();
        Optional<AbortReason> objection = objection(keySet.message());
        if (objection.isPresent()) {
            return abort(objection.get());
        }
        Epoch epoch = membership.epoch();
        Digest transcript = transcript(epoch.digest(), all);
        List<Keys> advertised = all.stream().map(WireMessage::message).toList();
        if (epoch.graphParameters().isComplete()) {
            List<Digest> commitments = advertised.stream().map(Keys::commitment).toList();
            return new Linkage(membership, transcript, epoch.graph(Optional.empty()), keys, advertised, commitments)
                    .begin(keySet);
        }
        WireMessage<Seed> seed = membership.sign(
                new Seed(epoch.digest(), membership.own(), keys.openedSeed(epoch.digest(), membership.own())));
        return PlatformStep.to(new AwaitingSeedSet(membership, keySet, seed, transcript, keys))
                .sending(seed);
    }

    private Optional<AbortReason> objection(KeySet keySet) {
        Epoch epoch = membership.epoch();
        List<WireMessage<Keys>> all = keySet.keys();
        List<PlatformId> named =
                all.stream().map(signed -> signed.message().platform()).toList();
        if (!keySet.epoch().equals(epoch.digest()) || !named.equals(epoch.members()) || !all.contains(advertisement)) {
            return Optional.of(AbortReason.LIST_ALTERED);
        }
        Set<ByteString> keysSeen = new HashSet<>();
        for (WireMessage<Keys> signed : all) {
            Keys peer = signed.message();
            if (!epoch.isSignedBy(peer.platform(), signed)) {
                return Optional.of(AbortReason.BAD_SIGNATURE);
            }
            if (!peer.epoch().equals(epoch.digest())) {
                return Optional.of(AbortReason.LIST_ALTERED);
            }
            if (!keysSeen.add(peer.agreementKey()) || !keysSeen.add(peer.encapsulationKey())) {
                return Optional.of(AbortReason.DUPLICATE_KEY);
            }
        }
        return Optional.empty();
    }

    /** h_e = SHA-256(lab("transcript", E, KEYS_1 with its signature, …)). */
    static Digest transcript(Digest epoch, List<WireMessage<Keys>> keys) {
        List<byte[]> context = new ArrayList<>();
        context.add(epoch.bytes());
        keys.forEach(signed -> context.add(signed.bytes()));
        return Digest.of(Labels.label("transcript", context.toArray(byte[][]::new)));
    }
}
