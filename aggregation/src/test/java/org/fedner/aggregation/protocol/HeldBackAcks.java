package org.fedner.aggregation.protocol;

import java.util.Comparator;
import java.util.List;
import org.fedner.aggregation.message.Ack;
import org.fedner.aggregation.message.WireMessage;

/** A round of mode R in which everyone has signed the list of survivors, and no ACK has reached the server. */
final class HeldBackAcks {

    final Simulation simulation;
    final Hospital victim;

    /** Begins the simulation and runs it as far as round 1. */
    HeldBackAcks(Simulation simulation) {
        this.simulation = simulation.begin();
        this.victim = simulation.hospitals.get(0);
        while (!(victim.phase instanceof AwaitingQuorum) || all().size() < simulation.hospitals.size()) {
            Simulation.Packet packet = simulation.packets.remove();
            if (LyingServerCase.parsed(packet).message() instanceof Ack) {
                simulation.packets.add(packet);
            } else {
                simulation.deliver(packet);
            }
        }
    }

    AwaitingQuorum phase() {
        return (AwaitingQuorum) victim.phase;
    }

    /** In the order of their senders. */
    List<WireMessage<Ack>> all() {
        return simulation.packets.stream()
                .map(LyingServerCase::parsed)
                .flatMap(message -> message.as(Ack.class).stream())
                .sorted(Comparator.comparing(ack -> ack.message().platform()))
                .toList();
    }

    /** What the server would make of these. */
    Acknowledgements acknowledged(List<WireMessage<Ack>> acks) {
        Acknowledgements acknowledgements = ((CollectingAcknowledgements) simulation.phase).acks();
        for (WireMessage<Ack> ack : acks) {
            acknowledgements = acknowledgements.and(ack.message().platform(), ack);
        }
        return acknowledgements;
    }
}
