package org.fedner.model.training;

import java.util.function.ObjDoubleConsumer;
import org.fedner.model.corpus.Corpus;
import org.fedner.model.corpus.TagSet;
import org.fedner.model.network.DivergedException;
import org.fedner.model.network.Recogniser;
import org.fedner.model.parameters.LearningRateSchedule;
import org.fedner.model.parameters.SharedState;
import org.fedner.model.scoring.Evaluation;

/**
 * A platform by itself, for comparison: the same network and recipe, its own batches of {@link #BATCH}, as many passes over
 * its own data, the learning rate falling over its own rounds.
 */
public final class AloneTraining {
    /** Sentences of a batch. */
    public static final int BATCH = 64;

    private AloneTraining() {}

    /**
     * Trains to the end and leaves the best dev state in the returned trainer; the caller closes it.
     *
     * @param passes over the platform's training sentences
     * @param scored hears, once a pass, the round and the strict F1 on the dev split
     */
    public static LocalTrainer train(
            Recogniser recogniser,
            Corpus corpus,
            TagSet tags,
            String name,
            TrainingSettings settings,
            double passes,
            ObjDoubleConsumer<Long> scored)
            throws DivergedException {
        int sentences = corpus.train().size();
        long rounds = Math.max(1, Math.round(passes * sentences / BATCH));
        long evaluateEvery = Math.max(1, sentences / BATCH);
        LearningRateSchedule own = new LearningRateSchedule(
                settings.schedule().peak(), settings.schedule().finalFraction(), rounds);
        TrainingSettings alone = new TrainingSettings(settings.seed(), own, settings.devSentences());
        LocalTrainer trainer = new LocalTrainer(recogniser, corpus, tags, name, alone, BATCH);
        try {
            SharedState shared = SharedState.initial(recogniser.spec(), settings.seed());
            for (long round = 0; round < rounds; round++) {
                step(trainer, shared, round, own.rate(round));
                if ((round + 1) % evaluateEvery == 0 || round + 1 == rounds) {
                    Evaluation dev = trainer.keepIfBest(shared.parameters(), round + 1);
                    scored.accept(round + 1, dev.strict().f1());
                }
            }
            return trainer;
        } catch (DivergedException | RuntimeException e) {
            trainer.close();
            throw e;
        }
    }

    private static void step(LocalTrainer trainer, SharedState shared, long round, double rate)
            throws DivergedException {
        SharedGradient gradient = trainer.gradient(shared.parameters(), round);
        divide(gradient.shared(), gradient.examples());
        divide(gradient.rows().values(), gradient.examples());
        shared.apply(gradient.shared(), gradient.rows(), rate);
        trainer.commit();
    }

    private static void divide(float[] sum, int examples) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] /= examples;
        }
    }
}
