package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.SignedMessage;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;

/** A server that lies, with its own valid signature, in a simulated federation. */
abstract class LyingServerCase {

    static final int PLATFORMS = 4;
    static final int ROUNDS = 3;

    private Digest epoch = Digest.of();

    /** One platform is lied to; it stops before it sends anything else. */
    final <M extends SignedMessage> void victimStops(
            int seed, AbortReason reason, Class<M> kind, UnaryOperator<M> lie) {
        Simulation simulation = new Simulation(PLATFORMS, ROUNDS, seed);
        Hospital victim = simulation.hospitals.get(0);
        lie(simulation, kind, (to, message) -> to.equals(victim.id) ? lie.apply(message) : message);
        simulation.begin().run();
        assertThat(victim.stopped).containsExactly(reason);
        assertThat(victim.sums).isEmpty();
    }

    final void simulateRoster(Simulation simulation, UnaryOperator<EpochRoster> lie) {
        lie(simulation, EpochRoster.class, (to, roster) -> {
            EpochRoster other = lie.apply(roster);
            epoch = other.epochDigest();
            return other;
        });
        simulation.begin().run();
    }

    final <M extends SignedMessage> void lie(Simulation simulation, Class<M> kind, BiFunction<PlatformId, M, M> lie) {
        simulation.mouth = outgoing -> {
            if (outgoing.message().message() instanceof EpochRoster roster) {
                epoch = roster.epochDigest();
            }
            return outgoing.message()
                    .as(kind)
                    .map(wire ->
                            new Outgoing(outgoing.to(), resigned(simulation, lie.apply(outgoing.to(), wire.message()))))
                    .orElse(outgoing);
        };
    }

    final WireMessage<?> resigned(Simulation simulation, SignedMessage message) {
        Digest signedFor = message instanceof EpochRoster roster ? roster.epochDigest() : epochOf(simulation);
        return WireMessage.sign(message, signedFor, simulation.serverKey);
    }

    final Digest epochOf(Simulation simulation) {
        return simulation.phase instanceof HostPhase hosting
                ? hosting.hosting().epoch().digest()
                : epoch;
    }

    static void everyoneStopped(Simulation simulation, AbortReason reason) {
        assertThat(simulation.hospitals)
                .allSatisfy(hospital -> assertThat(hospital.stopped).containsExactly(reason));
    }

    static boolean isTraining(Result result) {
        return result.sum().size() > 1;
    }

    static long minus(long a, long b) {
        return Math.floorMod(a - b, (1L << 61) - 1);
    }

    static WireMessage<?> parsed(Simulation.Packet packet) {
        try {
            return WireMessage.parse(packet.bytes());
        } catch (MalformedMessageException e) {
            throw new AssertionError(e);
        }
    }
}
