package org.fedner.model.training;

import java.util.function.BiConsumer;
import org.fedner.model.corpus.Corpus;
import org.fedner.model.corpus.TagSet;
import org.fedner.model.network.DivergedException;
import org.fedner.model.network.Recogniser;
import org.fedner.model.parameters.SharedState;

/**
 * A platform by itself, for comparison: the same network and recipe, its own batches of {@link #BATCH} of one step each, as
 * many passes over its own data, the learning rate's course over its own rounds, an early end by its own dev scores.
 */
public final class AloneTraining {
    /**
     * Sentences of a batch, about a platform's share of a federation's: with 64, so few steps are taken that on the corpora of
     * docs/experiments.md strict F1 is up to five points lower, and the comparison would flatter the federation.
     */
    public static final int BATCH = 16;

    private AloneTraining() {}

    /**
     * Trains to the end and leaves the best dev state in the returned trainer; the caller closes it.
     *
     * @param passes over the platform's training sentences
     * @param scored hears, once a pass, the round and how the dev split stands
     */
    public static LocalTrainer train(
            Recogniser recogniser,
            Corpus corpus,
            TagSet tags,
            String name,
            TrainingSettings settings,
            double passes,
            BiConsumer<Long, DevScore> scored)
            throws DivergedException {
        int sentences = corpus.train().size();
        long rounds = rounds(passes, sentences);
        long evaluateEvery = Math.max(1, sentences / BATCH);
        TrainingSettings alone = settings.alone(rounds);
        LocalTrainer trainer = new LocalTrainer(recogniser, corpus, tags, name, alone, BATCH);
        try {
            SharedState shared = SharedState.initial(recogniser.spec(), settings.seed());
            for (long round = 0; round < rounds && !trainer.hasStalled(); round++) {
                step(trainer, shared, alone, round);
                if ((round + 1) % evaluateEvery == 0 || round + 1 == rounds) {
                    scored.accept(round + 1, trainer.score(shared.parameters(), round + 1));
                }
            }
            return trainer;
        } catch (DivergedException | RuntimeException e) {
            trainer.close();
            throw e;
        }
    }

    /** Rounds that so many passes over so many sentences take. */
    public static long rounds(double passes, int sentences) {
        return Math.max(1, Math.round(passes * sentences / BATCH));
    }

    private static void step(LocalTrainer trainer, SharedState shared, TrainingSettings settings, long round)
            throws DivergedException {
        SharedGradient gradient = trainer.gradient(shared.parameters(), round);
        divide(gradient.shared(), gradient.examples());
        divide(gradient.rows().values(), gradient.examples());
        shared.apply(gradient.shared(), gradient.rows(), settings.update());
        trainer.commit();
    }

    private static void divide(float[] sum, int examples) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] /= examples;
        }
    }
}
