package org.fedner.model.network;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.types.TFloat32;

/**
 * A forward pass as it is built from the words up: stretches that TensorFlow differentiates by itself, and Bi-LSTMs between
 * them, which it cannot. Backward they are taken in turn from the scores down.
 */
final class Tape {
    /** What a marked value is. */
    enum Mark {
        /** The words side by side with their features, before dropout: {@code [steps][batch][word]}. */
        WORDS,
        /** The same after dropout. */
        INPUT,
        /** Word CNN of one width before ReLU: {@code [steps * batch][filters]}. */
        FILTERED,
        /** What the emission scores read: {@code [steps * batch][top]}. */
        TOP
    }

    private final Map<Mark, List<Operand<TFloat32>>> marks = new EnumMap<>(Mark.class);
    private final List<Stretch> stretches = new ArrayList<>(List.of(new Stretch(Optional.empty())));

    /** What lies above a Bi-LSTM, or above the inputs, up to the next Bi-LSTM. */
    private static final class Stretch {
        private final Optional<BiLstm> below;
        private final Map<String, Operand<TFloat32>> sources = new LinkedHashMap<>();

        Stretch(Optional<BiLstm> below) {
            this.below = below;
        }
    }

    private Stretch top() {
        return stretches.get(stretches.size() - 1);
    }

    /** Something with a gradient, used in the stretch that is being built. */
    Operand<TFloat32> use(String name, Operand<TFloat32> source) {
        top().sources.put(name, source);
        return source;
    }

    /** A value that gradients of single units are made from. */
    Operand<TFloat32> mark(Mark mark, Operand<TFloat32> value) {
        marks.computeIfAbsent(mark, any -> new ArrayList<>()).add(value);
        return value;
    }

    /** In the order in which they were marked. */
    List<Operand<TFloat32>> marked(Mark mark) {
        return List.copyOf(marks.getOrDefault(mark, List.of()));
    }

    /** The Bi-LSTMs from the words up. */
    List<BiLstm> lstms() {
        return stretches.stream().flatMap(stretch -> stretch.below.stream()).toList();
    }

    /** Ends the stretch at this Bi-LSTM's input and begins the next one above it. */
    BiLstm cross(BiLstm lstm) {
        stretches.add(new Stretch(Optional.of(lstm)));
        return lstm;
    }

    /** Adds the backward pass and returns the gradient of everything used, by its name. */
    @SuppressWarnings("unchecked") // the gradient of a float tensor is a float tensor
    Map<String, Output<?>> backward(Graph graph, Operand<TFloat32> scores, Operand<TFloat32> scoreGradient) {
        Map<String, Output<?>> gradients = new LinkedHashMap<>();
        Operand<TFloat32> end = scores;
        Operand<TFloat32> endGradient = scoreGradient;
        for (int i = stretches.size() - 1; i >= 0; i--) {
            Stretch stretch = stretches.get(i);
            List<Output<?>> sources = new ArrayList<>();
            stretch.below.ifPresent(lstm -> {
                sources.add(lstm.aheadHidden().asOutput());
                sources.add(lstm.backHidden().asOutput());
            });
            stretch.sources.values().forEach(source -> sources.add(source.asOutput()));
            Output<?>[] found = graph.addGradients(
                    "stretch" + i,
                    new Output<?>[] {end.asOutput()},
                    sources.toArray(Output<?>[]::new),
                    new Output<?>[] {endGradient.asOutput()});
            int next = stretch.below.isPresent() ? 2 : 0;
            for (String name : stretch.sources.keySet()) {
                gradients.put(name, found[next++]);
            }
            if (stretch.below.isPresent()) {
                BiLstm lstm = stretch.below.get();
                end = lstm.input();
                endGradient = lstm.inputGradient((Operand<TFloat32>) found[0], (Operand<TFloat32>) found[1], gradients);
            }
        }
        return gradients;
    }
}
