package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.BiFunction;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.Ready;
import org.fedner.aggregation.message.Snapshot;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.aggregation.protocol.Hospital.ToyState;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.signing.SigningKey;
import org.junit.jupiter.api.Test;

/** A server that wants a joiner to start from a state of its own making, and makes up who vouches for it. */
class ForgedVouchersTest extends LyingServerCase {

    private static final ToyState INVENTED = new ToyState(ByteString.of(new byte[32]), 9);

    private final Simulation simulation = new Simulation(5, 6, 80);
    private final Hospital joiner = simulation.hospitals.get(0);

    @Test
    void vouchersThatTheServerSignedItselfAreNotBelieved() {
        snapshotVouchedBy((voucher, signer) ->
                WireMessage.sign(invented(voucher, voucher.epoch()), voucher.epoch(), simulation.serverKey));
        assertThat(joiner.stopped).containsExactly(AbortReason.BAD_SIGNATURE);
    }

    @Test
    void vouchersSignedByOthersThanTheyNameAreNotBelieved() {
        SigningKey colluder = simulation.hospitals.get(4).key;
        snapshotVouchedBy(
                (voucher, signer) -> WireMessage.sign(invented(voucher, voucher.epoch()), voucher.epoch(), colluder));
        assertThat(joiner.stopped).containsExactly(AbortReason.BAD_SIGNATURE);
    }

    @Test
    void vouchersOfAnotherEpochAreNotBelieved() {
        Digest another = Digest.of(new byte[] {7});
        snapshotVouchedBy((voucher, signer) -> WireMessage.sign(invented(voucher, another), another, signer.key));
        assertThat(joiner.stopped).containsExactly(AbortReason.BAD_SIGNATURE);
    }

    @Test
    void vouchersThatNameAnotherEpochThanTheyAreSignedForAreNotBelieved() {
        Digest another = Digest.of(new byte[] {7});
        snapshotVouchedBy(
                (voucher, signer) -> WireMessage.sign(invented(voucher, another), voucher.epoch(), signer.key));
        assertThat(joiner.stopped).containsExactly(AbortReason.BAD_SIGNATURE);
    }

    @Test
    void vouchersSignedAsTheyShouldAreBelieved() {
        snapshotVouchedBy(
                (voucher, signer) -> WireMessage.sign(invented(voucher, voucher.epoch()), voucher.epoch(), signer.key));
        assertThat(joiner.state).isEqualTo(INVENTED); // so only the signatures stood in the way above
    }

    /** The joiner is offered the invented state, and for every true voucher what {@code forge} makes of it. */
    private void snapshotVouchedBy(BiFunction<Ready, Hospital, WireMessage<Ready>> forge) {
        joiner.isUp = false;
        lie(simulation, Snapshot.class, (to, snapshot) -> {
            List<WireMessage<Ready>> forged = snapshot.vouchers().stream()
                    .map(WireMessage::message)
                    .filter(voucher -> !voucher.platform().equals(joiner.id))
                    .map(voucher -> forge.apply(voucher, simulation.hospital(voucher.platform())))
                    .toList();
            return Snapshot.of(snapshot.epoch(), forged, INVENTED.encode());
        });
        simulation.begin().runFor(70);
        simulation.restart(joiner);
        simulation.run();
        assertThat(joiner.sums).isEmpty();
    }

    private static Ready invented(Ready voucher, Digest epoch) {
        return new Ready(
                epoch,
                voucher.platform(),
                INVENTED.digest(),
                INVENTED.modelRound(),
                voucher.previousMembers(),
                voucher.confirmations());
    }
}
