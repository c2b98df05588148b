package org.fedner.aggregation.protocol;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.WireMessage;

/** A simulation whose server sets the next epoch up beside the rounds of the present one. */
final class PreparingSimulation extends Simulation {

    Optional<PreparedEpoch> prepared = Optional.empty();

    /** Verified rounds of the first hospital when the preparation began, and when the epochs changed. */
    int roundsBefore;

    int roundsAtChange = -1;

    PreparingSimulation(int platforms, long rounds, long seed) {
        super(platforms, rounds, seed);
    }

    /** Proposes an epoch of all who are up to those who are in the present one, and to the others. */
    void prepare(Set<PlatformId> busy) {
        List<PlatformId> members = hospitals.stream()
                .filter(hospital -> hospital.isUp)
                .map(hospital -> hospital.id)
                .toList();
        roundsBefore = hospitals.get(0).sums.size();
        take(PreparedEpoch.begin(server, ++epochs, parameters, members, roster, busy));
    }

    private void take(PreparedEpoch next) {
        prepared = Optional.of(next);
        next.outgoing().forEach(this::send);
        membershipChanges |= next.isReady();
    }

    private void send(Outgoing outgoing) {
        Outgoing said = mouth.apply(outgoing);
        packets.add(new Packet(said.to(), false, said.message().bytes().clone()));
    }

    @Override
    void deliver(Packet packet) {
        if (packet.toServer() && prepared.isPresent()) {
            WireMessage<?> message = parse(packet.bytes());
            if (prepared.get().concerns(message)) {
                take(prepared.get().after(packet.platform(), message));
                return;
            }
        }
        super.deliver(packet);
    }

    /** The change of epochs, if there is one to change to. */
    @Override
    Simulation begin() {
        Optional<PreparedEpoch> ready = prepared.filter(PreparedEpoch::isReady);
        prepared = Optional.empty();
        if (ready.isEmpty()) {
            return super.begin();
        }
        membershipChanges = false;
        roundsAtChange = hospitals.get(0).sums.size();
        serve(ready.get().change().orElseThrow());
        return this;
    }

    private static WireMessage<?> parse(byte[] bytes) {
        try {
            return WireMessage.parse(bytes.clone());
        } catch (MalformedMessageException e) {
            throw new AssertionError(e);
        }
    }
}
