package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Keys;
import org.fedner.aggregation.message.Link;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.agreement.LowOrderPointException;
import org.fedner.crypto.agreement.X25519PublicKey;
import org.fedner.crypto.encapsulation.EncapsulationKey;
import org.fedner.crypto.encapsulation.InvalidEncapsulationKeyException;
import org.fedner.crypto.expansion.Digest;

/**
 * All that a member needs to exchange keys with those it is linked to.
 *
 * @param transcript h_e
 * @param keys this member's own
 * @param advertised all members' KEYS, checked, in the order of their ids
 * @param commitments all members' commitments to their parts of the group secret, in the same order
 */
record Linkage(
        Membership membership,
        Digest transcript,
        EpochGraph graph,
        OwnKeys keys,
        List<Keys> advertised,
        List<Digest> commitments) {

    /**
     * Begins the agreement with each of them and seals the own contribution for it.
     *
     * @param request what this answers
     */
    PlatformStep begin(WireMessage<?> request) {
        SortedMap<PlatformId, PairAgreement> pairs = new TreeMap<>();
        SortedMap<PlatformId, Digest> committed = new TreeMap<>();
        List<WireMessage<?>> links = new ArrayList<>();
        for (PlatformId peer : graph.linked(membership.own())) {
            int number = graph.numberOf(peer);
            PairAgreement pair;
            try {
                pair = agree(advertised.get(number));
            } catch (LowOrderPointException e) {
                return stop(pairs, AbortReason.LOW_ORDER_KEY);
            } catch (InvalidEncapsulationKeyException e) {
                return stop(pairs, AbortReason.ENCAPSULATION_KEY_INVALID);
            }
            pairs.put(peer, pair);
            committed.put(peer, commitments.get(number));
            links.add(membership.sign(new Link(
                    membership.epoch().digest(),
                    membership.own(),
                    peer,
                    pair.encapsulation(),
                    pair.seal(keys.contribution()))));
        }
        return PlatformStep.to(
                        new AwaitingLinkSet(membership, request, links, transcript, graph, keys, pairs, committed))
                .sending(links);
    }

    private PairAgreement agree(Keys peer) throws LowOrderPointException, InvalidEncapsulationKeyException {
        return PairAgreement.begin(
                membership.own(),
                keys.agreementKey(),
                peer.platform(),
                new X25519PublicKey(peer.agreementKey().toBytes()),
                EncapsulationKey.decode(peer.encapsulationKey().toBytes()),
                transcript,
                membership.party().random());
    }

    private PlatformStep stop(SortedMap<PlatformId, PairAgreement> begun, AbortReason reason) {
        begun.values().forEach(PairAgreement::close);
        keys.close();
        return membership.abort(reason);
    }
}
