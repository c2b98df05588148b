package org.fedner.aggregation.protocol;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.AEADBadTagException;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Link;
import org.fedner.aggregation.message.LinkSet;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Labels;
import org.fedner.crypto.expansion.Sha256;

/** The platform has sealed its contribution for everyone and waits for theirs. */
record AwaitingLinkSet(
        Membership membership,
        WireMessage<?> request,
        List<WireMessage<?>> answer,
        Digest transcript,
        EpochGraph graph,
        OwnKeys keys,
        SortedMap<PlatformId, PairAgreement> agreements,
        SortedMap<PlatformId, Digest> commitments)
        implements MemberPhase {

    @Override
    public void eraseSecrets() {
        keys.close();
        agreements.values().forEach(PairAgreement::close);
    }

    /**
     * Completes the agreements, opens the contributions, checks each against its commitment, and derives the group secret.
     */
    @Override
    public PlatformStep onLinkSet(WireMessage<LinkSet> linkSet) {
        Epoch epoch = membership.epoch();
        List<WireMessage<Link>> links = linkSet.message().links();
        List<PlatformId> senders =
                links.stream().map(signed -> signed.message().from()).toList();
        if (!linkSet.message().epoch().equals(epoch.digest()) || !senders.equals(List.copyOf(agreements.keySet()))) {
            return abort(AbortReason.LIST_ALTERED);
        }
        SortedMap<PlatformId, PairKey> pairs = new TreeMap<>();
        SortedMap<PlatformId, SecretBytes> contributions = new TreeMap<>();
        contributions.put(membership.own(), keys.contribution().copy());
        try {
            for (WireMessage<Link> signed : links) {
                Link link = signed.message();
                PlatformId member = link.from();
                if (!epoch.isSignedBy(member, signed)) {
                    return stop(pairs, AbortReason.BAD_SIGNATURE);
                }
                if (!link.epoch().equals(epoch.digest()) || !link.to().equals(membership.own())) {
                    return stop(pairs, AbortReason.LIST_ALTERED);
                }
                PairKey pair = agreements.get(member).complete(keys.decapsulationKey(), link.encapsulation());
                pairs.put(member, pair);
                SecretBytes contribution = pair.open(link.sealed());
                contributions.put(member, contribution);
                if (!OwnKeys.commitment(epoch.digest(), member, contribution).equals(commitments.get(member))) {
                    return stop(pairs, AbortReason.COMMITMENT_WRONG);
                }
            }
            EpochSecrets secrets = new EpochSecrets(membership, transcript, groupSecret(contributions), pairs, graph);
            eraseSecrets();
            AwaitingState next = new AwaitingState(membership, linkSet, transcript, graph, secrets);
            return epoch.isDiagnostic()
                    ? next.withoutState()
                    : PlatformStep.to(next).noticing(new PlatformNotice.StateWanted(epoch.digest()));
        } catch (AEADBadTagException e) {
            return stop(pairs, AbortReason.SEAL_BROKEN);
        } finally {
            contributions.values().forEach(SecretBytes::close);
        }
    }

    private PlatformStep stop(SortedMap<PlatformId, PairKey> completed, AbortReason reason) {
        completed.values().forEach(PairKey::close);
        return abort(reason);
    }

    /** kappa = SHA-256(lab("kappa", h_e, contribution_1, …)), of the contributors in the order of their ids. */
    private SecretBytes groupSecret(SortedMap<PlatformId, SecretBytes> contributions) {
        Sha256 hash = new Sha256().update(Labels.label("kappa", transcript.bytes()));
        graph.contributors()
                .forEach(member -> hash.update(contributions.get(member).exposeSecret()));
        return SecretBytes.owning(hash.finish());
    }
}
