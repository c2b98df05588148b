package org.fedner.model.network;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.fedner.model.corpus.WordVectors;
import org.fedner.model.parameters.CharacterLayer;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.RowValues;
import org.tensorflow.RawTensor;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The tensors of sentences to tag. Close it when its last run is over. */
final class Batch implements AutoCloseable {
    /** {@code [batch]}. */
    final int[] lengths;
    /** Longest sentence. */
    final int steps;

    private final List<WordForm> words; // distinct
    private final TInt32 places;
    private final TInt32 mirror;
    private final List<TInt32> characters; // as the network's character layer reads them
    private final TInt32 capitalisations;
    private final Optional<TInt32> hashedRows;
    private final Optional<TFloat32> wordVectors;
    private final Optional<TFloat32> contextual; // [layers][steps * batch * dimension]

    Batch(
            NetworkSpec spec,
            Optional<WordVectors> vectors,
            Optional<ContextSource> context,
            RowValues change,
            List<EncodedSentence> sentences) {
        lengths = sentences.stream().mapToInt(EncodedSentence::length).toArray();
        int longest = 0;
        for (int length : lengths) {
            longest = Math.max(longest, length);
        }
        steps = longest;
        DistinctWords distinct = new DistinctWords(sentences);
        words = distinct.words();
        places = tensor(placesOf(distinct), steps, lengths.length);
        mirror = tensor(mirrored(lengths, steps), steps * lengths.length);
        characters = spec.characters().map(this::charactersOfWords).orElse(List.of());
        capitalisations =
                tensor(words.stream().mapToInt(word -> word.capitalisation).toArray(), words.size());
        contextual = context.map(source -> contextual(source, sentences));
        hashedRows = spec.words().hashed().map(tables -> rowsOfWords());
        wordVectors = vectors.map(agreed -> vectorsOfWords(agreed, change));
    }

    void feed(Session.Runner runner, NetworkInputs inputs) {
        runner.feed(inputs.places, places).feed(inputs.mirror, mirror).feed(inputs.capitalisations, capitalisations);
        hashedRows.ifPresent(rows -> runner.feed(inputs.rows, rows));
        wordVectors.ifPresent(vectors -> runner.feed(inputs.vectors, vectors));
        contextual.ifPresent(vectors -> runner.feed(inputs.contextual, vectors));
        if (characters.size() == 1) {
            runner.feed(inputs.characters, characters.get(0));
        } else if (!characters.isEmpty()) {
            runner.feed(inputs.letters, characters.get(0))
                    .feed(inputs.letterMirror, characters.get(1))
                    .feed(inputs.lastLetters, characters.get(2));
        }
    }

    /** 1 within a sentence, 0 after its end: {@code [steps][batch][1]}. The caller closes it. */
    TFloat32 within() {
        int batch = lengths.length;
        float[] mask = new float[steps * batch];
        for (int place = 0; place < mask.length; place++) {
            mask[place] = place / batch < lengths[place % batch] ? 1 : 0;
        }
        return tensor(mask, steps, batch, 1);
    }

    private int[] placesOf(DistinctWords distinct) {
        int batch = lengths.length;
        int[] at = new int[steps * batch];
        for (int b = 0; b < batch; b++) {
            for (int t = 0; t < lengths[b]; t++) {
                at[t * batch + b] = distinct.number(b, t);
            }
        }
        return at;
    }

    /** The {@link Grid} mirror of sequences of these lengths. */
    static int[] mirrored(int[] lengths, int steps) {
        int batch = lengths.length;
        int[] mirrored = new int[steps * batch];
        for (int place = 0; place < mirrored.length; place++) {
            int t = place / batch;
            int b = place % batch;
            mirrored[place] = t < lengths[b] ? (lengths[b] - 1 - t) * batch + b : place;
        }
        return mirrored;
    }

    /** For a CNN the characters word by word; for a Bi-LSTM the letters, their mirror and each word's last one. */
    private List<TInt32> charactersOfWords(CharacterLayer layer) {
        int count = words.size();
        int[] letters = words.stream().mapToInt(word -> word.characters.length).toArray();
        int longest = Arrays.stream(letters).max().orElseThrow();
        boolean isTurned = layer instanceof CharacterLayer.BiLstm;
        int[] ids = new int[count * longest];
        int[] last = new int[count];
        for (int w = 0; w < count; w++) {
            int[] word = words.get(w).characters;
            last[w] = (letters[w] - 1) * count + w;
            for (int i = 0; i < word.length; i++) {
                ids[isTurned ? i * count + w : w * longest + i] = word[i];
            }
        }
        return isTurned
                ? List.of(
                        tensor(ids, longest, count),
                        tensor(mirrored(letters, longest), longest * count),
                        tensor(last, count))
                : List.of(tensor(ids, count, longest));
    }

    private TFloat32 contextual(ContextSource source, List<EncodedSentence> sentences) {
        int width = Math.multiplyExact(steps * lengths.length, source.dimension());
        float[] values = new float[Math.multiplyExact(source.layers(), width)];
        source.fill(sentences.stream().map(sentence -> sentence.tokens).toList(), steps, values);
        return tensor(values, source.layers(), width);
    }

    private TInt32 rowsOfWords() {
        int width = words.get(0).rows.length;
        int[] ids = new int[words.size() * width];
        for (int w = 0; w < words.size(); w++) {
            System.arraycopy(words.get(w).rows, 0, ids, w * width, width);
        }
        return tensor(ids, words.size(), width);
    }

    private TFloat32 vectorsOfWords(WordVectors vectors, RowValues change) {
        int width = vectors.dimension();
        float[] values = new float[words.size() * width];
        for (int w = 0; w < words.size(); w++) {
            int row = words.get(w).vector;
            vectors.copyRow(row, values, w * width);
            if (change.tableRows() > 0) {
                change.addTo(row, values, w * width);
            }
        }
        return tensor(values, words.size(), width);
    }

    static TInt32 tensor(int[] values, long... shape) {
        TInt32 tensor = TInt32.tensorOf(Shape.of(shape));
        RawTensor raw = tensor.asRawTensor();
        raw.data().asInts().write(values);
        return tensor;
    }

    static TFloat32 tensor(float[] values, long... shape) {
        TFloat32 tensor = TFloat32.tensorOf(Shape.of(shape));
        tensor.asRawTensor().data().asFloats().write(values);
        return tensor;
    }

    @Override
    public void close() {
        places.close();
        mirror.close();
        characters.forEach(TInt32::close);
        capitalisations.close();
        hashedRows.ifPresent(TInt32::close);
        wordVectors.ifPresent(TFloat32::close);
        contextual.ifPresent(TFloat32::close);
    }
}
