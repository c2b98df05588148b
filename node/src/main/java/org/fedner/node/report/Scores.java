package org.fedner.node.report;

import java.util.Map;
import java.util.TreeMap;
import org.fedner.model.scoring.Evaluation;
import org.fedner.model.scoring.Score;
import org.fedner.model.scoring.TypeScore;

/**
 * An evaluation in the form of {@code report.json}.
 *
 * @param perType in order of the type's name
 */
public record Scores(Score strict, Score relaxed, Map<String, TypeScores> perType) {

    /** The form of {@code evaluation}. */
    public static Scores of(Evaluation evaluation) {
        Map<String, TypeScores> perType = new TreeMap<>();
        evaluation.perType().forEach((type, score) -> perType.put(type, TypeScores.of(score)));
        return new Scores(evaluation.strict(), evaluation.relaxed(), perType);
    }

    /** Both scores of one entity type. */
    public record TypeScores(Supported strict, Supported relaxed) {
        static TypeScores of(TypeScore score) {
            return new TypeScores(
                    Supported.of(score.strict(), score.support()), Supported.of(score.relaxed(), score.support()));
        }
    }

    /** A score with the number of gold entities behind it. */
    public record Supported(double precision, double recall, double f1, int support) {
        static Supported of(Score score, int support) {
            return new Supported(score.precision(), score.recall(), score.f1(), support);
        }
    }
}
