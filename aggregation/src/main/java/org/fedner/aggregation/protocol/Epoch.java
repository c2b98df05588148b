package org.fedner.aggregation.protocol;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fedner.aggregation.masking.RoundContext;
import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Roster;
import org.fedner.aggregation.message.RosterEntry;
import org.fedner.aggregation.message.SignedRoster;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Labels;
import org.fedner.crypto.signing.VerifyingKey;

/** The public facts of one epoch, as its ROSTER proposes them. All its members are enrolled, or it cannot be built. */
final class Epoch {

    private final EpochRoster proposal;
    private final SignedRoster signedRoster;
    private final EpochParameters parameters;
    private final Digest digest;
    private final Digest membersDigest;
    private final Map<PlatformId, VerifyingKey> memberKeys = new HashMap<>();

    private Epoch(EpochRoster proposal, SignedRoster signedRoster, EpochParameters parameters) {
        this.proposal = proposal;
        this.signedRoster = signedRoster;
        this.parameters = parameters;
        this.digest = proposal.epochDigest();
        this.membersDigest = RoundContext.digestOf(
                proposal.members().stream().map(PlatformId::bytes).toList());
    }

    /**
     * @throws MalformedMessageException if parameters or roster are not well formed or not allowed by any policy
     * @throws NotEnrolledException if a member is not listed as a platform
     */
    static Epoch of(EpochRoster proposal) throws MalformedMessageException, NotEnrolledException {
        Epoch epoch = new Epoch(
                proposal,
                SignedRoster.decode(proposal.signedRoster().toBytes()),
                EpochParameters.decode(proposal.parameters()));
        Map<PlatformId, VerifyingKey> platforms = epoch.roster().platformKeys();
        for (PlatformId member : proposal.members()) {
            if (!platforms.containsKey(member)) {
                throw new NotEnrolledException(member);
            }
            epoch.memberKeys.put(member, platforms.get(member));
        }
        return epoch;
    }

    /** E. */
    Digest digest() {
        return digest;
    }

    long number() {
        return proposal.epoch();
    }

    EpochRoster proposal() {
        return proposal;
    }

    EpochParameters parameters() {
        return parameters;
    }

    SignedRoster signedRoster() {
        return signedRoster;
    }

    Roster roster() {
        return signedRoster.roster();
    }

    /** In the order of their ids. */
    List<PlatformId> members() {
        return proposal.members();
    }

    List<PlatformId> membersBut(PlatformId one) {
        return members().stream().filter(member -> !member.equals(one)).toList();
    }

    List<byte[]> memberIds() {
        return members().stream().map(PlatformId::bytes).toList();
    }

    boolean hasMember(PlatformId id) {
        return memberKeys.containsKey(id);
    }

    /** Whether this member signed the message for this epoch; false for a stranger. */
    boolean isSignedBy(PlatformId member, WireMessage<?> message) {
        return hasMember(member) && message.isSignedBy(memberKeys.get(member), digest);
    }

    boolean isSignedByServer(WireMessage<?> message) {
        RosterEntry server = roster().server();
        return message.isSignedBy(server.signingKey(), digest);
    }

    /** C of one attempt of one round. */
    RoundContext context(Digest transcript, Attempt attempt, Digest state) {
        return new RoundContext(
                transcript,
                attempt.round(),
                attempt.number(),
                parameters.mode(),
                membersDigest,
                state,
                layoutOf(attempt));
    }

    /** The digest of what the words are: the size round has a layout of its own, one word. */
    Digest layoutOf(Attempt attempt) {
        return attempt.isSizeRound() ? Digest.of(Labels.label("layout", new byte[] {'s'})) : parameters.layout();
    }

    int wordsOf(Attempt attempt) {
        return attempt.isSizeRound() ? 1 : parameters.inputWords();
    }

    @Override
    public String toString() {
        return "Epoch[" + number() + ", " + members().size() + " members]";
    }
}
