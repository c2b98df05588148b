package org.fedner.model.parameters;

import static org.fedner.model.parameters.Initialiser.forgetGateOpen;
import static org.fedner.model.parameters.Initialiser.glorot;
import static org.fedner.model.parameters.Initialiser.one;
import static org.fedner.model.parameters.Initialiser.uniformWithRms;
import static org.fedner.model.parameters.Initialiser.zero;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tensors of a network from words to tags, and on which side of its cut each one lies. */
final class NetworkTensors {
    /** Root mean square of a hashed feature, the sum of its rows, at the start. */
    private static final double HASHED_WORD_RMS = 0.3;

    private static final double EMBEDDING_RMS = 0.5;

    private final NetworkSpec spec;
    private final List<TensorSpec> tensors = new ArrayList<>();

    NetworkTensors(NetworkSpec spec) {
        this.spec = spec;
    }

    ParameterLayout shared() {
        add(true, spec.tags().size());
        boolean isTuned = spec.words() instanceof WordInput.TunedVectors;
        return new ParameterLayout(tensors, isTuned ? Optional.of(change()) : Optional.empty());
    }

    ParameterLayout own(int tagCount) {
        add(false, tagCount);
        return new ParameterLayout(tensors);
    }

    /** The tensors of one side. */
    private void add(boolean isShared, int tagCount) {
        if (isShared == spec.cut().shares(Cut.Layer.EMBEDDINGS)) {
            words();
            tensor(
                    TensorNames.CAPITALISATION_EMBEDDING,
                    uniformWithRms(EMBEDDING_RMS),
                    NetworkSpec.CAPITALISATION_VALUES,
                    spec.capitalisationDimension());
            spec.characters().ifPresent(this::characters);
            spec.contextual().ifPresent(contextual -> {
                tensor(TensorNames.MIXTURE_W, zero(), contextual.layers());
                tensor(TensorNames.MIXTURE_GAMMA, one(), 1);
            });
        }
        if (isShared == spec.cut().shares(Cut.Layer.WORD_CNN)) {
            spec.wordCnn().ifPresent(this::wordCnn);
        }
        if (isShared == spec.cut().shares(Cut.Layer.BI_LSTM)) {
            int in = spec.contextDimension();
            for (int i = 0; i < spec.lstmUnits().size(); i++) {
                int units = spec.lstmUnits().get(i);
                lstm(TensorNames.lstm(i), in, units);
                in = 2 * units;
            }
        }
        if (isShared == spec.cut().shares(Cut.Layer.TAGS)) {
            int top = spec.topDimension();
            tensor(TensorNames.EMISSION_W, glorot(top, tagCount), top, tagCount);
            tensor(TensorNames.EMISSION_B, zero(), tagCount);
            tensor(TensorNames.CRF_TRANSITIONS, zero(), tagCount, tagCount);
            tensor(TensorNames.CRF_START, zero(), tagCount);
        }
    }

    private void words() {
        spec.words().hashed().ifPresent(hashed -> {
            Initialiser start = uniformWithRms(HASHED_WORD_RMS / Math.sqrt(hashed.hashes()));
            for (WordInput.Table table : hashed.tables()) {
                tensor(TensorNames.hashedTable(table.feature()), start, table.rows(), table.dimension());
            }
        });
        spec.words().projected().ifPresent(frozen -> {
            int input = frozen.dimension();
            int projection = frozen.projection();
            tensor(TensorNames.WORD_PROJECTION_W, glorot(input, projection), input, projection);
            tensor(TensorNames.WORD_PROJECTION_B, zero(), projection);
        });
    }

    private TensorSpec change() {
        WordInput.TunedVectors tuned = (WordInput.TunedVectors) spec.words();
        return new TensorSpec(TensorNames.WORD_VECTORS_CHANGE, List.of(tuned.rows(), tuned.dimension()), zero());
    }

    private void characters(CharacterLayer layer) {
        int depth = layer.dimension();
        tensor(TensorNames.CHARACTER_EMBEDDING, uniformWithRms(EMBEDDING_RMS), layer.tableSize(), depth);
        if (layer instanceof CharacterLayer.Cnn cnn) {
            convolution(TensorNames.CHARACTER_CNN_W, cnn.width(), depth, cnn.filters());
            tensor(TensorNames.CHARACTER_CNN_B, zero(), cnn.filters());
        } else if (layer instanceof CharacterLayer.BiLstm lstm) {
            lstm(TensorNames.CHARACTER_LSTM, depth, lstm.units());
        }
    }

    private void wordCnn(WordCnn cnn) {
        for (int i = 0; i < cnn.widths().size(); i++) {
            convolution(TensorNames.wordCnnW(i), cnn.widths().get(i), spec.wordDimension(), cnn.filters());
            tensor(TensorNames.wordCnnB(i), zero(), cnn.filters());
        }
    }

    private void lstm(TensorNames.Lstm names, int inputs, int units) {
        int in = Math.addExact(inputs, units);
        int gates = Math.multiplyExact(4, units);
        Initialiser start = glorot(in, gates);
        tensor(names.forwardW(), start, in, gates);
        tensor(names.forwardB(), forgetGateOpen(), gates);
        tensor(names.backwardW(), start, in, gates);
        tensor(names.backwardB(), forgetGateOpen(), gates);
    }

    private void convolution(String name, int width, int in, int out) {
        tensor(name, glorot(Math.multiplyExact(width, in), Math.multiplyExact(width, out)), width, in, out);
    }

    private void tensor(String name, Initialiser initialiser, Integer... shape) {
        tensors.add(new TensorSpec(name, List.of(shape), initialiser));
    }
}
