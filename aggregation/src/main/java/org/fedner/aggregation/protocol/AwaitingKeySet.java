package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.KeySet;
import org.fedner.aggregation.message.Keys;
import org.fedner.aggregation.message.Link;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.agreement.LowOrderPointException;
import org.fedner.crypto.agreement.X25519PublicKey;
import org.fedner.crypto.encapsulation.EncapsulationKey;
import org.fedner.crypto.encapsulation.InvalidEncapsulationKeyException;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Labels;

/** The platform has advertised its keys and waits for everyone's. */
record AwaitingKeySet(
        Membership membership, WireMessage<EpochRoster> request, OwnKeys keys, WireMessage<Keys> advertisement)
        implements MemberPhase {

    @Override
    public List<WireMessage<?>> answer() {
        return List.of(advertisement);
    }

    @Override
    public void eraseSecrets() {
        keys.close();
    }

    /** Begins the agreement with every member and seals the own contribution for each of them. */
    @Override
    public PlatformStep onKeySet(WireMessage<KeySet> keySet) {
        List<WireMessage<Keys>> all = keySet.message().keys();
        Optional<AbortReason> objection = objection(keySet.message());
        if (objection.isPresent()) {
            return abort(objection.get());
        }
        Digest transcript = transcript(membership.epoch().digest(), all);
        SortedMap<PlatformId, PairAgreement> pairs = new TreeMap<>();
        SortedMap<PlatformId, Digest> commitments = new TreeMap<>();
        List<WireMessage<?>> links = new ArrayList<>();
        for (WireMessage<Keys> signed : all) {
            Keys peer = signed.message();
            if (peer.platform().equals(membership.own())) {
                continue;
            }
            PairAgreement pair;
            try {
                pair = PairAgreement.begin(
                        membership.own(),
                        keys.agreementKey(),
                        peer.platform(),
                        new X25519PublicKey(peer.agreementKey().toBytes()),
                        EncapsulationKey.decode(peer.encapsulationKey().toBytes()),
                        transcript,
                        membership.party().random());
            } catch (LowOrderPointException e) {
                pairs.values().forEach(PairAgreement::close);
                return abort(AbortReason.LOW_ORDER_KEY);
            } catch (InvalidEncapsulationKeyException e) {
                pairs.values().forEach(PairAgreement::close);
                return abort(AbortReason.ENCAPSULATION_KEY_INVALID);
            }
            pairs.put(peer.platform(), pair);
            commitments.put(peer.platform(), peer.commitment());
            links.add(membership.sign(new Link(
                    membership.epoch().digest(),
                    membership.own(),
                    peer.platform(),
                    pair.encapsulation(),
                    pair.seal(keys.contribution()))));
        }
        return PlatformStep.to(new AwaitingLinkSet(membership, keySet, links, transcript, keys, pairs, commitments))
                .sending(links);
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
