package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Whole runs above 64 members, on drawn graphs. The simulation compares every sum with the plain sum of all inputs. */
@LongRun
class LargeMembershipTest {

    @Test
    void sumsOverASparseGraphAreExactThroughReconnectionsAndARestartOfTheServer() {
        Simulation simulation = new Simulation(65, 2, 500).begin();
        Hospital first = simulation.hospitals.get(0);
        until(simulation, hospital -> hospital.phase instanceof AwaitingSeedSet);
        simulation.reconnect(first);
        until(simulation, hospital -> hospital.phase instanceof AwaitingLinkSet);
        simulation.reconnect(first);
        until(simulation, hospital -> hospital.phase instanceof RoundPhase);
        simulation.crashServer();
        simulation.run().assertFinishedInOneState();
        assertThat(simulation.epochs).isEqualTo(1);
        simulation.hospitals.forEach(hospital -> assertThat(hospital.sums).hasSize(2));
    }

    @Test
    void aMissingMemberVoidsTheRoundAndTheNextEpochDrawsAnotherGraph() {
        Simulation simulation = new Simulation(66, 1, 502).begin();
        Hospital survivor = simulation.hospitals.get(1);
        until(simulation, hospital -> hospital == survivor && !hospital.sizes.isEmpty());
        EpochGraph before = graphOf(survivor);
        simulation.kill(simulation.hospitals.get(0));
        until(
                simulation,
                hospital -> hospital.phase instanceof RoundPhase round
                        && round.at().keyed().epoch().number() == 2);
        EpochGraph after = graphOf(survivor);
        simulation.run().assertFinishedInOneState();
        assertThat(simulation.epochs).isEqualTo(2);
        assertThat(before.neighbours(survivor.id)).hasSize(16);
        assertThat(after.neighbours(survivor.id)).hasSize(14).isNotEqualTo(before.neighbours(survivor.id));
        assertThat(survivor.sums).hasSize(1);
    }

    private static EpochGraph graphOf(Hospital hospital) {
        return ((RoundPhase) hospital.phase).at().keyed().graph();
    }

    private static void until(Simulation simulation, Predicate<Hospital> moment) {
        while (simulation.hospitals.stream().noneMatch(moment)) {
            if (simulation.packets.isEmpty()) {
                simulation.serve(simulation.phase.on(new ServerEvent.DeadlinePassed()));
            }
            simulation.deliverNext();
        }
    }
}
