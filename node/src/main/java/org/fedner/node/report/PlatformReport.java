package org.fedner.node.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.fedner.audit.event.DpReserve;
import org.fedner.model.scoring.Score;
import org.fedner.model.training.DevScore;
import org.fedner.node.privacy.Nano;
import org.fedner.node.privacy.PrivacyStatement;

/**
 * What one platform gained; made by the platform itself from its own test split.
 *
 * @param alone the same network trained on this platform's data only; null unless asked for
 * @param roundsTakenPart verified rounds whose sum holds this platform's gradient
 * @param participation who took part, as this platform's own log tells it; absent from older reports
 * @param devCurve losses, and strict F1 on the dev split, after each pass, under the federation
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
        List<CurvePoint> devCurve,
        NetworkReport network,
        ParticipationReport participation) {
    public PlatformReport {
        participation = participation == null ? ParticipationReport.NONE : participation;
    }

    /**
     * The recogniser that was kept.
     *
     * @param preset of the network
     * @param cut last layer that is shared
     * @param taggingScheme of this platform's own tags
     * @param parametersSha256 of the shared parameters at this platform's best dev score
     */
    public record NetworkReport(String preset, String cut, String taggingScheme, String parametersSha256) {}

    /** Size of the training split; known to this platform only until it shows its report. */
    public record TrainReport(int sentences) {}

    /** Scores of the platform training by itself. */
    public record AloneReport(Score strict, Score relaxed, List<CurvePoint> devCurve) {}

    /**
     * Differential privacy spent; {@code off} says that there is no such guarantee.
     *
     * @param epsilon of everything this platform's data set was ever used for under its ledger; null with {@code off}
     * @param steps of it; absent with {@code off}
     * @param statement what is promised to whom, in sentences
     */
    public record PrivacyReport(
            String mode,
            Double epsilon,
            Double delta,
            @JsonInclude(JsonInclude.Include.NON_NULL) String unit,
            @JsonInclude(JsonInclude.Include.NON_NULL) Integer steps,
            List<String> statement) {
        /** No differential privacy: epsilon and delta are null, not zero. */
        public static final PrivacyReport OFF = new PrivacyReport("off", null, null, null, null, PrivacyStatement.NONE);

        /** What a ledger's entries come to. */
        public static PrivacyReport of(String mode, String unit, List<DpReserve> entries) {
            DpReserve last = entries.get(entries.size() - 1);
            return new PrivacyReport(
                    mode,
                    Nano.number(last.epsAfterNano()),
                    last.deltaFemto() / 1e15,
                    unit,
                    entries.size(),
                    PrivacyStatement.of(entries));
        }
    }

    /**
     * How a platform stood after some verified rounds.
     *
     * @param strictF1 on the dev split
     * @param trainLoss mean negative log-likelihood of a training sentence's tags since the point before; null if unknown
     * @param devLoss the same of the dev split's sentences, without dropout; null if unknown
     */
    public record CurvePoint(int round, double strictF1, Double trainLoss, Double devLoss) {
        public CurvePoint {
            trainLoss = trainLoss == null || !Double.isFinite(trainLoss) ? null : trainLoss;
            devLoss = devLoss == null || !Double.isFinite(devLoss) ? null : devLoss;
        }

        /** A point whose losses are not known. */
        public CurvePoint(int round, double strictF1) {
            this(round, strictF1, null, null);
        }

        /** What was scored after so many rounds. */
        public static CurvePoint of(int round, DevScore score) {
            return new CurvePoint(round, score.evaluation().strict().f1(), score.trainLoss(), score.devLoss());
        }

        /** The same scores after another number of rounds. */
        public CurvePoint at(int otherRound) {
            return new CurvePoint(otherRound, strictF1, trainLoss, devLoss);
        }
    }
}
