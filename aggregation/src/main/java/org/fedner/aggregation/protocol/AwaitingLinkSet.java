package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.AEADBadTagException;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.KeySet;
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
        WireMessage<KeySet> request,
        List<WireMessage<?>> answer,
        Digest transcript,
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
        if (!linkSet.message().epoch().equals(epoch.digest()) || !senders.equals(membership.others())) {
            return abort(AbortReason.LIST_ALTERED);
        }
        SortedMap<PlatformId, PairKey> pairs = new TreeMap<>();
        List<SecretBytes> contributions = new ArrayList<>(); // of all members, in the order of their ids
        try {
            for (PlatformId member : epoch.members()) {
                if (member.equals(membership.own())) {
                    contributions.add(keys.contribution().copy());
                    continue;
                }
                WireMessage<Link> signed = links.get(senders.indexOf(member));
                Link link = signed.message();
                if (!epoch.isSignedBy(member, signed)) {
                    return stop(pairs, AbortReason.BAD_SIGNATURE);
                }
                if (!link.epoch().equals(epoch.digest()) || !link.to().equals(membership.own())) {
                    return stop(pairs, AbortReason.LIST_ALTERED);
                }
                PairKey pair = agreements.get(member).complete(keys.decapsulationKey(), link.encapsulation());
                pairs.put(member, pair);
                SecretBytes contribution = pair.open(link.sealed());
                contributions.add(contribution);
                if (!OwnKeys.commitment(epoch.digest(), member, contribution).equals(commitments.get(member))) {
                    return stop(pairs, AbortReason.COMMITMENT_WRONG);
                }
            }
            EpochSecrets secrets = new EpochSecrets(
                    membership.own(), epoch.memberIds(), groupSecret(transcript, contributions), pairs);
            eraseSecrets();
            return PlatformStep.to(new AwaitingState(membership, linkSet, transcript, secrets))
                    .noticing(new PlatformNotice.StateWanted(epoch.digest()));
        } catch (AEADBadTagException e) {
            return stop(pairs, AbortReason.SEAL_BROKEN);
        } finally {
            contributions.forEach(SecretBytes::close);
        }
    }

    private PlatformStep stop(SortedMap<PlatformId, PairKey> completed, AbortReason reason) {
        completed.values().forEach(PairKey::close);
        return abort(reason);
    }

    /** kappa = SHA-256(lab("kappa", h_e, contribution_1, …)). */
    private static SecretBytes groupSecret(Digest transcript, List<SecretBytes> contributions) {
        Sha256 hash = new Sha256().update(Labels.label("kappa", transcript.bytes()));
        contributions.forEach(contribution -> hash.update(contribution.exposeSecret()));
        return SecretBytes.owning(hash.finish());
    }
}
