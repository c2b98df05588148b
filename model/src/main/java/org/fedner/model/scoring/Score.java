package org.fedner.model.scoring;

/** Precision, recall and their harmonic mean, each between 0 and 1. */
public record Score(double precision, double recall, double f1) {

    /**
     * @param predictionsRight predictions that count, of {@code predictions}
     * @param goldFound gold entities that were found, of {@code gold}
     */
    static Score of(int predictionsRight, int predictions, int goldFound, int gold) {
        double precision = predictions == 0 ? 0 : predictionsRight / (double) predictions;
        double recall = gold == 0 ? 0 : goldFound / (double) gold;
        double sum = precision + recall;
        return new Score(precision, recall, sum == 0 ? 0 : 2 * precision * recall / sum);
    }
}
