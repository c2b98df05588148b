package org.fedner.model.training;

import org.fedner.model.scoring.Evaluation;

/**
 * How a platform stands on its own dev split.
 *
 * @param evaluation strict and relaxed
 * @param devLoss mean negative log-likelihood of a dev sentence's tags, without dropout; NaN without a dev split
 * @param trainLoss the same of the training sentences since the last scoring, with dropout and while the parameters moved;
 *     NaN if there were none
 */
public record DevScore(Evaluation evaluation, double devLoss, double trainLoss) {}
