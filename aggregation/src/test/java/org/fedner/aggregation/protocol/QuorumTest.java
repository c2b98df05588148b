package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Ack;
import org.fedner.aggregation.message.AckTag;
import org.fedner.aggregation.message.Answer;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.MessageType;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.PlatformIds;
import org.fedner.aggregation.message.Quorum;
import org.fedner.aggregation.message.QuorumMember;
import org.fedner.aggregation.message.Shares;
import org.fedner.aggregation.message.Signature;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Hkdf;
import org.fedner.crypto.expansion.Labels;
import org.junit.jupiter.api.Test;

/** Who signed a list of survivors is believed by a tag or by a signature, and by nothing else. */
class QuorumTest {

    private static final int MEMBERS = 7;
    private static final int THRESHOLD = 5; // with one colluder
    private static final int OTHER = 2; // of the signers, not the victim
    private static final int ROUNDS = 3;

    private int seed = 300;

    /** Python's hmac and hashlib, from the pair key, ids and context of docs/protocol.md. */
    @Test
    void tagsAreThoseOfAnotherLanguage() {
        PlatformId one = new PlatformId(0, 1);
        PlatformId two = new PlatformId(0, 2);
        Digest context =
                new Digest(HexFormat.of().parseHex("ad3ba63847d52bffc5cc71c4802e611c3f86341832f877d24d1b541d964e3ad6"));
        Digest survivors = PlatformIds.digest(List.of(one, two));
        try (AckChannel atOne = channel(one, two);
                AckChannel atTwo = channel(two, one)) {
            AckTag sent = atOne.tag(context, survivors);
            assertThat(sent.value()).hasToString("0a631ddf591e080adb1f99b48c5e5121");
            assertThat(atTwo.tag(context, survivors).value()).hasToString("5d2c6151d9318235741035fa5b5ff4fd");
            assertThat(atTwo.accepts(sent, context, survivors)).isTrue();
            assertThat(atOne.accepts(sent, context, survivors))
                    .as("turned round")
                    .isFalse();
            assertThat(atTwo.accepts(sent, survivors, context)).isFalse();
            assertThat(atTwo.accepts(sent, context, context)).isFalse();
        }
    }

    @Test
    void enoughSignersGetAnAnswer() {
        answered(members -> members);
    }

    @Test
    void aRightTagNeedsNoSignatureAndARightSignatureNoTag() {
        answered(members ->
                with(members, OTHER, forgedSignature(), members.get(OTHER).tag()));
        answered(members -> with(members, OTHER, members.get(OTHER).signature(), Optional.empty()));
        answered(members -> with(
                members,
                OTHER,
                members.get(OTHER).signature(),
                members.get(OTHER + 1).tag()));
    }

    @Test
    void whoHasNeitherTagNorSignatureEndsTheRound() {
        refused(
                AbortReason.BAD_SIGNATURE,
                members -> with(
                        members,
                        OTHER,
                        forgedSignature(),
                        members.get(OTHER + 1).tag()));
        refused(AbortReason.BAD_SIGNATURE, members -> with(members, OTHER, forgedSignature(), Optional.empty()));
        refused(
                AbortReason.BAD_SIGNATURE,
                members -> with(members, OTHER, members.get(OTHER + 1).signature(), Optional.empty()));
    }

    @Test
    void theOwnSignatureIsTheOwnOrTheRoundEnds() {
        HeldBackAcks acks = held();
        List<QuorumMember> members = quorum(acks, THRESHOLD).members();
        int own = members.stream().map(QuorumMember::platform).toList().indexOf(acks.victim.id);
        refused(
                acks,
                AbortReason.BAD_SIGNATURE,
                new Quorum(
                        acks.phase().round().context().digest(),
                        quorum(acks, THRESHOLD).survivors(),
                        with(members, own, forgedSignature(), Optional.empty())));
    }

    /** The server turns the victim's own tags round, as if their readers had signed. */
    @Test
    void theOwnTagsAreNobodyElses() {
        HeldBackAcks acks = held();
        Ack own = acks.phase().ack().message();
        Quorum quorum = quorum(acks, THRESHOLD);
        int at = 1; // the victim is the first of all
        refused(
                acks,
                AbortReason.BAD_SIGNATURE,
                new Quorum(
                        quorum.context(),
                        quorum.survivors(),
                        with(
                                quorum.members(),
                                at,
                                forgedSignature(),
                                Optional.of(own.tags().get(at - 1)))));
    }

    @Test
    void tooFewSignersOrAnotherListOrAStrangerGetNoAnswer() {
        HeldBackAcks few = held();
        refused(few, AbortReason.SURVIVORS_REFUSED, quorum(few, THRESHOLD - 1));
        HeldBackAcks other = held();
        Quorum quorum = quorum(other, THRESHOLD);
        refused(other, AbortReason.SURVIVORS_REFUSED, new Quorum(quorum.context(), Digest.of(), quorum.members()));
        HeldBackAcks withStranger = held();
        List<QuorumMember> members =
                new ArrayList<>(quorum(withStranger, THRESHOLD).members().subList(0, THRESHOLD - 1));
        members.add(new QuorumMember(new PlatformId(-1, -1), forgedSignature(), Optional.empty()));
        refused(
                withStranger,
                AbortReason.SURVIVORS_REFUSED,
                new Quorum(
                        withStranger.phase().round().context().digest(),
                        quorum(withStranger, 5).survivors(),
                        members));
    }

    /** All signers of another list, as two quorums of a lying server would have it, tags and signatures right. */
    @Test
    void whatWasSignedForAnotherListCountsForNothing() {
        HeldBackAcks acks = held();
        Quorum quorum = quorum(acks, THRESHOLD);
        List<QuorumMember> members = new ArrayList<>();
        for (QuorumMember member : quorum.members()) {
            if (member.platform().equals(acks.victim.id)) {
                members.add(member);
                continue;
            }
            Hospital signer = acks.simulation.hospital(member.platform());
            EpochSecrets secrets = ((AwaitingQuorum) signer.phase).at().keyed().secrets();
            List<PlatformId> list = acks.phase().possibleSurvivors().subList(0, MEMBERS - 1);
            Ack other = new Ack(quorum.context(), signer.id, PlatformIds.digest(list), List.of());
            Digest epoch = acks.phase().round().epoch().digest();
            members.add(new QuorumMember(
                    signer.id,
                    WireMessage.sign(other, epoch, signer.key).signature(),
                    Optional.of(secrets.ackTags(quorum.context(), list).get(0)))); // the victim is the first reader
        }
        refused(acks, AbortReason.BAD_SIGNATURE, new Quorum(quorum.context(), quorum.survivors(), members));
    }

    /** Members at the end of what is enough are not even looked at. */
    @Test
    void afterEnoughSignersNoneIsChecked() {
        HeldBackAcks acks = held();
        Quorum quorum = quorum(acks, MEMBERS);
        List<QuorumMember> members = with(quorum.members(), MEMBERS - 1, forgedSignature(), Optional.empty());
        answered(acks, new Quorum(quorum.context(), quorum.survivors(), members));
    }

    @Test
    void aMemberWithWrongTagsCostsTheOthersASignatureAndNothingElse() {
        Simulation simulation =
                new Simulation(MEMBERS, ROUNDS, 320).recoverable(3, 1).begin();
        PlatformId liar = simulation.hospitals.get(3).id;
        while (!simulation.packets.isEmpty()) {
            Simulation.Packet packet = simulation.packets.poll();
            Optional<WireMessage<Ack>> ack = LyingServerCase.parsed(packet).as(Ack.class);
            if (ack.isPresent() && packet.platform().equals(liar)) {
                byte[] wrong = packet.bytes().clone();
                for (int i = ack.get().signedHead().length + Short.BYTES; i < wrong.length; i++) {
                    wrong[i] ^= 0x55;
                }
                packet = new Simulation.Packet(liar, true, wrong);
            }
            simulation.deliver(packet);
        }
        simulation.assertFinishedInOneState();
        assertThat(simulation.epochs).isEqualTo(1);
        assertThat(simulation.hospitals).allSatisfy(hospital -> assertThat(hospital.sums)
                .hasSize(ROUNDS)
                .allSatisfy(sum -> assertThat(sum.contributors()).hasSize(MEMBERS)));
    }

    @Test
    void theServerTakesNoAckWithTagsTooFewOrTooMany() {
        HeldBackAcks acks = held();
        WireMessage<Ack> ack = acks.all().get(OTHER);
        Ack right = ack.message();
        for (int tags : new int[] {0, MEMBERS - 2, MEMBERS}) {
            List<AckTag> wrong = new ArrayList<>(right.tags());
            while (wrong.size() < tags) {
                wrong.add(wrong.get(0));
            }
            WireMessage<Ack> said = WireMessage.sign(
                    new Ack(right.context(), right.platform(), right.survivors(), wrong.subList(0, tags)),
                    acks.phase().round().epoch().digest(),
                    acks.simulation.hospital(right.platform()).key);
            acks.simulation.serve(acks.simulation.phase.on(new ServerEvent.Received(right.platform(), said)));
            assertThat(acks.simulation.serverNotices)
                    .last()
                    .isEqualTo(new ServerNotice.MessageRefused(
                            right.platform(), MessageType.ACK, RefusedMessage.CONTEXT_DIFFERS));
        }
    }

    @Test
    void theServerTakesNoSharesForTooFewOrTooMany() {
        Simulation simulation =
                new Simulation(MEMBERS, ROUNDS, 330).recoverable(3, 1).begin();
        Optional<WireMessage<Shares>> first = Optional.empty();
        while (first.isEmpty()) {
            first = LyingServerCase.parsed(simulation.packets.peek()).as(Shares.class);
            simulation.deliver(simulation.packets.poll());
        }
        Shares right = first.get().message();
        for (int count : new int[] {0, MEMBERS - 2, MEMBERS}) {
            List<ByteString> sealed = new ArrayList<>(right.sealed());
            sealed.addAll(right.sealed());
            Shares wrong = new Shares(
                    right.epoch(),
                    right.platform(),
                    right.round(),
                    right.selfCommitment(),
                    right.pairsCommitment(),
                    right.deposit(),
                    sealed.subList(0, count));
            WireMessage<Shares> said =
                    WireMessage.sign(wrong, right.epoch(), simulation.hospital(right.platform()).key);
            simulation.serve(simulation.phase.on(new ServerEvent.Received(right.platform(), said)));
            assertThat(simulation.serverNotices)
                    .last()
                    .isEqualTo(new ServerNotice.MessageRefused(
                            right.platform(), MessageType.SHARES, RefusedMessage.CONTEXT_DIFFERS));
        }
    }

    private void answered(UnaryOperator<List<QuorumMember>> change) {
        HeldBackAcks acks = held();
        Quorum quorum = quorum(acks, THRESHOLD);
        answered(acks, new Quorum(quorum.context(), quorum.survivors(), change.apply(quorum.members())));
    }

    private static void answered(HeldBackAcks acks, Quorum quorum) {
        assertThat(acks.victim.receive(WireMessage.relayed(quorum)))
                .singleElement()
                .matches(said -> said.message() instanceof Answer);
        assertThat(acks.victim.stopped).isEmpty();
    }

    private void refused(AbortReason reason, UnaryOperator<List<QuorumMember>> change) {
        HeldBackAcks acks = held();
        Quorum quorum = quorum(acks, THRESHOLD);
        refused(acks, reason, new Quorum(quorum.context(), quorum.survivors(), change.apply(quorum.members())));
    }

    private static void refused(HeldBackAcks acks, AbortReason reason, Quorum quorum) {
        assertThat(acks.victim.receive(WireMessage.relayed(quorum)))
                .noneMatch(said -> said.message() instanceof Answer);
        assertThat(acks.victim.stopped).containsExactly(reason);
    }

    private HeldBackAcks held() {
        return new HeldBackAcks(new Simulation(MEMBERS, ROUNDS, seed++).recoverable(3, 1));
    }

    /** Of the first so many signers, the victim among them. */
    private static Quorum quorum(HeldBackAcks acks, int signers) {
        return acks.acknowledged(acks.all().subList(0, signers))
                .quorumFor(acks.victim.id)
                .message();
    }

    private static List<QuorumMember> with(
            List<QuorumMember> members, int index, Signature signature, Optional<AckTag> tag) {
        List<QuorumMember> changed = new ArrayList<>(members);
        changed.set(index, new QuorumMember(members.get(index).platform(), signature, tag));
        return changed;
    }

    private static Signature forgedSignature() {
        return new Signature(ByteString.of(new byte[Signature.BYTES]));
    }

    private static AckChannel channel(PlatformId own, PlatformId peer) {
        byte[] pairKey = HexFormat.of().parseHex("833e27a2eca3430433c7756b622b0dfc88a2048ddbb79d4c7bf80b79bf18b936");
        return new AckChannel(
                own,
                peer,
                (from, to) -> Hkdf.expand(
                        SecretBytes.copyOf(pairKey),
                        Labels.label("ack", from.bytes(), to.bytes()),
                        AckChannel.KEY_BYTES));
    }
}
