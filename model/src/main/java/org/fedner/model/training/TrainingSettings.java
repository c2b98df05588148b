package org.fedner.model.training;

import org.fedner.model.parameters.LearningRateSchedule;
import org.fedner.model.parameters.UpdateRule;

/**
 * What the job fixes for every platform.
 *
 * @param seed the job's seed; batches, dropout and private initial values follow from it and the platform's name
 * @param update of the private module, and of the shared one in local steps and in training alone
 * @param devSentences most dev sentences that are scored when the best state is sought (a fixed sample of a larger dev
 *     split); 0 for all
 * @param bySentence one dropout mask for all words of a sentence at the Bi-LSTMs, see {@link
 *     org.fedner.model.network.Dropout}
 * @param localSteps steps of a platform by itself in one round; above 1 a round gives the change of the shared module
 * @param patience scorings without a better dev score after which training has nothing to gain; 0 for never
 */
public record TrainingSettings(
        long seed, UpdateRule update, int devSentences, boolean bySentence, int localSteps, int patience) {
    public TrainingSettings {
        if (devSentences < 0 || localSteps < 1 || patience < 0) {
            throw new IllegalArgumentException(
                    "dev sentences %d, local steps %d, patience %d".formatted(devSentences, localSteps, patience));
        }
    }

    /** One step a round, dropout by word, no clipping, no weight decay, no early end. */
    public TrainingSettings(long seed, LearningRateSchedule schedule, int devSentences) {
        this(seed, UpdateRule.of(schedule), devSentences, false, 1, 0);
    }

    /** Rate 0.004 falling to 5 % over {@code rounds}; dev scores on up to 1,500 sentences. */
    public static TrainingSettings standard(long seed, long rounds) {
        return new TrainingSettings(seed, LearningRateSchedule.standard(rounds), 1500);
    }

    /** Learning rate of both modules. */
    public LearningRateSchedule schedule() {
        return update.rates();
    }

    /** The same for a training by itself over so many rounds of one step. */
    TrainingSettings alone(long rounds) {
        return new TrainingSettings(seed, update.over(rounds), devSentences, bySentence, 1, patience);
    }
}
