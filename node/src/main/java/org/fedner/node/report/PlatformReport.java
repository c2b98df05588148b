package org.fedner.node.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.fedner.model.scoring.Score;

/**
 * What one platform gained; made by the platform itself from its own test split.
 *
 * @param alone the same network trained on this platform's data only; null unless asked for
 * @param roundsTakenPart verified rounds whose sum holds this platform's gradient
 * @param devCurve strict F1 on the dev split after each pass, under the federation
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record PlatformReport(
        String name,
        TrainReport train,
        List<String> types,
        Score strict,
        Score relaxed,
        Map<String, Scores.TypeScores> perType,
        AloneReport alone,
        PrivacyReport privacy,
        int roundsTakenPart,
        List<CurvePoint> devCurve) {

    /** Size of the training split; known to this platform only until it shows its report. */
    public record TrainReport(int sentences) {}

    /** Scores of the platform training by itself. */
    public record AloneReport(Score strict, Score relaxed, List<CurvePoint> devCurve) {}

    /** Differential privacy spent; {@code off} says that there is no such guarantee. */
    public record PrivacyReport(String mode, Double epsilon, Double delta) {
        /** No differential privacy: epsilon and delta are null, not zero. */
        public static final PrivacyReport OFF = new PrivacyReport("off", null, null);
    }

    /** Strict F1 on the dev split after some verified rounds. */
    public record CurvePoint(int round, double strictF1) {}
}
