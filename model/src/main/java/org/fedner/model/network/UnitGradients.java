package org.fedner.model.network;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.fedner.model.parameters.CharacterLayer;
import org.fedner.model.parameters.TensorNames;
import org.fedner.model.parameters.WordInput;

/**
 * The gradient of each unit of privacy by itself, over both modules: what differential privacy clips.
 *
 * <p>Two ways that agree but for rounding. <em>Together</em>: one pass forward and one back for many units, which stops at
 * each layer's output; a unit's gradient is then the sum of outer products over its own places. <em>Alone</em>: one plain gradient for each unit, as it would be if there were no other. The last bits of a
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
    private final float[][] modules;
    private final int[][] whole;

    /** Takes one unit's gradient. */
    @FunctionalInterface
    public interface Sink {
        /**
         * The mean over the unit's sentences. A number that is not finite is for the sink to refuse: it looks at all of them
         * anyway.
         *
         * @param modules in the order of the shared layout, and of the private one; reused for the next unit
         * @param stretches of either {@code from, to, from, to ..}, ascending: outside of these it is zero
         */
        void unit(float[][] modules, int[][] stretches);
    }

    UnitGradients(PlatformNetwork network) {
        this.network = network;
        shared = new float[network.sharedLayout.size()];
        own = new float[network.privateLayout.size()];
        modules = new float[][] {shared, own};
        whole = new int[][] {{0, shared.length}, {0, own.length}};
    }

    /** Whether this network's units can be computed together; others, which few jobs use, take a pass for each unit. */
    public boolean canComputeTogether() {
        boolean readsLettersInTurn = network.spec
                .characters()
                .filter(CharacterLayer.BiLstm.class::isInstance)
                .isPresent();
        return !readsLettersInTurn
                && network.spec.contextual().isEmpty()
                && !(network.spec.words() instanceof WordInput.TunedVectors);
    }

    /**
     * Each unit's gradient at the parameters that the network was given, in any order; no unit, no call.
     *
     * @param units sentences of each, at least one
     * @param dropout with a seed that is secret in a private mode: masks must not tell where a unit stood
     * @throws DivergedException if a loss is not finite; the sink has taken some units then
     */
    public void together(List<List<EncodedSentence>> units, Dropout dropout, Sink sink) throws DivergedException {
        if (!canComputeTogether()) {
            throw new IllegalStateException("this network's units are computed one after the other");
        }
        if (units.isEmpty()) {
            return;
        }
        UnitModules target = new UnitModules(network.places, shared, own);
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
            pass(byLength.subList(from, to), later(dropout, pass++), target, sink);
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
            sink.unit(modules, whole);
        }
    }

    private static void divide(float[] sum, int by) {
        for (int i = 0; by > 1 && i < sum.length; i++) {
            sum[i] /= by;
        }
    }

    private void pass(List<List<EncodedSentence>> units, Dropout masks, UnitModules target, Sink sink)
            throws DivergedException {
        List<EncodedSentence> sentences = units.stream().flatMap(List::stream).toList();
        TrainingNetwork layers = network.training();
        float[] emissions = layers.forward(sentences, masks);
        UnitScores scores = UnitScores.of(network, emissions, layers.packing(), sentences);
        layers.backward(scores.emissionGradient());
        int first = 0;
        for (List<EncodedSentence> unit : units) {
            target.begin();
            float share = 1f / unit.size();
            layers.unitGradient(first, unit.size(), share, target);
            for (int s = first; s < first + unit.size(); s++) {
                add(scores.transitions()[s], share, target, TensorNames.CRF_TRANSITIONS);
                add(scores.starts()[s], share, target, TensorNames.CRF_START);
            }
            sink.unit(modules, target.stretches());
            first += unit.size();
        }
    }

    private static void add(double[] values, float share, ModuleArrays target, String name) {
        float[] array = target.array(name);
        int offset = target.offset(name);
        for (int i = 0; i < values.length; i++) {
            array[offset + i] += (float) (values[i] * share);
        }
    }
}
