package org.fedner.model.network;

import java.util.List;
import org.fedner.model.layers.BiLstm;
import org.fedner.model.layers.Packing;
import org.fedner.model.layers.Rows;
import org.fedner.model.parameters.CharacterLayer;
import org.fedner.model.parameters.TensorNames;

/** A Bi-LSTM over each word's letters: of either direction the state after its last one. */
final class Letters implements AutoCloseable {
    private final int depth;
    private final int units;
    private final BiLstm lstm;
    private ModuleArrays parameters;
    private List<WordForm> words = List.of();
    private Packing packing = new Packing(new int[] {1});

    Letters(CharacterLayer.BiLstm layer, boolean atOnce) {
        depth = layer.dimension();
        units = layer.units();
        lstm = new BiLstm(depth, units, atOnce);
    }

    void load(ModuleArrays parameters) {
        this.parameters = parameters;
        TensorNames.Lstm names = TensorNames.CHARACTER_LSTM;
        TrainingNetwork.load(lstm, names, parameters);
    }

    void forward(List<WordForm> words, float[][] values, int to) {
        this.words = words;
        packing = new Packing(
                words.stream().mapToInt(word -> word.characters.length).toArray());
        float[] embedded = new float[packing.places() * depth];
        String name = TensorNames.CHARACTER_EMBEDDING;
        for (int w = 0; w < words.size(); w++) {
            int[] characters = words.get(w).characters;
            for (int i = 0; i < characters.length; i++) {
                System.arraycopy(
                        parameters.array(name),
                        parameters.offset(name) + characters[i] * depth,
                        embedded,
                        packing.place(w, i) * depth,
                        depth);
            }
        }
        float[] hidden = lstm.forward(packing, embedded);
        for (int w = 0; w < values.length; w++) {
            int last = packing.place(w, packing.length(w) - 1);
            System.arraycopy(hidden, 2 * last * units, values[w], to, units);
            System.arraycopy(hidden, (2 * packing.place(w, 0) + 1) * units, values[w], to + units, units);
        }
    }

    /** To the words of the last forward. */
    void backward(float[][] signals, int from, ModuleArrays target) {
        float[] back = new float[packing.places() * 2 * units];
        for (int w = 0; w < signals.length; w++) {
            int last = packing.place(w, packing.length(w) - 1);
            System.arraycopy(signals[w], from, back, 2 * last * units, units);
            System.arraycopy(signals[w], from + units, back, (2 * packing.place(w, 0) + 1) * units, units);
        }
        TensorNames.Lstm names = TensorNames.CHARACTER_LSTM;
        float[] ofLetters = lstm.backward(
                packing, back, ahead -> TrainingNetwork.gradient(lstm, ahead, names, packing, Rows.all(), target));
        String name = TensorNames.CHARACTER_EMBEDDING;
        float[] array = target.array(name);
        for (int w = 0; w < signals.length; w++) {
            int[] characters = words.get(w).characters;
            for (int i = 0; i < characters.length; i++) {
                int to = target.offset(name) + characters[i] * depth;
                int place = packing.place(w, i) * depth;
                for (int j = 0; j < depth; j++) {
                    array[to + j] += ofLetters[place + j];
                }
            }
        }
    }

    @Override
    public void close() {
        lstm.close();
    }
}
