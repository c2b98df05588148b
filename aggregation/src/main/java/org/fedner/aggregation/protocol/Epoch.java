package org.fedner.aggregation.protocol;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fedner.aggregation.diagnosis.DummyRound;
import org.fedner.aggregation.encoding.JointVector;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.encoding.RowSet;
import org.fedner.aggregation.masking.AggregationMode;
import org.fedner.aggregation.masking.GraphParameters;
import org.fedner.aggregation.masking.RoundContext;
import org.fedner.aggregation.message.Ack;
import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.PlatformIds;
import org.fedner.aggregation.message.Roster;
import org.fedner.aggregation.message.RosterEntry;
import org.fedner.aggregation.message.Signature;
import org.fedner.aggregation.message.SignedRoster;
import org.fedner.aggregation.message.UploadHead;
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
    private Optional<GraphParameters> graphParameters = Optional.empty(); // once asked for: a bound takes milliseconds

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

    /** How many neighbours everyone masks with; there must be as many members as the parameters ask for. */
    GraphParameters graphParameters() {
        if (graphParameters.isEmpty()) {
            graphParameters =
                    Optional.of(GraphParameters.of(parameters.mode(), members().size(), parameters.colluders()));
        }
        return graphParameters.get();
    }

    /**
     * The epoch's graph.
     *
     * @param seed of a drawn graph; empty if it is complete
     */
    EpochGraph graph(Optional<Digest> seed) {
        return EpochGraph.of(members(), graphParameters(), seed);
    }

    /** In the order of their ids. */
    List<PlatformId> members() {
        return proposal.members();
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

    /** Whether that signature, which came by itself, is the member's under the ACK. */
    boolean isSignedBy(PlatformId member, Ack ack, Signature signature) {
        return hasMember(member) && WireMessage.isSignature(signature, ack, memberKeys.get(member), digest);
    }

    /** Whether the member whose upload this is the head of signed it for this epoch. */
    boolean isSignedBy(UploadHead head) {
        return hasMember(head.platform()) && head.isSignedBy(memberKeys.get(head.platform()), digest);
    }

    boolean isSignedByServer(WireMessage<?> message) {
        RosterEntry server = roster().server();
        return message.isSignedBy(server.signingKey(), digest);
    }

    /** C of one attempt of one round whose words are laid out so. */
    RoundContext context(Digest transcript, Attempt attempt, Digest state, Digest layout) {
        return new RoundContext(
                transcript, attempt.round(), attempt.number(), parameters.mode(), membersDigest, state, layout);
    }

    /** C of a round of mode R: its members are those who take part in it. */
    RoundContext context(Digest transcript, long round, Digest state, Digest layout, List<PlatformId> participants) {
        return new RoundContext(
                transcript, round, 0, parameters.mode(), PlatformIds.digest(participants), state, layout);
    }

    /** Whether the round is called, with self masks, and its survivors' sum recovered. The size round never is. */
    boolean isRecoverable(Attempt attempt) {
        return parameters.mode() == AggregationMode.RECOVERABLE && !attempt.isSizeRound();
    }

    /** Whether all rounds are on public dummy inputs whose masks are opened: mode D. */
    boolean isDiagnostic() {
        return parameters.mode() == AggregationMode.DIAGNOSTIC;
    }

    /** What every opening of this epoch of mode D must hold. */
    DummyRound.Shape dummyShape(EpochGraph graph) {
        return new DummyRound.Shape(
                members(),
                members().stream().map(graph::neighbours).toList(),
                parameters.ring(),
                parameters.inputWords(),
                parameters.table().rows());
    }

    /** Signatures that make a quorum. */
    int signatureThreshold() {
        return parameters.signatureThreshold(members().size());
    }

    /** Fewest participants, and fewest survivors, of a round of mode R. */
    int fewestSurvivors() {
        return parameters.fewestSurvivors(members().size());
    }

    /** What the vector of this attempt holds: a fact that follows from its numbers. */
    RoundKind kindOf(Attempt attempt) {
        if (isDiagnostic()) {
            return RoundKind.DUMMY;
        }
        if (attempt.isSizeRound()) {
            return RoundKind.SIZE;
        }
        boolean rowsAreKnown = attempt.round() > Attempt.FIRST.nextRound().round() && attempt.number() == 0;
        return parameters.table().exists() && !rowsAreKnown ? RoundKind.ROWS : RoundKind.TRAINING;
    }

    /**
     * The digest of what the words are: the size round has a layout of its own, and so has a round that only finds rows;
     * with a table by rows a training round's layout names the rows.
     */
    Digest layoutOf(Attempt attempt, RowSet rows) {
        return switch (kindOf(attempt)) {
            case SIZE -> Digest.of(Labels.label("layout", new byte[] {'s'}));
            case ROWS ->
                Digest.of(Labels.label(
                        "layout", new byte[] {'r'}, parameters.layout().bytes()));
            case TRAINING ->
                parameters.table().exists()
                        ? Digest.of(Labels.label(
                                "layout",
                                new byte[] {'t'},
                                parameters.layout().bytes(),
                                rows.digest().bytes()))
                        : parameters.layout();
            case DUMMY ->
                Digest.of(Labels.label(
                        "layout", new byte[] {'d'}, parameters.layout().bytes()));
        };
    }

    /** Words over the ring. */
    int wordsOf(Attempt attempt, RowSet rows) {
        return switch (kindOf(attempt)) {
            case SIZE -> 1;
            case ROWS -> 0;
            case TRAINING ->
                parameters.inputWords() + rows.size() * parameters.table().width();
            case DUMMY -> parameters.inputWords();
        };
    }

    /** Words over the field: one for each row of the table, but in the size round. */
    int fieldWordsOf(Attempt attempt) {
        return kindOf(attempt) == RoundKind.SIZE ? 0 : parameters.table().rows();
    }

    /** The zero vector of this attempt. */
    JointVector zeroOf(Attempt attempt, RowSet rows) {
        return JointVector.zero(parameters.ring(), wordsOf(attempt, rows), fieldWordsOf(attempt));
    }

    /** A vector that travelled for this attempt, taken apart; empty if it is none. */
    Optional<JointVector> split(RingVector travelled, Attempt attempt, RowSet rows) {
        int fieldWords = fieldWordsOf(attempt);
        Ring ring = parameters.ring();
        if (travelled.ring() != ring
                || travelled.size() != JointVector.travellingWords(ring, wordsOf(attempt, rows), fieldWords)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JointVector.split(travelled, fieldWords));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The rows that this attempt's sum names for the next round. */
    RowSet rowsAfter(Attempt attempt, JointVector sum) {
        return attempt.isSizeRound() ? noRows() : RowSet.announcedIn(sum.announced());
    }

    /** No row of this job's table. */
    RowSet noRows() {
        return RowSet.none(parameters.table().rows());
    }

    @Override
    public String toString() {
        return "Epoch[" + number() + ", " + members().size() + " members]";
    }
}
