package org.fedner.aggregation.protocol;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fedner.aggregation.message.Ack;
import org.fedner.aggregation.message.Answer;
import org.fedner.aggregation.message.Message;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Upload;
import org.fedner.crypto.expansion.Digest;

/**
 * Cuts members off in rounds of mode R, each from a message of its own on: what they send is lost from there to the end of
 * the round. They hear everything; what they deal for the next round gets through.
 */
final class SilencedMembers {

    private final Simulation simulation;
    private final List<List<RecoveryTest.Silence>> patterns;
    private final Set<PlatformId> silent = new HashSet<>();
    private long round;

    /** @param patterns one for each round from 1; each for the simulation's platforms in its order */
    SilencedMembers(Simulation simulation, List<List<RecoveryTest.Silence>> patterns) {
        this.simulation = simulation;
        this.patterns = patterns;
    }

    /** Until the job is done or the epoch over; a deadline passes when nothing else is left to happen. */
    void run() {
        while (true) {
            Simulation.Packet packet = simulation.packets.poll();
            if (packet != null) {
                if (!isLost(packet)) {
                    simulation.deliver(packet);
                }
            } else if (simulation.phase instanceof EpochOver) {
                return;
            } else {
                simulation.serve(simulation.phase.on(new ServerEvent.DeadlinePassed()));
            }
        }
    }

    boolean isLost(Simulation.Packet packet) {
        if (!packet.toServer() || !(simulation.phase instanceof RecoverablePhase called)) {
            return false;
        }
        if (called.round().at().round() != round) {
            round = called.round().at().round();
            silent.clear();
        }
        int index = simulation.hospitals.indexOf(simulation.hospital(packet.platform()));
        Digest context = called.round().context().digest();
        Message message = LyingServerCase.parsed(packet).message();
        boolean begins =
                switch (patterns.get((int) round - 1).get(index)) {
                    case NEVER -> false;
                    case BEFORE_ITS_UPLOAD ->
                        message instanceof Upload upload && upload.context().equals(context);
                    case BEFORE_ITS_ACK ->
                        message instanceof Ack ack && ack.context().equals(context);
                    case BEFORE_ITS_ANSWER ->
                        message instanceof Answer answer && answer.context().equals(context);
                };
        if (begins) {
            silent.add(packet.platform());
        }
        return silent.contains(packet.platform());
    }
}
