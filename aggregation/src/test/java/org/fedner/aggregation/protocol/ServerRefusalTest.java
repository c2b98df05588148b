package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.message.Bye;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.signing.SigningKey;
import org.junit.jupiter.api.Test;

/** What the server does not take changes nothing, and is counted by reason. */
class ServerRefusalTest {

    private final Simulation simulation = new Simulation(4, 3, 51).begin();
    private final Hospital liar = simulation.hospitals.get(2);
    private CollectingInputs collecting;

    ServerRefusalTest() {
        while (!(simulation.phase instanceof CollectingInputs now) || now.at().round() == 0) {
            simulation.deliverNext();
        }
        collecting = (CollectingInputs) simulation.phase;
    }

    @Test
    void aStranger() {
        Hospital stranger = new Hospital(simulation.authority.verifyingKey(), 7, Map.of(), Map.of());
        refuses(stranger.id, upload(stranger.key, stranger.id, collecting.context(), 9), RefusedMessage.STRANGER);
    }

    @Test
    void aSignatureByAnotherMember() {
        Hospital other = simulation.hospitals.get(0);
        refuses(liar.id, upload(other.key, liar.id, collecting.context(), 9), RefusedMessage.BAD_SIGNATURE);
    }

    @Test
    void anUploadInAnotherMembersName() {
        PlatformId other = simulation.hospitals.get(0).id;
        refuses(liar.id, upload(liar.key, other, collecting.context(), 9), RefusedMessage.CONTEXT_DIFFERS);
    }

    @Test
    void anotherContext() {
        refuses(liar.id, upload(liar.key, liar.id, Digest.of(), 9), RefusedMessage.CONTEXT_DIFFERS);
    }

    @Test
    void aVectorOfAnotherSize() {
        refuses(liar.id, upload(liar.key, liar.id, collecting.context(), 8), RefusedMessage.WRONG_SIZE);
    }

    @Test
    void aMessageOutOfPlace() {
        refuses(liar.id, WireMessage.of(new Bye()), RefusedMessage.OUT_OF_PLACE);
    }

    @Test
    void aSecondUploadWithOtherBytes() {
        WireMessage<Upload> first = upload(liar.key, liar.id, collecting.context(), 9);
        collecting = (CollectingInputs)
                collecting.on(new ServerEvent.Received(liar.id, first)).next();
        assertThat(collecting.on(new ServerEvent.Received(liar.id, first)).notices())
                .isEmpty();
        WireMessage<Upload> second = WireMessage.sign(
                Upload.of(collecting.context(), liar.id, new Tag(5, 6), RingVector.owning(new int[9])),
                collecting.hosting().epoch().digest(),
                liar.key);
        refuses(liar.id, second, RefusedMessage.SECOND_VERSION);
    }

    @Test
    void aStoredEpochThatIsNotItsOwn() {
        SigningKey another = SigningKey.generate(new SeededRandom(77));
        ServerParty impostor = new ServerParty(simulation.server.federation(), another, new SeededRandom(78), 1000);
        ServerEpoch stored = collecting.at();
        assertThatThrownBy(() -> ServerPhase.resume(impostor, stored)).isInstanceOf(MalformedMessageException.class);
        byte[] encoded = stored.encode();
        for (int length = 0; length < encoded.length; length += 13) {
            byte[] cut = Arrays.copyOf(encoded, length);
            assertThatThrownBy(() -> ServerEpoch.decode(cut)).isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void anEpochOfTwo() {
        List<PlatformId> two = simulation.hospitals.subList(0, 2).stream()
                .map(hospital -> hospital.id)
                .toList();
        assertThatThrownBy(() -> ServerPhase.beginEpoch(
                        simulation.phase, simulation.server, 2, simulation.parameters, two, simulation.roster))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void refuses(PlatformId from, WireMessage<?> message, RefusedMessage why) {
        RingVector before = collecting.sum().ring().copy();
        ServerStep step = collecting.on(new ServerEvent.Received(from, message));
        assertThat(step.next()).isSameAs(collecting);
        assertThat(step.messages()).isEmpty();
        assertThat(step.notices())
                .containsExactly(
                        new ServerNotice.MessageRefused(from, message.message().type(), why));
        assertThat(collecting.sum().ring().contentEquals(before)).isTrue();
    }

    private WireMessage<Upload> upload(SigningKey key, PlatformId platform, Digest context, int words) {
        return WireMessage.sign(
                Upload.of(context, platform, new Tag(1, 2), RingVector.owning(new int[words])),
                collecting.hosting().epoch().digest(),
                key);
    }
}
