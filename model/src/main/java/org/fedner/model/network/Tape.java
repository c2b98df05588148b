package org.fedner.model.network;

import java.util.ArrayList;
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
