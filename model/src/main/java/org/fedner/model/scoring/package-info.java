/**
 * Counting what a tagger found.
 *
 * <p>Strict: span and type are both equal. Relaxed: a prediction counts if it overlaps a gold entity of the same type;
 * precision is over predictions, recall over gold entities. Both as micro averages and per type ({@link
 * org.fedner.model.scoring.Evaluation}). Illegal tag sequences are read the conlleval way ({@link
 * org.fedner.model.corpus.Entity#listOf}). As in conlleval a ratio without a denominator is 0.
 */
package org.fedner.model.scoring;
