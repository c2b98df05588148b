package org.fedner.model.network;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat32;

/**
 * The gradient of each unit of privacy by itself, over both modules: what differential privacy clips.
 *
 * <p>Two ways that agree but for rounding. <em>Together</em>: one pass forward and one back for many units, which stops at
 * each layer's output ({@link UnitSignals}); a unit's gradient is then the outer products over its own places ({@link
 * UnitAssembly}). <em>Alone</em>: one plain gradient for each unit, as it would be if there were no other. The last bits of a
 * number that was computed together may depend on who was in the same pass, alone never (docs/privacy.md).
 *
 * <p>Confined to the thread of its network.
 */
public final class UnitGradients {
    /** Sentences of one pass: as many as keep the machine busy, few enough that lengths differ little within it. */
    private static final int PASS_SENTENCES = 64;

    private final PlatformNetwork network;
    private final float[] shared;
    private final float[] own;

    /** Takes one unit's gradient. */
    @FunctionalInterface
    public interface Sink {
        /**
         * The mean over the unit's sentences, finite.
         *
         * @param shared in the order of the shared layout; reused for the next unit
         * @param own in the order of the private layout; reused likewise
         */
        void unit(float[] shared, float[] own);
    }

    UnitGradients(PlatformNetwork network) {
        this.network = network;
        shared = new float[network.sharedLayout.size()];
        own = new float[network.privateLayout.size()];
    }

    /** Whether this network's units can be computed together. */
    public boolean canComputeTogether() {
        return network.graph.units.isPresent();
    }

    /**
     * Each unit's gradient at the parameters that the network was given, in any order; no unit, no call.
     *
     * @param units sentences of each, at least one
     * @param dropout with a seed that is secret in a private mode: masks must not tell where a unit stood
     * @throws DivergedException if one is not finite; the sink has taken some of the others then
     */
    public void together(List<List<EncodedSentence>> units, Dropout dropout, Sink sink) throws DivergedException {
        if (!canComputeTogether()) {
            throw new IllegalStateException("this network's units are computed one after the other");
        }
        if (units.isEmpty()) {
            return;
        }
        List<List<EncodedSentence>> byLength = new ArrayList<>(units);
        byLength.sort(Comparator.comparingInt(UnitGradients::longest));
        long pass = 0;
        for (int from = 0; from < byLength.size(); ) {
            int sentences = 0;
            int to = from;
            while (to < byLength.size()
                    && (to == from || sentences + byLength.get(to).size() <= PASS_SENTENCES)) {
                sentences += byLength.get(to++).size();
            }
            pass(byLength.subList(from, to), later(dropout, pass++), sink);
            from = to;
        }
    }

    /** Of a later pass of the same step. */
    private static Dropout later(Dropout dropout, long pass) {
        return new Dropout(dropout.seed() + pass, dropout.bySentence());
    }

    private static int longest(List<EncodedSentence> unit) {
        return unit.stream().mapToInt(EncodedSentence::length).max().orElseThrow();
    }

    /** The same, one plain gradient for each unit. */
    public void alone(List<List<EncodedSentence>> units, Dropout dropout, Sink sink) throws DivergedException {
        long pass = 0;
        for (List<EncodedSentence> unit : units) {
            network.gradient(unit, later(dropout, pass++), shared, own);
            divide(shared, unit.size());
            divide(own, unit.size());
            sink.unit(shared, own);
        }
    }

    private static void divide(float[] sum, int by) {
        for (int i = 0; by > 1 && i < sum.length; i++) {
            sum[i] /= by;
        }
    }

    private void pass(List<List<EncodedSentence>> units, Dropout masks, Sink sink) throws DivergedException {
        List<EncodedSentence> sentences = units.stream().flatMap(List::stream).toList();
        UnitSignals signals = network.graph.units.orElseThrow();
        try (Batch batch = network.batch(sentences);
                DropoutMasks dropout = new DropoutMasks(network.spec, batch, masks)) {
            Session.Runner first = network.session.runner();
            Fetches fetches = new Fetches(first);
            fetches.add(network.graph.trainingEmissions);
            network.graph.unitCrossing.forEach(fetches::add);
            signals.activations().forEach(fetches::add);
            network.feed(first, batch);
            dropout.feed(first, network.graph.inputs);
            try (Result forward = first.run()) {
                UnitScores scores = UnitScores.of(network, floats(forward.get(0)), batch);
                List<float[]> activations = signals.activations().stream()
                        .map(value -> floats(fetches.of(forward, value)))
                        .toList();
                long places = (long) batch.steps * sentences.size();
                try (TFloat32 fromAbove = Batch.tensor(scores.emissionGradient(), places, network.labels)) {
                    Session.Runner second =
                            network.session.runner().feed(network.graph.inputs.emissionGradient, fromAbove);
                    network.graph.unitCrossing.forEach(value -> second.feed(value, fetches.of(forward, value)));
                    network.feed(second, batch);
                    dropout.feed(second, network.graph.inputs);
                    List<Output<?>> wanted = signals.signals();
                    wanted.forEach(second::fetch);
                    List<float[]> gradients = new ArrayList<>();
                    try (Result backward = second.run()) {
                        backward.forEach(tensor -> gradients.add(floats(tensor.getValue())));
                    }
                    UnitAssembly assembly =
                            new UnitAssembly(network, batch, dropout.formsKept, scores, activations, gradients);
                    int column = 0;
                    for (List<EncodedSentence> unit : units) {
                        assembly.gradient(column, unit, shared, own);
                        sink.unit(shared, own);
                        column += unit.size();
                    }
                }
            }
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
