package org.fedner.model.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.fedner.model.corpus.WordVectors;
import org.fedner.model.layers.BiLstm;
import org.fedner.model.layers.Dense;
import org.fedner.model.layers.Elementwise;
import org.fedner.model.layers.Packing;
import org.fedner.model.layers.Rows;
import org.fedner.model.layers.Windows;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.RowGradient;
import org.fedner.model.parameters.RowValues;
import org.fedner.model.parameters.TensorNames;
import org.fedner.model.parameters.WordCnn;

/**
 * The network while training, forward and backward, up to the emission scores, whatever its layers and its cut: one batch of
 * sentences packed without padding, with dropout. It computes what {@link NetworkGraph} computes for tagging.
 *
 * <p>First {@link #forward}, then {@link #gradient}; or {@link #backward} and then {@link #unitGradient} as often as there are units. Confined to one thread.
 */
final class TrainingNetwork implements AutoCloseable {
    private final NetworkSpec spec;
    private final WordValues words;
    private final Optional<Mixture> mixture;
    private final List<Windows> windows = new ArrayList<>();
    private final List<BiLstm> lstms = new ArrayList<>();
    private final Dense emission;
    private final int width; // of a word
    private final List<Integer> dropoutWidths;

    private DistinctWords distinct = new DistinctWords(List.of());
    private Packing packing = new Packing(new int[] {1});
    private int[] wordAt = {0}; // [places]
    private final DropoutMasks dropped;
    private float[] rows = {}; // [places][word]
    private float[] joined = {}; // [places][filters of all widths]
    private float[] back = {}; // [places][top]
    private float[] ofWords = {}; // [places][word]
    private float[] wordSignals = {}; // [places][word], of whichever layer is the lowest

    TrainingNetwork(
            NetworkSpec spec,
            Optional<WordVectors> vectors,
            Optional<ContextSource> context,
            int labels,
            NetworkThreads threads) {
        this.spec = spec;
        width = spec.wordDimension();
        dropoutWidths = spec.dropoutWidths();
        boolean atOnce = threads.intra() > 1;
        words = new WordValues(spec, vectors, atOnce);
        mixture = spec.contextual().map(sizes -> new Mixture(sizes, context.orElseThrow()));
        spec.wordCnn().ifPresent(cnn -> cnn.widths()
                .forEach(width -> windows.add(new Windows(width, spec.wordDimension(), cnn.filters()))));
        int in = spec.contextDimension();
        for (int units : spec.lstmUnits()) {
            lstms.add(new BiLstm(in, units, atOnce));
            in = 2 * units;
        }
        emission = new Dense(in, labels);
        dropped = new DropoutMasks(spec);
    }

    /** At these parameters from now on; {@code parameters} and {@code change} stay as they are until the next call. */
    void load(ModuleArrays parameters, RowValues change) {
        words.load(parameters, change);
        mixture.ifPresent(layers -> layers.load(parameters));
        for (int i = 0; i < windows.size(); i++) {
            String w = TensorNames.wordCnnW(i);
            String b = TensorNames.wordCnnB(i);
            windows.get(i).load(parameters.array(w), parameters.offset(w), parameters.array(b), parameters.offset(b));
        }
        for (int i = 0; i < lstms.size(); i++) {
            load(lstms.get(i), TensorNames.lstm(i), parameters);
        }
        String w = TensorNames.EMISSION_W;
        String b = TensorNames.EMISSION_B;
        emission.load(parameters.array(w), parameters.offset(w), parameters.array(b), parameters.offset(b));
    }

    static void load(BiLstm lstm, TensorNames.Lstm names, ModuleArrays parameters) {
        for (boolean ahead : new boolean[] {true, false}) {
            String w = ahead ? names.forwardW() : names.backwardW();
            String b = ahead ? names.forwardB() : names.backwardB();
            lstm.load(ahead, parameters.array(w), parameters.offset(w), parameters.array(b), parameters.offset(b));
        }
    }

    /** Where the sentences of the last batch stand. */
    Packing packing() {
        return packing;
    }

    /** Emission scores {@code [places][labels]} of the batch. */
    float[] forward(List<EncodedSentence> sentences, Dropout dropout) {
        distinct = new DistinctWords(sentences);
        packing =
                new Packing(sentences.stream().mapToInt(EncodedSentence::length).toArray());
        dropped.draw(packing, distinct.words().size(), dropout);
        float[] below = places(sentences);
        drop(below, 0);
        int layer = 1;
        if (!windows.isEmpty()) {
            below = filtered(below);
            drop(below, layer++);
        }
        for (BiLstm lstm : lstms) {
            below = lstm.forward(packing, below);
            drop(below, layer++);
        }
        emission.input(packing.places()).putRows(0, packing.places(), below, 0);
        return emission.forward();
    }

    /** Forward the values of a place of dropout, backward their gradients. */
    private void drop(float[] values, int layer) {
        Elementwise.multiply(values, dropped.layers().get(layer), packing.places() * dropoutWidths.get(layer));
    }

    /** Each place's word, {@code [places][word]}, before dropout. */
    private float[] places(List<EncodedSentence> sentences) {
        float[][] values = words.forward(distinct.words(), dropped.formsKept());
        rows = Elementwise.room(rows, packing.places() * width);
        if (mixture.isPresent()) {
            Arrays.fill(rows, 0);
        }
        wordAt = new int[packing.places()];
        for (int s = 0; s < packing.sequences(); s++) {
            for (int t = 0; t < packing.length(s); t++) {
                int place = packing.place(s, t);
                wordAt[place] = distinct.number(s, t);
                float[] word = values[wordAt[place]];
                System.arraycopy(word, 0, rows, place * width, word.length);
            }
        }
        mixture.ifPresent(layers -> layers.forward(sentences, packing, rows, width, words.width()));
        return rows;
    }

    private float[] filtered(float[] input) {
        if (windows.size() == 1) {
            return windows.get(0).forward(packing, input);
        }
        WordCnn cnn = spec.wordCnn().orElseThrow();
        int all = cnn.outputDimension();
        joined = Elementwise.room(joined, packing.places() * all);
        for (int i = 0; i < windows.size(); i++) {
            float[] one = windows.get(i).forward(packing, input);
            for (int p = 0; p < packing.places(); p++) {
                System.arraycopy(one, p * cnn.filters(), joined, p * all + i * cnn.filters(), cnn.filters());
            }
        }
        return joined;
    }

    /** Leads the gradient of the emission scores, {@code [places][labels]}, back through every layer down to the words. */
    void backward(float[] emissionGradient) {
        backward(emissionGradient, Optional.empty());
    }

    /**
     * The same, and overwrites the gradient of every tensor but the CRF's, summed over the batch.
     *
     * @return that of the table by rows
     */
    RowGradient gradient(float[] emissionGradient, ModuleArrays target) {
        backward(emissionGradient, Optional.of(target));
        float[][] signals = new float[distinct.words().size()][words.width()];
        float[] row = new float[words.width()];
        for (int p = 0; p < packing.places(); p++) {
            System.arraycopy(wordSignals, p * width, row, 0, row.length);
            Elementwise.add(signals[wordAt[p]], row, row.length);
        }
        words.clear(target);
        words.backward(distinct.words(), signals, dropped.formsKept(), target);
        mixture.ifPresent(layers -> layers.backward(packing, wordSignals, width, words.width(), target));
        return words.ofVectors(distinct.words(), signals);
    }

    /** Weights' gradients are formed layer by layer on the way, while what they are made from is near. */
    private void backward(float[] emissionGradient, Optional<ModuleArrays> target) {
        back = Elementwise.room(back, packing.places() * spec.topDimension());
        emission.backward(emissionGradient).getRows(0, packing.places(), back, 0);
        target.ifPresent(gradients -> ofEmission(Rows.all(), gradients));
        float[] signal = back;
        int layer = dropped.layers().size() - 1;
        for (int i = lstms.size() - 1; i >= 0; i--) {
            drop(signal, layer--);
            BiLstm lstm = lstms.get(i);
            TensorNames.Lstm names = TensorNames.lstm(i);
            signal = lstm.backward(
                    packing,
                    signal,
                    ahead -> target.ifPresent(
                            gradients -> gradient(lstm, ahead, names, packing, Rows.all(), gradients)));
        }
        if (!windows.isEmpty()) {
            drop(signal, layer);
            signal = unfiltered(signal);
            target.ifPresent(gradients -> ofWindows(Rows.all(), gradients));
        }
        drop(signal, 0);
        wordSignals = signal;
    }

    private float[] unfiltered(float[] signal) {
        WordCnn cnn = spec.wordCnn().orElseThrow();
        int size = packing.places() * width;
        ofWords = Elementwise.room(ofWords, size);
        Arrays.fill(ofWords, 0, size, 0);
        for (int i = 0; i < windows.size(); i++) {
            float[] one = signal;
            if (windows.size() > 1) {
                one = new float[packing.places() * cnn.filters()];
                for (int p = 0; p < packing.places(); p++) {
                    int from = p * cnn.outputDimension() + i * cnn.filters();
                    System.arraycopy(signal, from, one, p * cnn.filters(), cnn.filters());
                }
            }
            windows.get(i).backward(packing, one, ofWords);
        }
        return ofWords;
    }

    /**
     * After {@link #backward}, the gradients of some neighbouring sentences only, times {@code share}; for networks whose units {@link
     * UnitGradients#canComputeTogether}.
     */
    void unitGradient(int firstSentence, int count, float share, ModuleArrays target) {
        int[] places = packing.placesOf(firstSentence, count);
        Rows unit = Rows.of(places, share);
        ofEmission(unit, target);
        for (int i = 0; i < lstms.size(); i++) {
            gradient(lstms.get(i), true, TensorNames.lstm(i), packing, unit, target);
            gradient(lstms.get(i), false, TensorNames.lstm(i), packing, unit, target);
        }
        ofWindows(unit, target);
        List<WordForm> forms = new ArrayList<>();
        float[][] signals = new float[places.length][words.width()];
        float[] kept = new float[places.length];
        for (int i = 0; i < places.length; i++) {
            int word = wordAt[places[i]];
            forms.add(distinct.words().get(word));
            kept[i] = dropped.formsKept()[word];
            int from = places[i] * width;
            for (int j = 0; j < signals[i].length; j++) {
                signals[i][j] = share * wordSignals[from + j];
            }
        }
        words.backward(forms, signals, kept, target);
    }

    private void ofEmission(Rows rows, ModuleArrays target) {
        String w = TensorNames.EMISSION_W;
        String b = TensorNames.EMISSION_B;
        emission.gradient(rows, target.array(w), target.offset(w), target.array(b), target.offset(b));
    }

    private void ofWindows(Rows rows, ModuleArrays target) {
        for (int i = 0; i < windows.size(); i++) {
            String w = TensorNames.wordCnnW(i);
            String b = TensorNames.wordCnnB(i);
            windows.get(i).gradient(rows, target.array(w), target.offset(w), target.array(b), target.offset(b));
        }
    }

    /** Of one direction. */
    static void gradient(
            BiLstm lstm, boolean ahead, TensorNames.Lstm names, Packing packing, Rows rows, ModuleArrays target) {
        String w = ahead ? names.forwardW() : names.backwardW();
        String b = ahead ? names.forwardB() : names.backwardB();
        lstm.gradient(ahead, packing, rows, target.array(w), target.offset(w), target.array(b), target.offset(b));
    }

    @Override
    public void close() {
        words.close();
        windows.forEach(Windows::close);
        lstms.forEach(BiLstm::close);
        emission.close();
    }
}
