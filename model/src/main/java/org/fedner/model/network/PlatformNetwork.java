package org.fedner.model.network;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fedner.model.corpus.TagSet;
import org.fedner.model.corpus.WordVectors;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.ParameterLayout;
import org.fedner.model.parameters.PrivateParameters;
import org.fedner.model.parameters.RowGradient;
import org.fedner.model.parameters.RowValues;
import org.fedner.model.parameters.SharedParameters;
import org.fedner.model.parameters.TensorNames;
import org.fedner.model.parameters.TensorSpec;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * The network with the parameters and the tags of one platform. Confined to one thread; several may run at once on one
 * {@link Recogniser}.
 */
public final class PlatformNetwork implements AutoCloseable {
    private static final int LANES = 256;

    final NetworkSpec spec;
    final NetworkGraph graph;
    final Session session;
    final Optional<WordVectors> vectors;
    private final Optional<ContextSource> context;
    final ParameterLayout sharedLayout;
    final ParameterLayout privateLayout;
    private final boolean sharesCrf;
    private final ParameterLayout crfLayout; // of the module that the CRF is in
    final int labels;
    final LinearChainCrf crf;
    private final Map<String, TFloat32> tensors = new LinkedHashMap<>();
    final float[] transitions; // [labels][labels]
    final float[] start; // [labels]
    private Optional<CharacterProducts> characters = Optional.empty();
    private RowValues change;
    private RowGradient rowGradient = RowGradient.none();
    private GradientTimes times = GradientTimes.NONE;

    PlatformNetwork(
            NetworkSpec spec,
            NetworkGraph graph,
            Session session,
            Optional<WordVectors> vectors,
            Optional<ContextSource> context,
            TagSet tags) {
        this.spec = spec;
        this.graph = graph;
        this.session = session;
        this.vectors = vectors;
        this.context = context;
        if (!spec.tags().isEmpty() && !spec.tags().equals(tags.tags())) {
            throw new IllegalArgumentException("the platform's tags are not those that the network shares");
        }
        labels = tags.size();
        crf = new LinearChainCrf(LinearChainCrf.Moves.of(tags));
        sharedLayout = spec.sharedLayout();
        privateLayout = spec.privateLayout(labels);
        sharesCrf = sharedLayout.contains(TensorNames.CRF_TRANSITIONS);
        crfLayout = sharesCrf ? sharedLayout : privateLayout;
        transitions = new float[labels * labels];
        start = new float[labels];
        change = RowValues.zero(0, 0);
        for (ParameterLayout layout : List.of(sharedLayout, privateLayout)) {
            for (TensorSpec tensor : layout.tensors()) {
                if (graph.parameters().containsKey(tensor.name())) {
                    tensors.put(tensor.name(), TFloat32.tensorOf(Shape.of(NetworkGraph.dimensions(tensor))));
                }
            }
        }
    }

    /**
     * Takes a copy of the parameters for the runs that follow; but the rows of a table by rows, which may be many, are read
     * where they are, when they are needed.
     */
    public void load(SharedParameters shared, PrivateParameters own) {
        load(shared.values(), own);
        change = shared.rows();
    }

    /** With a table by rows that is zero. */
    void load(float[] shared, PrivateParameters own) {
        float[] values = own.valuesForTraining();
        if (shared.length != sharedLayout.size() || values.length != privateLayout.size()) {
            throw new IllegalArgumentException("%d shared and %d private parameters, the network has %d and %d"
                    .formatted(shared.length, values.length, sharedLayout.size(), privateLayout.size()));
        }
        push(shared, sharedLayout);
        push(values, privateLayout);
        float[] ofCrf = sharesCrf ? shared : values;
        System.arraycopy(ofCrf, crfLayout.offset(TensorNames.CRF_TRANSITIONS), transitions, 0, labels * labels);
        System.arraycopy(ofCrf, crfLayout.offset(TensorNames.CRF_START), start, 0, labels);
        characters = CharacterProducts.of(this);
    }

    private void push(float[] values, ParameterLayout layout) {
        int offset = 0;
        for (TensorSpec tensor : layout.tensors()) {
            TFloat32 target = tensors.get(tensor.name());
            if (target != null) {
                target.asRawTensor().data().asFloats().write(values, offset, tensor.size());
            }
            offset += tensor.size();
        }
    }

    /** As below, each word with dropout masks of its own. */
    public double gradient(
            List<EncodedSentence> sentences, long dropoutSeed, float[] sharedGradient, float[] privateGradient)
            throws DivergedException {
        return gradient(sentences, Dropout.byWord(dropoutSeed), sharedGradient, privateGradient);
    }

    /**
     * Negative log-likelihood of the batch's tags and its gradient, both summed over the sentences.
     *
     * @param sharedGradient overwritten, in the order of the shared layout
     * @param privateGradient overwritten, in the order of the private layout
     * @return the loss
     * @throws DivergedException when the loss or a gradient is NaN or infinite; the arrays are then undefined
     */
    public double gradient(
            List<EncodedSentence> sentences, Dropout dropout, float[] sharedGradient, float[] privateGradient)
            throws DivergedException {
        if (sharedGradient.length != sharedLayout.size() || privateGradient.length != privateLayout.size()) {
            throw new IllegalArgumentException("gradients of %d and %d coordinates, the network has %d and %d"
                    .formatted(
                            sharedGradient.length, privateGradient.length, sharedLayout.size(), privateLayout.size()));
        }
        long begun = System.nanoTime();
        try (Batch batch = batch(sentences);
                DropoutMasks masks = new DropoutMasks(spec, batch, dropout)) {
            long prepared = System.nanoTime();
            Session.Runner first = session.runner().fetch(graph.trainingEmissions);
            graph.crossing.forEach(first::fetch);
            feed(first, batch);
            masks.feed(first, graph.inputs);
            try (Result activations = first.run()) {
                long forward = System.nanoTime();
                float[] emissions = floats(activations.get(0));
                float[] emissionGradient = new float[emissions.length];
                double[] transitionGradient = new double[transitions.length];
                double[] startGradient = new double[labels];
                double loss = crf.loss(
                        emissions,
                        batch.lengths,
                        batch.tags,
                        transitions,
                        start,
                        emissionGradient,
                        transitionGradient,
                        startGradient);
                if (!Double.isFinite(loss)) {
                    throw new DivergedException("the loss of a batch");
                }
                float[] crfGradient = sharesCrf ? sharedGradient : privateGradient;
                copy(transitionGradient, crfGradient, crfLayout.offset(TensorNames.CRF_TRANSITIONS));
                copy(startGradient, crfGradient, crfLayout.offset(TensorNames.CRF_START));
                requireFinite(
                        crfGradient,
                        crfLayout.offset(TensorNames.CRF_TRANSITIONS),
                        labels * labels + labels,
                        TensorNames.CRF_TRANSITIONS);
                long scored = System.nanoTime();
                long places = emissions.length / labels;
                try (TFloat32 fromAbove = Batch.tensor(emissionGradient, places, labels)) {
                    Session.Runner second = session.runner().feed(graph.inputs.emissionGradient, fromAbove);
                    for (int i = 0; i < graph.crossing.size(); i++) {
                        second.feed(graph.crossing.get(i), activations.get(1 + i));
                    }
                    feed(second, batch);
                    masks.feed(second, graph.inputs);
                    long backward = pull(second, sharedGradient, privateGradient, batch);
                    times = new GradientTimes(
                            prepared - begun,
                            forward - prepared,
                            scored - forward,
                            backward - scored,
                            System.nanoTime() - backward,
                            Arrays.stream(batch.lengths).sum(),
                            batch.wordAt.length);
                }
                return loss;
            }
        }
    }

    /** Gradients of single units at the parameters that were loaded last. */
    public UnitGradients units() {
        return new UnitGradients(this);
    }

    /** To train on. */
    Batch batch(List<EncodedSentence> sentences) {
        return new Batch(spec, vectors, context, change, characters, sentences);
    }

    /** The character CNN at the parameters that were loaded last. */
    Optional<CharacterProducts> characters() {
        return characters;
    }

    /** A copy of one tensor's values as they were loaded; none of the CRF's. */
    float[] parameter(String name) {
        return floats(tensors.get(name));
    }

    /** The last batch's gradient of the table by rows, summed over the sentences; no row in a network without one. */
    public RowGradient rowGradient() {
        return rowGradient;
    }

    /** What the parts of the last gradient took. */
    public GradientTimes lastTimes() {
        return times;
    }

    /** Returns when the run was over, as {@link System#nanoTime} says it. */
    private long pull(Session.Runner runner, float[] sharedGradient, float[] privateGradient, Batch batch)
            throws DivergedException {
        List<String> names =
                tensors.keySet().stream().filter(graph.gradients::containsKey).toList();
        names.forEach(name -> runner.fetch(graph.gradients.get(name)));
        characters.ifPresent(any -> runner.fetch(graph.gradients.get(WordLayers.CHARACTER_FEATURES)));
        sharedLayout.byRows().ifPresent(table -> runner.fetch(graph.gradients.get(table.name())));
        try (Result gradients = runner.run()) {
            long ended = System.nanoTime();
            int next = 0;
            for (String name : names) {
                boolean isShared = sharedLayout.contains(name);
                ParameterLayout layout = isShared ? sharedLayout : privateLayout;
                float[] target = isShared ? sharedGradient : privateGradient;
                int offset = layout.offset(name);
                int size = layout.tensor(name).size();
                gradients.get(next++).asRawTensor().data().asFloats().read(target, offset, size);
                requireFinite(target, offset, size, name);
            }
            if (characters.isPresent()) {
                boolean isShared = sharedLayout.contains(TensorNames.CHARACTER_EMBEDDING);
                ParameterLayout layout = isShared ? sharedLayout : privateLayout;
                float[] target = isShared ? sharedGradient : privateGradient;
                characters.get().gradient(batch.words(), floats(gradients.get(next++)), layout, target);
            }
            if (sharedLayout.byRows().isPresent()) {
                float[] ofWords = floats(gradients.get(next));
                requireFinite(ofWords, 0, ofWords.length, TensorNames.WORD_VECTORS_CHANGE);
                rowGradient = byRows(batch.vectorsOfWords(), ofWords);
            }
            return ended;
        }
    }

    /** Words written differently may read one row: their gradients add up, in the order of the words. */
    private static RowGradient byRows(int[] rows, float[] ofWords) {
        int width = ofWords.length / rows.length;
        SortedMap<Integer, float[]> sums = new TreeMap<>();
        for (int w = 0; w < rows.length; w++) {
            float[] sum = sums.computeIfAbsent(rows[w], row -> new float[width]);
            for (int j = 0; j < width; j++) {
                sum[j] += ofWords[w * width + j];
            }
        }
        return RowGradient.of(sums, width);
    }

    static void requireFinite(float[] values, int offset, int size, String name) throws DivergedException {
        float[] lanes = new float[LANES];
        float[] block = new float[LANES];
        int from = offset;
        for (; from + LANES <= offset + size; from += LANES) {
            System.arraycopy(values, from, block, 0, LANES);
            addZeroTimes(block, lanes);
        }
        float sum = 0; // zero times infinity or NaN is NaN, and stays so in a sum
        for (float lane : lanes) {
            sum += lane;
        }
        for (; from < offset + size; from++) {
            sum += 0 * values[from];
        }
        if (sum != 0) {
            throw new DivergedException("the gradient of " + name);
        }
    }

    /** Whole arrays from their first number on: only so does the compiler turn the loop into vector instructions. */
    private static void addZeroTimes(float[] block, float[] lanes) {
        for (int j = 0; j < lanes.length; j++) {
            lanes[j] += 0 * block[j];
        }
    }

    /** The best tags of each sentence, without dropout: {@code [sentence][token]}. */
    public int[][] decode(List<EncodedSentence> sentences) {
        int[] lengths = sentences.stream().mapToInt(EncodedSentence::length).toArray();
        return crf.decode(emissions(sentences), lengths, transitions, start);
    }

    /** The same, and the negative log-likelihood of the sentences' own tags, which are legal paths, summed over them. */
    public Decoded decodeAndScore(List<EncodedSentence> sentences) {
        int[] lengths = sentences.stream().mapToInt(EncodedSentence::length).toArray();
        int[][] tags = sentences.stream().map(sentence -> sentence.tags).toArray(int[][]::new);
        float[] emissions = emissions(sentences);
        return new Decoded(
                crf.decode(emissions, lengths, transitions, start),
                crf.loss(emissions, lengths, tags, transitions, start));
    }

    /** The best tags {@code [sentence][token]}, and the loss of the true ones. */
    public record Decoded(int[][] paths, double loss) {}

    /** Writes the network as it is loaded as a SavedModel, see {@link SavedGraph}; the folder must be new. */
    List<String> writeSavedModel(Path folder) throws IOException {
        float[] moves = crf.legal(transitions);
        return SavedGraph.write(
                graph, tensors, new SavedGraph.Scores(moves, crf.legalStart(start), crf.legalEnd()), folder);
    }

    /** {@code [steps][batch][labels]}, without dropout. */
    float[] emissions(List<EncodedSentence> sentences) {
        try (Batch batch = new Batch(spec, vectors, context, change, Optional.empty(), sentences);
                TFloat32 within = batch.within()) {
            Session.Runner runner = session.runner().fetch(graph.emissions).feed(graph.inputs.within, within);
            feed(runner, batch);
            try (Result result = runner.run()) {
                return floats(result.get(0));
            }
        }
    }

    void feed(Session.Runner runner, Batch batch) {
        tensors.forEach((name, tensor) -> runner.feed(graph.parameters().get(name), tensor));
        batch.feed(runner, graph.inputs);
    }

    private static float[] floats(Tensor tensor) {
        float[] values = new float[(int) tensor.shape().size()];
        tensor.asRawTensor().data().asFloats().read(values);
        return values;
    }

    private static void copy(double[] from, float[] to, int offset) {
        for (int i = 0; i < from.length; i++) {
            to[offset + i] = (float) from[i];
        }
    }

    @Override
    public void close() {
        tensors.values().forEach(TFloat32::close);
    }
}
