package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Standing;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.aggregation.protocol.Simulation.Packet;
import org.fedner.crypto.expansion.Digest;
import org.junit.jupiter.api.Test;

/** Honest parties under faults: the job ends in one state, or in a clear refusal, and no sum is ever wrong. */
class FederationTest {

    private static final int ROUNDS = 2;

    @Test
    void everyoneEndsInOneStateAfterExactSums() {
        for (int n : new int[] {3, 4, 5, 6, 7, 10}) {
            Simulation simulation = new Simulation(n, ROUNDS, n).begin().run();
            simulation.assertFinishedInOneState();
            long sizes = simulation.hospitals.stream()
                    .mapToLong(hospital -> (hospital.sentences + 255) / 256 * 256)
                    .sum();
            assertThat(simulation.hospitals).allSatisfy(hospital -> {
                assertThat(hospital.sums).hasSize(ROUNDS);
                assertThat(hospital.sizes).containsExactly(sizes);
                assertThat(hospital.voids).isEmpty();
            });
        }
    }

    @Test
    @LongRun
    void whoeverDiesWheneverTheOthersFinish() {
        atEveryMoment(4, (simulation, victim) -> {
            simulation.kill(victim);
            simulation.run();
            simulation.assertFinishedInOneState();
            assertThat(simulation.finished()).hasSizeGreaterThanOrEqualTo(3);
        });
    }

    @Test
    void whoeverMissesAResultAndThenTheDeadlineHearsBoth() {
        assertGoOnAfterALostSum(Set.of(2));
    }

    /** The server has added it to its model: the members must not go on without it. */
    @Test
    void aSumThatNobodyHeardBeforeTheDeadlineIsNotLost() {
        assertGoOnAfterALostSum(Set.of(0, 1, 2, 3));
    }

    /** Their connections are broken when the first training sum is sent, and nobody knows before an attempt is void. */
    private static void assertGoOnAfterALostSum(Set<Integer> cutOff) {
        Simulation simulation = new Simulation(4, 3, 11).begin();
        while (simulation.serverState.modelRound() < 1) {
            simulation.deliver(simulation.packets.poll());
        }
        List<Hospital> victims = cutOff.stream().map(simulation.hospitals::get).toList();
        for (Packet packet = simulation.packets.poll(); packet != null; packet = simulation.packets.poll()) {
            PlatformId about = packet.platform();
            if (victims.stream().noneMatch(victim -> about.equals(victim.id))) {
                simulation.deliver(packet);
            }
        }
        simulation.serve(simulation.phase.on(new ServerEvent.DeadlinePassed()));
        victims.forEach(simulation::reconnect);
        simulation.run();
        simulation.assertFinishedInOneState();
        assertThat(simulation.epochs).isEqualTo(1);
    }

    @Test
    @LongRun
    void whoeverRestartsWheneverEveryoneFinishes() {
        atEveryMoment(4, (simulation, victim) -> {
            if (!victim.isFinished) {
                simulation.restart(victim);
                simulation.run();
                if (!simulation.finished().containsAll(simulation.hospitals)) {
                    // the job was finished without it before it was back: the state it missed is the server's to give
                    assertThat(simulation.serverState.modelRound()).isEqualTo(ROUNDS);
                }
            }
        });
    }

    @Test
    @LongRun
    void aBrokenConnectionCostsNothing() {
        atEveryMoment(3, (simulation, victim) -> {
            // For all the server knows, whoever has not heard of the proposed epoch died after it had: another one is
            // proposed.
            boolean hasNotHeard =
                    simulation.phase instanceof AdvertisingKeys && victim.phase.standing() instanceof Standing.Outside;
            simulation.reconnect(victim);
            simulation.run();
            simulation.assertFinishedInOneState();
            assertThat(simulation.epochs).isEqualTo(hasNotHeard ? 2 : 1);
        });
    }

    @Test
    @LongRun
    void aServerThatRestartsGoesOnInTheSameEpochWithTheSameSums() {
        Simulation undisturbed = new Simulation(3, ROUNDS, 1).begin().run();
        for (int moment = 0; moment <= undisturbed.delivered; moment++) {
            Simulation simulation = new Simulation(3, ROUNDS, 1).begin().runFor(moment);
            boolean wasEstablished =
                    simulation.serverNotices.stream().anyMatch(ServerNotice.EpochEstablished.class::isInstance);
            if (simulation.finished().isEmpty()) {
                simulation.crashServer();
                simulation.run();
                simulation.assertFinishedInOneState();
            }
            if (wasEstablished) {
                assertThat(simulation.epochs).isEqualTo(1);
                assertThat(simulation.serverState).isEqualTo(undisturbed.serverState);
            }
        }
    }

    @Test
    @LongRun
    void aServerThatDiesAroundTheStoringOfAnOutcomeSaysOneThingOnly() {
        for (boolean beforeStoring : new boolean[] {true, false}) {
            for (int moment = 24; moment < 44; moment++) {
                Simulation simulation = new Simulation(3, ROUNDS, 5).begin().runFor(moment);
                simulation.serverCrashesBeforeStoring = beforeStoring;
                simulation.serverCrashesAfterStoring = !beforeStoring;
                simulation.run();
                assertThat(simulation.serverCrashesBeforeStoring || simulation.serverCrashesAfterStoring)
                        .as("the server died")
                        .isFalse();
                simulation.assertFinishedInOneState();
                assertThat(simulation.epochs).isEqualTo(1);
            }
        }
    }

    @Test
    void withTooFewLeftTheJobStopsWithoutAnotherSum() {
        Simulation simulation = new Simulation(3, ROUNDS, 9).begin().runFor(34);
        simulation.kill(simulation.hospitals.get(1));
        simulation.run();
        assertThat(simulation.finished()).isEmpty();
        assertThat(simulation.serverState.modelRound()).isLessThan(ROUNDS);
    }

    @Test
    void voidRoundsAreTriedAgainWithOtherInputs() {
        Simulation simulation = new Simulation(4, ROUNDS, 11).begin().runFor(50);
        for (int i = 0; i < 3; i++) {
            simulation.serve(simulation.phase.on(new ServerEvent.DeadlinePassed()));
            simulation.runFor(3);
        }
        simulation.run();
        simulation.assertFinishedInOneState();
        assertThat(simulation.epochs).isEqualTo(1);
        assertThat(simulation.hospitals)
                .allSatisfy(hospital -> assertThat(hospital.voids).isNotEmpty());
    }

    @Test
    @LongRun
    void whoLeavesIsNotInTheNextEpoch() {
        for (int moment = 60; moment < 90; moment += 3) {
            Simulation simulation = new Simulation(4, 12, 12).begin().runFor(moment);
            Hospital leaver = simulation.hospitals.get(2);
            simulation.say(leaver, leaver.handle(new PlatformEvent.LeaveRequested()));
            simulation.run();
            assertThat(simulation.finished()).hasSize(3).doesNotContain(leaver);
        }
    }

    @Test
    void aLateJoinerAdoptsWhatTheOthersVouchFor() {
        Simulation simulation = new Simulation(5, 6, 13);
        Hospital joiner = simulation.hospitals.get(0);
        joiner.isUp = false;
        simulation.begin().runFor(70);
        assertThat(simulation.serverState.modelRound()).isPositive();
        simulation.restart(joiner);
        simulation.run();
        simulation.assertFinishedInOneState();
        assertThat(simulation.epochs).isEqualTo(2);
        assertThat(joiner.sums).isNotEmpty();
    }

    @Test
    void everyPacketTwiceChangesNothing() {
        Simulation simulation = new Simulation(4, ROUNDS, 14).begin();
        while (!simulation.packets.isEmpty()) {
            Packet packet = simulation.packets.poll();
            simulation.deliver(packet);
            simulation.deliver(packet);
        }
        simulation.assertFinishedInOneState();
        assertThat(simulation.epochs).isEqualTo(1);
    }

    @Test
    @LongRun
    void noOrderOfPacketsMakesASumWrong() {
        for (int seed = 0; seed < 25; seed++) {
            Simulation simulation = new Simulation(4, ROUNDS, 15).begin();
            Random order = new Random(seed);
            for (int i = 0; i < 600 && !simulation.packets.isEmpty(); i++) {
                int jump = order.nextInt(5) == 0 ? order.nextInt(simulation.packets.size()) : 0;
                List<Packet> waiting = new ArrayList<>(simulation.packets);
                Packet chosen = waiting.remove(jump);
                simulation.packets.clear();
                simulation.packets.addAll(waiting);
                simulation.deliver(chosen);
            }
        }
    }

    @Test
    @LongRun
    void noCorruptedByteMakesASumWrong() {
        int total = new Simulation(4, ROUNDS, 16).begin().run().delivered;
        Random corruption = new Random(16);
        for (int moment = 0; moment < total; moment++) {
            Simulation simulation = new Simulation(4, ROUNDS, 16).begin().runFor(moment);
            if (!simulation.packets.isEmpty()) {
                Packet packet = simulation.packets.poll();
                byte[] bytes = packet.bytes().clone();
                bytes[corruption.nextInt(bytes.length)] ^= (byte) (1 << corruption.nextInt(8));
                simulation.deliver(new Packet(packet.platform(), packet.toServer(), bytes));
                simulation.run();
            }
        }
    }

    @Test
    void nobodyEverSendsTwoVectorsForOneContext() throws Exception {
        Simulation simulation = new Simulation(4, ROUNDS, 17).begin();
        List<Upload> uploads = new ArrayList<>();
        for (int i = 0; i < 400 && !simulation.packets.isEmpty(); i++) {
            Packet packet = simulation.packets.poll();
            if (packet.toServer()) {
                WireMessage.parse(packet.bytes()).as(Upload.class).ifPresent(wire -> uploads.add(wire.message()));
            }
            simulation.deliver(packet);
            if (i % 7 == 0) {
                simulation.reconnect(simulation.hospitals.get(i / 7 % 4));
            }
        }
        simulation.assertFinishedInOneState();
        record Asked(Digest context, PlatformId platform) {}
        assertThat(uploads.stream()
                        .map(u -> new Asked(u.context(), u.platform()))
                        .distinct())
                .hasSize((int)
                        uploads.stream().map(Upload::vectorDigest).distinct().count());
    }

    /** Runs the job up to every packet to or from a platform, and lets {@code fault} befall that platform there. */
    private static void atEveryMoment(int platforms, BiConsumer<Simulation, Hospital> fault) {
        int total = new Simulation(platforms, ROUNDS, 1).begin().run().delivered;
        for (int moment = 0; moment < total; moment++) {
            Simulation simulation = new Simulation(platforms, ROUNDS, 1).begin().runFor(moment);
            fault.accept(
                    simulation, simulation.hospital(simulation.packets.element().platform()));
        }
    }
}
