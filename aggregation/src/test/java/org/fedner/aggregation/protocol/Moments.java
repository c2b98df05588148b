package org.fedner.aggregation.protocol;

import java.util.function.Predicate;

/** Lets a federation go on, packet by packet, up to the moment that a test is about. */
final class Moments {

    private Moments() {}

    /** When that platform is first in such a phase. */
    static <P extends PlatformPhase> P of(Simulation simulation, Hospital hospital, Class<P> phase) {
        return of(simulation, hospital, phase, any -> true);
    }

    /** When that platform is first in such a phase with such facts. */
    static <P extends PlatformPhase> P of(Simulation simulation, Hospital hospital, Class<P> phase, Predicate<P> such) {
        while (!phase.isInstance(hospital.phase) || !such.test(phase.cast(hospital.phase))) {
            simulation.deliverNext();
        }
        return phase.cast(hospital.phase);
    }

    /** When the server is first in such a phase. */
    static <P extends ServerPhase> P of(Simulation simulation, Class<P> phase) {
        return of(simulation, phase, any -> true);
    }

    /** When the server is first in such a phase with such facts. */
    static <P extends ServerPhase> P of(Simulation simulation, Class<P> phase, Predicate<P> such) {
        while (!phase.isInstance(simulation.phase) || !such.test(phase.cast(simulation.phase))) {
            simulation.deliverNext();
        }
        return phase.cast(simulation.phase);
    }
}
