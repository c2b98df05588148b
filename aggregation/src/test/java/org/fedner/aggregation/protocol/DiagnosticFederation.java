package org.fedner.aggregation.protocol;

import org.fedner.aggregation.masking.AggregationMode;
import org.fedner.aggregation.masking.ServerView;

/** A federation of mode D. */
final class DiagnosticFederation {

    private DiagnosticFederation() {}

    /** The same federation, whose rounds are on dummies. */
    static Simulation of(Simulation simulation) {
        EpochParameters usual = simulation.parameters;
        simulation.parameters = new EpochParameters(
                AggregationMode.DIAGNOSTIC,
                usual.ring(),
                usual.minPlatforms(),
                usual.colluders(),
                usual.sizeUnit(),
                usual.inputWords(),
                usual.largestExamples(),
                usual.layout(),
                usual.job(),
                usual.table(),
                ServerView.SUM);
        return simulation;
    }
}
