package org.fedner.model.network;

import java.util.Arrays;
import java.util.List;
import org.fedner.model.corpus.WordVectors;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.TensorNames;
import org.fedner.model.parameters.WordCnn;
import org.fedner.model.parameters.WordFeature;
import org.fedner.model.parameters.WordInput;

/** Puts one unit's gradient together from what the layers read and what came back to them at the unit's places. */
final class UnitAssembly {
    private final PlatformNetwork network;
    private final NetworkSpec spec;
    private final Batch batch;
    private final int columns;
    private final float[] formsKept;
    private final UnitScores scores;
    private final UnitValues values;
    private final UnitModules target;

    UnitAssembly(
            PlatformNetwork network, Batch batch, float[] formsKept, UnitPass.Outcome outcome, UnitModules target) {
        this.network = network;
        this.spec = network.spec;
        this.batch = batch;
        this.columns = batch.lengths.length;
        this.formsKept = formsKept;
        this.scores = outcome.scores();
        this.values = outcome.values();
        this.target = target;
    }

    /**
     * The mean gradient of the unit's sentences, in the two modules' arrays.
     *
     * @param first the unit's first column of the batch; its sentences stand side by side
     * @return where it is not zero, as {@link UnitModules#stretches} says it
     */
    int[][] gradient(int first, List<EncodedSentence> unit) {
        target.begin();
        Places places = new Places(first, unit);
        scores(first, unit.size(), places, values.top());
        float[][] signals = places.of(values.words(), spec.wordDimension(), places.share);
        words(places, signals);
        spec.wordCnn().ifPresent(cnn -> wordCnn(cnn, places));
        for (int i = 0; i < spec.lstmUnits().size(); i++) {
            UnitValues.Lstm lstm = values.lstms().get(i);
            int width = i == 0 ? spec.contextDimension() : 2 * spec.lstmUnits().get(i - 1);
            float[][] x = places.of(lstm.input(), width, 1);
            TensorNames.Lstm names = TensorNames.lstm(i);
            int units = spec.lstmUnits().get(i);
            lstm(places, x, lstm.ahead(), false, width, units, names.forwardW(), names.forwardB());
            lstm(places, x, lstm.back(), true, width, units, names.backwardW(), names.backwardB());
        }
        return target.stretches();
    }

    /** A unit's places, sentence after sentence. */
    private final class Places {
        final int[] step;
        final int[] column;
        final int[] length; // of the sentence
        final float share;

        Places(int first, List<EncodedSentence> unit) {
            int count = unit.stream().mapToInt(EncodedSentence::length).sum();
            step = new int[count];
            column = new int[count];
            length = new int[count];
            share = 1f / unit.size();
            int p = 0;
            for (int b = 0; b < unit.size(); b++) {
                for (int t = 0; t < unit.get(b).length(); t++) {
                    step[p] = t;
                    column[p] = first + b;
                    length[p++] = unit.get(b).length();
                }
            }
        }

        int count() {
            return step.length;
        }

        /** Rows of {@code [steps][batch][width]} at these places times a factor. */
        float[][] of(float[] values, int width, float factor) {
            return moved(values, width, factor, 0, false);
        }

        /** The same, so many places ahead in the sentence (or, read backwards, in the mirrored one); zero outside of it. */
        float[][] moved(float[] values, int width, float factor, int by, boolean mirrored) {
            float[][] rows = new float[count()][width];
            for (int p = 0; p < count(); p++) {
                int t = (mirrored ? length[p] - 1 - step[p] : step[p]) + by;
                if (t >= 0 && t < length[p]) {
                    copy(values, (t * columns + column[p]) * width, rows[p], factor);
                }
            }
            return rows;
        }

        /** Of rows at these places those that stand so many ahead in the sentence; zero outside of it. */
        float[][] neighbours(float[][] rows, int by) {
            float[][] moved = new float[count()][];
            float[] outside = new float[rows[0].length];
            for (int p = 0; p < count(); p++) {
                boolean isInside = step[p] + by >= 0 && step[p] + by < length[p];
                moved[p] = isInside ? rows[p + by] : outside;
            }
            return moved;
        }
    }

    private static void copy(float[] values, int from, float[] row, float factor) {
        System.arraycopy(values, from, row, 0, row.length);
        if (factor != 1) {
            for (int j = 0; j < row.length; j++) {
                row[j] *= factor;
            }
        }
    }

    private void scores(int first, int sentences, Places places, float[] top) {
        int labels = network.labels;
        int width = spec.topDimension();
        float[][] x = places.of(top, width, 1);
        float[][] d = places.of(scores.emissionGradient(), labels, places.share);
        String w = TensorNames.EMISSION_W;
        String b = TensorNames.EMISSION_B;
        OuterProducts.writeNarrow(x, width, d, labels, target.array(w), target.offset(w));
        OuterProducts.writeSum(d, labels, target.array(b), target.offset(b));
        for (int s = first; s < first + sentences; s++) {
            add(scores.transitions()[s], places.share, TensorNames.CRF_TRANSITIONS);
            add(scores.starts()[s], places.share, TensorNames.CRF_START);
        }
    }

    private void add(double[] values, float share, String name) {
        float[] array = target.array(name);
        int offset = target.offset(name);
        for (int i = 0; i < values.length; i++) {
            array[offset + i] += (float) (values[i] * share);
        }
    }

    private void lstm(
            Places places,
            float[][] x,
            UnitValues.Direction direction,
            boolean mirrored,
            int width,
            int units,
            String w,
            String b) {
        // Place p of the direction that reads backwards is the mirrored one; its input stands at p itself.
        float[][] d = mirrored
                ? places.moved(direction.gates(), 4 * units, places.share, 0, true)
                : places.of(direction.gates(), 4 * units, places.share);
        float[][] before = places.moved(direction.hidden(), units, 1, -1, mirrored);
        float[] array = target.array(w);
        int offset = target.offset(w);
        OuterProducts.write(x, 0, width, d, 4 * units, array, offset);
        OuterProducts.write(before, 0, units, d, 4 * units, array, offset + width * 4 * units);
        OuterProducts.writeSum(d, 4 * units, target.array(b), target.offset(b));
    }

    private void wordCnn(WordCnn cnn, Places places) {
        int width = spec.wordDimension();
        float[][] words = places.of(values.input(), width, 1);
        for (int i = 0; i < cnn.widths().size(); i++) {
            float[][] d = places.of(values.filtered().get(i), cnn.filters(), places.share);
            String w = TensorNames.wordCnnW(i);
            String b = TensorNames.wordCnnB(i);
            int window = cnn.widths().get(i);
            for (int k = 0; k < window; k++) {
                float[][] x = places.neighbours(words, k - window / 2);
                int offset = target.offset(w) + k * width * cnn.filters();
                OuterProducts.write(x, 0, width, d, cnn.filters(), target.array(w), offset);
            }
            OuterProducts.writeSum(d, cnn.filters(), target.array(b), target.offset(b));
        }
    }

    /** @param signals gradient of each place's word, {@code [places][word]} */
    private void words(Places places, float[][] signals) {
        int cap = spec.words().outputDimension();
        int letters = cap + spec.capitalisationDimension();
        if (spec.words() instanceof WordInput.Hashed hashed) {
            hashed(hashed, places, signals);
        } else {
            projected(places, signals);
        }
        String name = TensorNames.CAPITALISATION_EMBEDDING;
        for (int p = 0; p < places.count(); p++) {
            WordForm word = word(places, p);
            int row = target.offset(name) + word.capitalisation * spec.capitalisationDimension();
            add(signals[p], cap, spec.capitalisationDimension(), 1, target.array(name), row);
        }
        spec.characters().ifPresent(layer -> {
            CharacterProducts.Unit unit = network.characters().orElseThrow().unit();
            for (int p = 0; p < places.count(); p++) {
                unit.add(word(places, p), signals[p], letters);
            }
            unit.write(
                    target.array(TensorNames.CHARACTER_EMBEDDING),
                    target.offset(TensorNames.CHARACTER_EMBEDDING),
                    target.array(TensorNames.CHARACTER_CNN_W),
                    target.offset(TensorNames.CHARACTER_CNN_W),
                    target.array(TensorNames.CHARACTER_CNN_B),
                    target.offset(TensorNames.CHARACTER_CNN_B));
        });
    }

    private int number(Places places, int p) {
        return batch.wordAt[places.step[p] * columns + places.column[p]];
    }

    private WordForm word(Places places, int p) {
        return batch.word(number(places, p));
    }

    private void hashed(WordInput.Hashed hashed, Places places, float[][] signals) {
        int from = 0;
        for (int i = 0; i < hashed.tables().size(); i++) {
            WordInput.Table table = hashed.tables().get(i);
            String name = TensorNames.hashedTable(table.feature());
            boolean isForm = table.feature() == WordFeature.FORM;
            for (int p = 0; p < places.count(); p++) {
                float kept = isForm ? formsKept[number(places, p)] : 1;
                int[] rows = word(places, p).rows;
                for (int h = i * hashed.hashes(); h < (i + 1) * hashed.hashes(); h++) {
                    target.addRow(name, rows[h], table.dimension(), signals[p], from, kept);
                }
            }
            from += table.dimension();
        }
    }

    private void projected(Places places, float[][] signals) {
        WordVectors vectors = network.vectors.orElseThrow();
        int width = vectors.dimension();
        int out = spec.words().outputDimension();
        float[][] x = new float[places.count()][width];
        float[][] d = new float[places.count()][];
        for (int p = 0; p < places.count(); p++) {
            d[p] = Arrays.copyOf(signals[p], out);
            vectors.copyRow(word(places, p).vector, x[p], 0);
        }
        String w = TensorNames.WORD_PROJECTION_W;
        String b = TensorNames.WORD_PROJECTION_B;
        OuterProducts.write(x, 0, width, d, out, target.array(w), target.offset(w));
        OuterProducts.writeSum(d, out, target.array(b), target.offset(b));
    }

    private static void add(float[] signal, int from, int width, float factor, float[] array, int offset) {
        for (int j = 0; j < width; j++) {
            array[offset + j] += factor * signal[from + j];
        }
    }
}
