package org.fedner.model.training;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.fedner.model.network.DivergedException;
import org.fedner.model.network.Dropout;
import org.fedner.model.network.EncodedSentence;
import org.fedner.model.network.PlatformNetwork;
import org.fedner.model.network.UnitGradients;
import org.fedner.model.parameters.SharedParameters;

/**
 * One platform's training step by step of a private mechanism: gradients of the units that somebody else drew, and a step of
 * the private module along a gradient that somebody else clipped, summed and noised. It draws nothing and schedules
 * nothing; batches, passes and their order have no place in a private mode.
 *
 * <p>Belongs to its {@link LocalTrainer}, and to the same thread.
 */
public final class UnitTraining {
    private final LocalTrainer trainer;
    private final PlatformNetwork network;
    private final List<EncodedSentence> train;
    private final boolean bySentence;
    private final UnitGradients gradients;
    private Optional<float[]> pending = Optional.empty();
    private long pendingRound;

    UnitTraining(LocalTrainer trainer, PlatformNetwork network, List<EncodedSentence> train, boolean bySentence) {
        this.bySentence = bySentence;
        this.trainer = trainer;
        this.network = network;
        this.train = train;
        gradients = network.units();
    }

    /** Whether units are computed in one pass when that is asked for; otherwise always one after the other. */
    public boolean canComputeTogether() {
        return gradients.canComputeTogether();
    }

    /**
     * The gradient of each unit over both modules, the mean over its sentences.
     *
     * @param units numbers of the training sentences of each
     * @param dropoutSeed secret and of this step alone
     * @param together in one pass, where that is possible; otherwise one after the other
     */
    public void gradients(
            SharedParameters shared, List<int[]> units, long dropoutSeed, boolean together, UnitGradients.Sink sink)
            throws DivergedException {
        network.load(shared, trainer.privateParameters());
        Dropout dropout = new Dropout(dropoutSeed, bySentence);
        List<List<EncodedSentence>> sentences = units.stream()
                .map(numbers -> Arrays.stream(numbers).mapToObj(train::get).toList())
                .toList();
        if (together && canComputeTogether()) {
            gradients.together(sentences, dropout, sink);
        } else {
            gradients.alone(sentences, dropout, sink);
        }
    }

    /** Coordinates of the private module. */
    public int privateSize() {
        return trainer.privateParameters().size();
    }

    /** The private module's step along this gradient, taken by {@link #commit}. */
    public void stage(float[] privateGradient, long round) {
        pending = Optional.of(privateGradient);
        pendingRound = round;
    }

    /** The round's result is verified. */
    public void commit() {
        float[] gradient = pending.orElseThrow(() -> new IllegalStateException("there is no gradient to commit"));
        trainer.stepPrivate(gradient, pendingRound);
        pending = Optional.empty();
    }

    /** The round is void: no step is taken. */
    public void discard() {
        pending = Optional.empty();
    }
}
