package org.fedner.aggregation.evidence;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.masking.AggregationMode;
import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.Lineage;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.RosterEntry;
import org.fedner.aggregation.message.SignedRoster;
import org.fedner.aggregation.protocol.EpochParameters;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.signing.VerifyingKey;

/**
 * An epoch as a third party may believe it: the authority signed who its parties are. That the server proposed it follows
 * from whatever the server signed for its digest.
 *
 * @param digest E
 * @param members in the order of their ids
 * @param tableRows of the job's table by rows, 0 if there is none
 */
record ProvenEpoch(
        Digest digest,
        long number,
        VerifyingKey server,
        List<PlatformId> members,
        Map<PlatformId, VerifyingKey> platforms,
        SignedRoster roster,
        int tableRows) {

    /**
     * Empty if no key of {@code authority} signed the roster while its signatures counted, or it does not list all members, or if the epoch's sums are not plain sums
     * of its uploads: then nothing here could judge them.
     */
    static Optional<ProvenEpoch> of(EpochRoster proposal, Lineage authority) {
        try {
            SignedRoster roster = SignedRoster.decode(proposal.signedRoster().toBytes());
            EpochParameters parameters = EpochParameters.decode(proposal.parameters());
            boolean sumsPlainly = parameters.mode() != AggregationMode.RECOVERABLE;
            Map<PlatformId, VerifyingKey> platforms = roster.roster().platformKeys();
            boolean proven = sumsPlainly
                    && authority.signed(roster)
                    && proposal.federation().equals(authority.federation())
                    && platforms.keySet().containsAll(proposal.members());
            return proven
                    ? Optional.of(new ProvenEpoch(
                            proposal.epochDigest(),
                            proposal.epoch(),
                            roster.roster().server().signingKey(),
                            proposal.members(),
                            platforms,
                            roster,
                            parameters.table().rows()))
                    : Optional.empty();
        } catch (MalformedMessageException e) {
            return Optional.empty();
        }
    }

    /** How many of the last words of a vector so long are over the field; the sizes' single word is not. */
    int fieldWordsOf(RingVector vector) {
        return vector.size() > 1 ? tableRows : 0;
    }

    /** The key of a member, under which its uploads count. */
    Optional<VerifyingKey> member(PlatformId id) {
        return members.contains(id) ? Optional.of(platforms.get(id)) : Optional.empty();
    }

    String name(PlatformId id) {
        return roster.roster().platform(id).map(RosterEntry::name).orElseThrow();
    }
}
