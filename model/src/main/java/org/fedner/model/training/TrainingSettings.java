package org.fedner.model.training;

import org.fedner.model.parameters.LearningRateSchedule;

/**
 * What the job fixes for every platform.
 *
 * @param seed the job's seed; batches, dropout and private initial values follow from it and the platform's name
 * @param schedule learning rate of both modules
 * @param devSentences most dev sentences that are scored when the best state is sought (a fixed sample of a larger dev
 *     split); 0 for all
 */
public record TrainingSettings(long seed, LearningRateSchedule schedule, int devSentences) {
    public TrainingSettings {
        if (devSentences < 0) {
            throw new IllegalArgumentException("dev sentences: " + devSentences);
        }
    }

    /** Rate 0.004 falling to 5 % over {@code rounds}; dev scores on up to 1,500 sentences. */
    public static TrainingSettings standard(long seed, long rounds) {
        return new TrainingSettings(seed, LearningRateSchedule.standard(rounds), 1500);
    }
}
