package org.fedner.model.network;

import java.util.ArrayList;
import java.util.List;
import org.fedner.model.parameters.CharacterLayer;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.WordInput;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The backward pass that stops at each layer's output: from what a layer read and what came back to it, place by place, the
 * gradient of any one unit follows as a sum of outer products over its own places. It is one backward pass for the whole
 * batch; no weight's gradient is formed in it.
 */
final class UnitSignals {

    /**
     * A Bi-LSTM's share. The second direction's are in the order in which it reads.
     *
     * @param input {@code [steps][batch][width]}
     * @param aheadHidden, backHidden {@code [steps][batch][units]}
     * @param aheadGates, backGates gradients, {@code [steps][batch][4 * units]}
     */
    record Lstm(
            Output<TFloat32> input,
            Output<TFloat32> aheadHidden,
            Output<TFloat32> backHidden,
            Output<TFloat32> aheadGates,
            Output<TFloat32> backGates) {}

    /** What the emission scores read, {@code [steps * batch][top]}. */
    final Output<TFloat32> top;
    /** What the word CNN reads, {@code [steps][batch][word]}. */
    final Output<TFloat32> input;
    /** From the words up. */
    final List<Lstm> lstms = new ArrayList<>();
    /** Gradient of the word CNN's scores of each width, {@code [steps * batch][filters]}. */
    final List<Output<TFloat32>> filtered = new ArrayList<>();
    /** Gradient of the words side by side with their features, {@code [steps][batch][word]}. */
    final Output<TFloat32> words;

    /** Whether this network's units are computed together. Others, which few jobs use, take one run for each unit. */
    static boolean supports(NetworkSpec spec) {
        boolean readsLettersInTurn = spec.characters()
                .filter(CharacterLayer.BiLstm.class::isInstance)
                .isPresent();
        return !readsLettersInTurn && spec.contextual().isEmpty() && !(spec.words() instanceof WordInput.TunedVectors);
    }

    UnitSignals(Graph graph, Ops tf, Grid grid, Tape tape, Operand<TFloat32> scores, Operand<TFloat32> scoreGradient) {
        top = tape.marked(Tape.Mark.TOP).get(0).asOutput();
        input = tape.marked(Tape.Mark.INPUT).get(0).asOutput();
        List<Output<TFloat32>> ends = List.of(scores.asOutput());
        List<Output<TFloat32>> gradients = List.of(scoreGradient.asOutput());
        List<BiLstm> layers = tape.lstms();
        for (int i = layers.size() - 1; i >= 0; i--) {
            BiLstm layer = layers.get(i);
            List<Output<TFloat32>> ofHidden = back(
                    graph,
                    ends,
                    gradients,
                    List.of(layer.aheadHidden().asOutput(), layer.backHidden().asOutput()));
            Operand<TFloat32> ahead = layer.gateGradient(true, ofHidden.get(0));
            Operand<TFloat32> behind = layer.gateGradient(false, ofHidden.get(1));
            lstms.add(
                    0,
                    new Lstm(
                            layer.input().asOutput(),
                            layer.aheadHidden().asOutput(),
                            layer.backHiddenAsRead().asOutput(),
                            ahead.asOutput(),
                            behind.asOutput()));
            ends = List.of(layer.input().asOutput());
            gradients = List.of(layer.inputGradientOf(ahead, behind).asOutput());
        }
        List<Output<TFloat32>> scored =
                tape.marked(Tape.Mark.FILTERED).stream().map(Operand::asOutput).toList();
        if (!scored.isEmpty()) {
            filtered.addAll(back(graph, ends, gradients, scored));
            ends = scored;
            gradients = filtered;
        }
        words = back(
                        graph,
                        ends,
                        gradients,
                        List.of(tape.marked(Tape.Mark.WORDS).get(0).asOutput()))
                .get(0);
    }

    @SuppressWarnings("unchecked") // the gradient of a float tensor is a float tensor
    private static List<Output<TFloat32>> back(
            Graph graph,
            List<Output<TFloat32>> ends,
            List<Output<TFloat32>> gradients,
            List<Output<TFloat32>> sources) {
        Output<?>[] found = graph.addGradients(
                "units" + sources.get(0).op().name().replaceAll("[^A-Za-z0-9]", ""),
                ends.toArray(Output<?>[]::new),
                sources.toArray(Output<?>[]::new),
                gradients.toArray(Output<?>[]::new));
        List<Output<TFloat32>> typed = new ArrayList<>();
        for (Output<?> gradient : found) {
            typed.add((Output<TFloat32>) gradient);
        }
        return typed;
    }

    /** Values of the forward pass that are read in Java. */
    List<Output<?>> activations() {
        List<Output<?>> all = new ArrayList<>(List.of(top, input));
        for (Lstm lstm : lstms) {
            all.addAll(List.of(lstm.input(), lstm.aheadHidden(), lstm.backHidden()));
        }
        return all;
    }

    /** Gradients. */
    List<Output<?>> signals() {
        List<Output<?>> all = new ArrayList<>(List.of(words));
        all.addAll(filtered);
        for (Lstm lstm : lstms) {
            all.addAll(List.of(lstm.aheadGates(), lstm.backGates()));
        }
        return all;
    }
}
