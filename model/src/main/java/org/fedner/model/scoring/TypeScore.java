package org.fedner.model.scoring;

/**
 * The two scores of one entity type, or of all types together.
 *
 * @param support gold entities
 * @param predictions predicted entities
 */
public record TypeScore(Score strict, Score relaxed, int support, int predictions) {}
