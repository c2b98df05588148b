package org.fedner.model.network;

import java.util.ArrayList;
import java.util.List;
import org.fedner.model.parameters.CharacterLayer;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.WordInput;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * The backward pass that stops at each layer's output: from what a layer read and what came back to it, place by place, the
 * gradient of any one unit follows as a sum of outer products over its own places. It is one backward pass for the whole
 * batch; no weight's gradient is formed in it.
 *
 * <p>It is taken in stretches, from the scores down to the first Bi-LSTM, from each to the next, and from the last one to the
 * words: between them the gates' gradients are computed in Java ({@link GateGradients}) and fed.
 */
final class UnitSignals {

    /** A Bi-LSTM's share. What is of the second direction is in the order in which it reads. */
    record Lstm(int units, Output<TFloat32> input, Direction ahead, Direction back) {}

    /**
     * One direction.
     *
     * @param trace values of the forward pass
     * @param hidden gradient of its hidden values by what lies above, {@code [steps][batch][units]}
     * @param recurrent what each place sends back to the one before, likewise
     * @param gates takes the gradient of its gates, {@code [steps][batch][4 * units]}
     */
    record Direction(
            BiLstm.Trace trace, Output<TFloat32> hidden, Output<TFloat32> recurrent, Placeholder<TFloat32> gates) {

        /** Fetched forward: what {@link GateGradients} reads, then the hidden values. */
        List<Output<?>> activations() {
            return List.of(
                    trace.input().asOutput(),
                    trace.cell().asOutput(),
                    trace.forget().asOutput(),
                    trace.output().asOutput(),
                    trace.candidate().asOutput(),
                    trace.cellOut().asOutput(),
                    trace.hidden().asOutput());
        }
    }

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

    UnitSignals(Graph graph, Ops tf, Tape tape, Operand<TFloat32> scores, Operand<TFloat32> scoreGradient) {
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
            Direction ahead = direction(tf, layer, true, ofHidden.get(0));
            Direction behind = direction(tf, layer, false, ofHidden.get(1));
            lstms.add(0, new Lstm(layer.units(), layer.input().asOutput(), ahead, behind));
            ends = List.of(layer.input().asOutput());
            gradients =
                    List.of(layer.inputGradientOf(ahead.gates(), behind.gates()).asOutput());
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

    private static Direction direction(Ops tf, BiLstm layer, boolean ahead, Operand<TFloat32> hiddenGradient) {
        Operand<TFloat32> hidden = layer.asRead(ahead, hiddenGradient);
        return new Direction(
                layer.trace(ahead),
                hidden.asOutput(),
                layer.recurrentGradient(ahead, hidden).asOutput(),
                tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1, 4L * layer.units()))));
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

    /** Everything that is fetched backward, in any stretch. */
    List<Output<?>> signals() {
        List<Output<?>> all = new ArrayList<>(atWords());
        for (Lstm lstm : lstms) {
            all.addAll(atGates(lstm));
        }
        return all;
    }

    /** What the stretch that ends at a Bi-LSTM gives. */
    static List<Output<?>> atGates(Lstm lstm) {
        return List.of(
                lstm.ahead().hidden(),
                lstm.ahead().recurrent(),
                lstm.back().hidden(),
                lstm.back().recurrent());
    }

    /** What the last stretch gives: the words' gradient, then the word CNN's of each width. */
    List<Output<?>> atWords() {
        List<Output<?>> all = new ArrayList<>(List.of(words));
        all.addAll(filtered);
        return all;
    }
}
