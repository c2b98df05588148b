/**
 * What a platform does with its own notes: draw a batch, compute its gradient, keep its private module, judge the result.
 *
 * <p>One round, from the platform's side, with a {@link org.fedner.model.training.LocalTrainer}:
 *
 * <pre>
 * trainer.batchSize(BatchShare.of(64, ownSize, sumOfSizes));      once per epoch, after the size round
 * SharedGradient g = trainer.gradient(shared, round);              a batch is formed; nothing is decided yet
 *     secure sum of g.shared() and g.examples()
 * trainer.commit();                                               verified result: private step taken, batch is spent
 * trainer.discard();                                              void: no step, the batch's examples are scattered
 * trainer.keepIfBest(shared, round);                              once per pass: dev score, snapshot of both modules
 * </pre>
 *
 * <p>Batches, dropout and private initial values follow from the job's seed and the platform's name, bit for bit; only the
 * scattering of a voided batch is drawn from a secret source. No class here prints a sentence, a tag or a gradient.
 */
package org.fedner.model.training;
