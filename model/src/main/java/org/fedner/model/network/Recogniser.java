package org.fedner.model.network;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.fedner.model.corpus.TagSet;
import org.fedner.model.corpus.WordVectors;
import org.fedner.model.parameters.ContextualInput;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.PrivateParameters;
import org.fedner.model.parameters.SharedParameters;
import org.fedner.model.parameters.WordInput;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;

/**
 * The graph of a {@link NetworkSpec} and a session for it, without parameters: several platforms of one process share it,
 * each through a {@link PlatformNetwork} of its own. Thread-safe once built.
 */
public final class Recogniser implements AutoCloseable {
    private final NetworkSpec spec;
    private final Optional<WordVectors> vectors;
    private final Optional<ContextSource> context;
    private final NetworkGraph graph;
    private final Session session;
    private final NetworkThreads threads;
    private final boolean isOwner; // of graph and session

    private Recogniser(NetworkSpec spec, Optional<WordVectors> vectors, NetworkThreads threads) {
        this.spec = spec;
        this.vectors = vectors;
        this.threads = threads;
        context = Optional.empty();
        isOwner = true;
        graph = new NetworkGraph(spec);
        int inter = threads.inter() == 1 ? -1 : threads.inter(); // negative: on the thread that calls
        session = new Session(
                graph.graph(),
                ConfigProto.newBuilder()
                        .setIntraOpParallelismThreads(threads.intra())
                        .setInterOpParallelismThreads(inter)
                        .build());
    }

    private Recogniser(Recogniser other, ContextSource context) {
        spec = other.spec;
        vectors = other.vectors;
        this.context = Optional.of(context);
        graph = other.graph;
        session = other.session;
        threads = other.threads;
        isOwner = false;
    }

    /** This network with a platform's contextual vectors, which must be the ones the spec names; closed before this. */
    public Recogniser reading(ContextSource source) {
        boolean isTheOne = spec.contextual()
                .filter(wanted ->
                        wanted.equals(new ContextualInput(source.layers(), source.dimension(), source.sha256())))
                .isPresent();
        if (!isTheOne) {
            throw new IllegalArgumentException("the network was specified for other contextual vectors, or for none");
        }
        return new Recogniser(this, source);
    }

    /** A network whose words are hashed. */
    public static Recogniser hashed(NetworkSpec spec, NetworkThreads threads) {
        if (spec.words().vectors().isPresent()) {
            throw new IllegalArgumentException("this network needs word vectors");
        }
        return new Recogniser(spec, Optional.empty(), threads);
    }

    /** A network whose words have frozen vectors, with hashed features or without; they must be the ones the spec names. */
    public static Recogniser frozen(NetworkSpec spec, WordVectors vectors, NetworkThreads threads) {
        if (spec.words()
                .projected()
                .filter(frozen -> frozen.vectorsSha256().equals(vectors.sha256()))
                .isEmpty()) {
            throw new IllegalArgumentException("the network was specified for other word vectors, or for none");
        }
        return new Recogniser(spec, Optional.of(vectors), threads);
    }

    /** A network whose word vectors are trained on; they must be the ones the spec names. */
    public static Recogniser tuned(NetworkSpec spec, WordVectors vectors, NetworkThreads threads) {
        if (!(spec.words() instanceof WordInput.TunedVectors tuned)
                || !tuned.vectorsSha256().equals(vectors.sha256())
                || tuned.words() != vectors.size()) {
            throw new IllegalArgumentException("the network was specified for other word vectors, or for none");
        }
        return new Recogniser(spec, Optional.of(vectors), threads);
    }

    /** The network of {@code spec} with the vectors it needs, or without any. */
    public static Recogniser of(NetworkSpec spec, Optional<WordVectors> vectors, NetworkThreads threads) {
        if (vectors.isEmpty()) {
            return hashed(spec, threads);
        }
        return spec.words() instanceof WordInput.TunedVectors
                ? tuned(spec, vectors.get(), threads)
                : frozen(spec, vectors.get(), threads);
    }

    public NetworkSpec spec() {
        return spec;
    }

    public SentenceEncoder encoder() {
        return new SentenceEncoder(spec, vectors);
    }

    /** The network with room for one platform's parameters; close it before this. */
    public PlatformNetwork forTags(TagSet tags) {
        if (spec.contextual().isPresent() && context.isEmpty()) {
            throw new IllegalArgumentException("this network needs contextual vectors");
        }
        return new PlatformNetwork(spec, graph, session, vectors, context, threads, tags);
    }

    /**
     * Writes a recogniser with these parameters as a SavedModel into a new folder: {@code saved_model.pb}, whose inputs and
     * outputs docs/model.md names. It needs neither word vectors nor contextual ones; whoever runs it feeds them.
     *
     * @return names of the inputs, sorted
     * @throws IllegalArgumentException for tuned word vectors, whose table is no part of the graph
     */
    public static List<String> export(
            NetworkSpec spec, TagSet tags, SharedParameters shared, PrivateParameters own, Path folder)
            throws IOException {
        if (spec.words() instanceof WordInput.TunedVectors) {
            throw new IllegalArgumentException("tuned word vectors are no part of the graph");
        }
        try (Recogniser recogniser = new Recogniser(spec, Optional.empty(), NetworkThreads.single());
                PlatformNetwork network = new PlatformNetwork(
                        spec,
                        recogniser.graph,
                        recogniser.session,
                        Optional.empty(),
                        Optional.empty(),
                        NetworkThreads.single(),
                        tags)) {
            network.load(shared, own);
            return network.writeSavedModel(folder);
        }
    }

    @Override
    public void close() {
        if (isOwner) {
            session.close();
            graph.close();
        }
    }
}
