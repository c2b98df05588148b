package org.fedner.model.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat32;

/**
 * One pass forward and one back over sentences side by side, for gradients of single units: backward in the stretches of {@link
 * UnitSignals}, with the gates' gradients computed in between.
 */
final class UnitPass {
    private final PlatformNetwork network;
    private final UnitSignals signals;
    private final Batch batch;
    private final DropoutMasks dropout;

    /** The caller closes batch and masks after {@link #run}. */
    UnitPass(PlatformNetwork network, Batch batch, DropoutMasks dropout) {
        this.network = network;
        this.signals = network.graph.units.orElseThrow();
        this.batch = batch;
        this.dropout = dropout;
    }

    /** What came of it. */
    record Outcome(UnitScores scores, UnitValues values) {}

    Outcome run() throws DivergedException {
        Session.Runner first = network.session.runner();
        Fetches fetches = new Fetches(first);
        fetches.add(network.graph.trainingEmissions);
        network.graph.unitCrossing.forEach(fetches::add);
        fetches.add(signals.top);
        fetches.add(signals.input);
        for (UnitSignals.Lstm lstm : signals.lstms) {
            fetches.add(lstm.input());
            lstm.ahead().activations().forEach(fetches::add);
            lstm.back().activations().forEach(fetches::add);
        }
        feed(first);
        try (Result forward = first.run()) {
            UnitScores scores = UnitScores.of(network, floats(forward.get(0)), batch);
            long places = (long) batch.steps * batch.lengths.length;
            try (TFloat32 fromAbove = Batch.tensor(scores.emissionGradient(), places, network.labels);
                    Backward back = new Backward(forward, fetches, fromAbove)) {
                return new Outcome(scores, back.values());
            }
        }
    }

    private void feed(Session.Runner runner) {
        network.feed(runner, batch);
        dropout.feed(runner, network.graph.inputs);
    }

    /** The way back, stretch by stretch; what is fed on the way is closed at its end. */
    private final class Backward implements AutoCloseable {
        private final Result forward;
        private final Fetches fetches;
        private final TFloat32 fromAbove;
        private final Map<Output<?>, TFloat32> gates = new HashMap<>();

        Backward(Result forward, Fetches fetches, TFloat32 fromAbove) {
            this.forward = forward;
            this.fetches = fetches;
            this.fromAbove = fromAbove;
        }

        UnitValues values() {
            List<UnitValues.Lstm> lstms = new ArrayList<>();
            for (int i = signals.lstms.size() - 1; i >= 0; i--) {
                UnitSignals.Lstm lstm = signals.lstms.get(i);
                List<float[]> back = stretch(UnitSignals.atGates(lstm));
                UnitValues.Direction ahead = direction(lstm, lstm.ahead(), back.get(0), back.get(1));
                UnitValues.Direction behind = direction(lstm, lstm.back(), back.get(2), back.get(3));
                lstms.add(0, new UnitValues.Lstm(value(lstm.input()), ahead, behind));
            }
            List<float[]> last = stretch(signals.atWords());
            return new UnitValues(
                    value(signals.top), value(signals.input), last.get(0), last.subList(1, last.size()), lstms);
        }

        private List<float[]> stretch(List<Output<?>> wanted) {
            Session.Runner runner = network.session.runner().feed(network.graph.inputs.emissionGradient, fromAbove);
            network.graph.unitCrossing.forEach(value -> runner.feed(value, fetches.of(forward, value)));
            gates.forEach(runner::feed);
            feed(runner);
            wanted.forEach(runner::fetch);
            List<float[]> found = new ArrayList<>();
            try (Result result = runner.run()) {
                for (int i = 0; i < wanted.size(); i++) {
                    found.add(floats(result.get(i)));
                }
            }
            return found;
        }

        private UnitValues.Direction direction(
                UnitSignals.Lstm lstm, UnitSignals.Direction direction, float[] hidden, float[] recurrent) {
            BiLstm.Trace trace = direction.trace();
            float[] ofGates = GateGradients.of(
                    new GateGradients.Trace(
                            value(trace.input().asOutput()),
                            value(trace.cell().asOutput()),
                            value(trace.forget().asOutput()),
                            value(trace.output().asOutput()),
                            value(trace.candidate().asOutput()),
                            value(trace.cellOut().asOutput())),
                    hidden,
                    recurrent,
                    batch.steps,
                    batch.lengths.length,
                    lstm.units());
            gates.put(
                    direction.gates().asOutput(),
                    Batch.tensor(ofGates, batch.steps, batch.lengths.length, 4L * lstm.units()));
            return new UnitValues.Direction(value(trace.hidden().asOutput()), ofGates);
        }

        private float[] value(Output<?> of) {
            return floats(fetches.of(forward, of));
        }

        @Override
        public void close() {
            gates.values().forEach(TFloat32::close);
        }
    }

    /** A run's results by what they are of: the same value may be wanted for several reasons, and is fetched once. */
    private static final class Fetches {
        private final Session.Runner runner;
        private final Map<String, Integer> places = new HashMap<>();

        Fetches(Session.Runner runner) {
            this.runner = runner;
        }

        void add(Output<?> value) {
            if (places.putIfAbsent(key(value), places.size()) == null) {
                runner.fetch(value);
            }
        }

        Tensor of(Result result, Output<?> value) {
            return result.get(places.get(key(value)));
        }

        private static String key(Output<?> value) {
            return value.op().name() + ":" + value.index();
        }
    }

    private static float[] floats(Tensor tensor) {
        float[] values = new float[(int) tensor.shape().size()];
        tensor.asRawTensor().data().asFloats().read(values);
        return values;
    }
}
