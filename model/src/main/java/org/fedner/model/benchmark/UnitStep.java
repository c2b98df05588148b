package org.fedner.model.benchmark;

import java.util.List;
import org.fedner.model.network.DivergedException;
import org.fedner.model.network.Dropout;
import org.fedner.model.network.EncodedSentence;
import org.fedner.model.network.NetworkThreads;
import org.fedner.model.network.PlatformNetwork;
import org.fedner.model.network.Recogniser;
import org.fedner.model.network.UnitGradients;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.PrivateParameters;
import org.fedner.model.parameters.SharedParameters;
import org.fedner.model.parameters.WordInput;

/** One batch of the {@code fedner} network with hashed words: its gradient as a whole, and of each sentence by itself. */
public final class UnitStep implements AutoCloseable {
    private final Recogniser recogniser;
    private final PlatformNetwork platform;
    private final List<EncodedSentence> batch;
    private final List<List<EncodedSentence>> units;
    private final float[] shared;
    private final float[] own;

    /** A batch of sentences of {@code tokens} tokens each, on one thread. */
    public UnitStep(int sentences, int tokens) {
        NetworkSpec network = NetworkSpec.fedner(WordInput.Hashed.standard());
        int tags = TrainingBenchmark.TAGS.size();
        recogniser = Recogniser.hashed(network, NetworkThreads.single());
        platform = recogniser.forTags(TrainingBenchmark.TAGS);
        platform.load(SharedParameters.initial(network, 1), PrivateParameters.initial(network, tags, 1));
        batch = TrainingBenchmark.batch(recogniser.encoder(), sentences, tokens);
        units = batch.stream().map(List::of).toList();
        shared = new float[network.sharedLayout().size()];
        own = new float[network.privateLayout(tags).size()];
    }

    /** Coordinates of the shared module. */
    public int sharedCoordinates() {
        return shared.length;
    }

    /** Coordinates of the private module. */
    public int privateCoordinates() {
        return own.length;
    }

    /** The batch's gradient, as a plain round needs it. */
    public void plain(long seed) throws DivergedException {
        platform.gradient(batch, Dropout.byWord(seed), shared, own);
    }

    /** The gradient of each sentence, all in one pass. */
    public void together(long seed, UnitGradients.Sink sink) throws DivergedException {
        platform.units().together(units, Dropout.byWord(seed), sink);
    }

    /** The gradient of each sentence, one pass after the other. */
    public void alone(long seed, UnitGradients.Sink sink) throws DivergedException {
        platform.units().alone(units, Dropout.byWord(seed), sink);
    }

    @Override
    public void close() {
        platform.close();
        recogniser.close();
    }
}
