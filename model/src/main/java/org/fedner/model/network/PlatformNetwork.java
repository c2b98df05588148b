package org.fedner.model.network;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fedner.model.corpus.TagSet;
import org.fedner.model.corpus.WordVectors;
import org.fedner.model.layers.Packing;
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
    private final NetworkThreads threads;
    final ParameterLayout sharedLayout;
    final ParameterLayout privateLayout;
    final ModulePlaces places;
    private final ModuleArrays parameters; // as they were loaded last
    private final boolean sharesCrf;
    private final ParameterLayout crfLayout; // of the module that the CRF is in
    final int labels;
    final LinearChainCrf crf;
    private final Map<String, TFloat32> tensors = new LinkedHashMap<>();
    final float[] transitions; // [labels][labels]
    final float[] start; // [labels]
    private Optional<TrainingNetwork> training = Optional.empty(); // made when first trained
    private boolean graphHasThem = true; // the parameters that were loaded last
    private boolean trainingHasThem = true;
    private RowValues change;
    private RowGradient rowGradient = RowGradient.none();
    private GradientTimes times = GradientTimes.NONE;

    PlatformNetwork(
            NetworkSpec spec,
            NetworkGraph graph,
            Session session,
            Optional<WordVectors> vectors,
            Optional<ContextSource> context,
            NetworkThreads threads,
            TagSet tags) {
        this.spec = spec;
        this.threads = threads;
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
        places = new ModulePlaces(sharedLayout, privateLayout);
        parameters = new ModuleArrays(places, new float[sharedLayout.size()], new float[privateLayout.size()]);
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
        change = shared.rows();
        load(shared.values(), own);
    }

    /** With a table by rows that is zero. */
    void load(float[] shared, PrivateParameters own) {
        float[] values = own.valuesForTraining();
        if (shared.length != sharedLayout.size() || values.length != privateLayout.size()) {
            throw new IllegalArgumentException("%d shared and %d private parameters, the network has %d and %d"
                    .formatted(shared.length, values.length, sharedLayout.size(), privateLayout.size()));
        }
        System.arraycopy(shared, 0, parameters.arrays[ModulePlaces.SHARED], 0, shared.length);
        System.arraycopy(values, 0, parameters.arrays[ModulePlaces.OWN], 0, values.length);
        float[] ofCrf = sharesCrf ? shared : values;
        System.arraycopy(ofCrf, crfLayout.offset(TensorNames.CRF_TRANSITIONS), transitions, 0, labels * labels);
        System.arraycopy(ofCrf, crfLayout.offset(TensorNames.CRF_START), start, 0, labels);
        graphHasThem = false;
        trainingHasThem = false;
    }

    /** The tensors that the graph is fed, with the parameters that were loaded last. */
    private Map<String, TFloat32> tensors() {
        if (!graphHasThem) {
            push(parameters.arrays[ModulePlaces.SHARED], sharedLayout);
            push(parameters.arrays[ModulePlaces.OWN], privateLayout);
            graphHasThem = true;
        }
        return tensors;
    }

    /** The network to train, with the parameters that were loaded last. */
    TrainingNetwork training() {
        if (training.isEmpty()) {
            training = Optional.of(new TrainingNetwork(spec, vectors, context, labels, threads));
        }
        if (!trainingHasThem) {
            training.get().load(parameters, change);
            trainingHasThem = true;
        }
        return training.get();
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
        ModuleArrays target = new ModuleArrays(places, sharedGradient, privateGradient);
        long begun = System.nanoTime();
        TrainingNetwork layers = training();
        long loaded = System.nanoTime();
        float[] emissions = layers.forward(sentences, dropout);
        long forward = System.nanoTime();
        float[] emissionGradient = new float[emissions.length];
        double loss = loss(sentences, layers.packing(), emissions, emissionGradient, target);
        long scored = System.nanoTime();
        rowGradient = layers.gradient(emissionGradient, target);
        long backward = System.nanoTime();
        requireFinite(sharedGradient, "the shared module");
        requireFinite(privateGradient, "the private module");
        times = new GradientTimes(
                loaded - begun,
                forward - loaded,
                scored - forward,
                backward - scored,
                System.nanoTime() - backward,
                layers.packing().places());
        return loss;
    }

    /** Of the batch's tags; writes its gradients at the emissions {@code [places][labels]} and at the CRF's parameters. */
    private double loss(
            List<EncodedSentence> sentences,
            Packing packing,
            float[] emissions,
            float[] emissionGradient,
            ModuleArrays target)
            throws DivergedException {
        int batch = sentences.size();
        int[] lengths = sentences.stream().mapToInt(EncodedSentence::length).toArray();
        int[][] tags = sentences.stream().map(sentence -> sentence.tags).toArray(int[][]::new);
        float[] scores = new float[packing.steps() * batch * labels];
        for (int s = 0; s < batch; s++) {
            for (int t = 0; t < lengths[s]; t++) {
                System.arraycopy(emissions, packing.place(s, t) * labels, scores, (t * batch + s) * labels, labels);
            }
        }
        float[] back = new float[scores.length];
        double[] ofTransitions = new double[transitions.length];
        double[] ofStart = new double[labels];
        double loss = crf.loss(scores, lengths, tags, transitions, start, back, ofTransitions, ofStart);
        if (!Double.isFinite(loss)) {
            throw new DivergedException("the loss of a batch");
        }
        for (int s = 0; s < batch; s++) {
            for (int t = 0; t < lengths[s]; t++) {
                System.arraycopy(
                        back, (t * batch + s) * labels, emissionGradient, packing.place(s, t) * labels, labels);
            }
        }
        copy(ofTransitions, target, TensorNames.CRF_TRANSITIONS);
        copy(ofStart, target, TensorNames.CRF_START);
        return loss;
    }

    /** Gradients of single units at the parameters that were loaded last. */
    public UnitGradients units() {
        return new UnitGradients(this);
    }

    /** The last batch's gradient of the table by rows, summed over the sentences; no row in a network without one. */
    public RowGradient rowGradient() {
        return rowGradient;
    }

    /** What the parts of the last gradient took. */
    public GradientTimes lastTimes() {
        return times;
    }

    private static void requireFinite(float[] values, String what) throws DivergedException {
        float[] lanes = new float[LANES];
        float[] block = new float[LANES];
        int from = 0;
        for (; from + LANES <= values.length; from += LANES) {
            System.arraycopy(values, from, block, 0, LANES);
            addZeroTimes(block, lanes);
        }
        float sum = 0; // zero times infinity or NaN is NaN, and stays so in a sum
        for (float lane : lanes) {
            sum += lane;
        }
        for (; from < values.length; from++) {
            sum += 0 * values[from];
        }
        if (sum != 0) {
            throw new DivergedException("the gradient of " + what);
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
                graph, tensors(), new SavedGraph.Scores(moves, crf.legalStart(start), crf.legalEnd()), folder);
    }

    /** {@code [steps][batch][labels]}, without dropout. */
    float[] emissions(List<EncodedSentence> sentences) {
        try (Batch batch = new Batch(spec, vectors, context, change, sentences);
                TFloat32 within = batch.within()) {
            Session.Runner runner = session.runner().fetch(graph.emissions).feed(graph.inputs.within, within);
            feed(runner, batch);
            try (Result result = runner.run()) {
                return floats(result.get(0));
            }
        }
    }

    private void feed(Session.Runner runner, Batch batch) {
        tensors().forEach((name, tensor) -> runner.feed(graph.parameters().get(name), tensor));
        batch.feed(runner, graph.inputs);
    }

    private static float[] floats(Tensor tensor) {
        float[] values = new float[(int) tensor.shape().size()];
        tensor.asRawTensor().data().asFloats().read(values);
        return values;
    }

    private static void copy(double[] from, ModuleArrays target, String name) {
        float[] to = target.array(name);
        int offset = target.offset(name);
        for (int i = 0; i < from.length; i++) {
            to[offset + i] = (float) from[i];
        }
    }

    @Override
    public void close() {
        tensors.values().forEach(TFloat32::close);
        training.ifPresent(TrainingNetwork::close);
    }
}
