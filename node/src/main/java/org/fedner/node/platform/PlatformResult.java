package org.fedner.node.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fedner.model.corpus.ConllWriter;
import org.fedner.model.corpus.Sentence;
import org.fedner.model.corpus.TagSet;
import org.fedner.model.network.DivergedException;
import org.fedner.model.network.Recogniser;
import org.fedner.model.scoring.Evaluation;
import org.fedner.model.training.AloneTraining;
import org.fedner.model.training.Best;
import org.fedner.model.training.LocalTrainer;
import org.fedner.model.training.Split;
import org.fedner.model.training.Tagger;
import org.fedner.model.training.TrainedModel;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.job.JobTerms;
import org.fedner.node.report.ParticipationReport;
import org.fedner.node.report.PlatformPage;
import org.fedner.node.report.PlatformReport;
import org.fedner.node.report.PlatformReport.CurvePoint;
import org.fedner.node.report.ReportFiles;
import org.fedner.node.report.Scores;

/**
 * What a platform holds at the end: its recogniser on disk, the predictions on its test split, and its report.
 *
 * @param phaseMillis medians by phase
 * @param sharedModel SHA-256 of the shared parameters after the last round, in hexadecimal
 */
public record PlatformResult(PlatformReport report, Map<String, Double> phaseMillis, String sharedModel)
        implements PlatformEnding {
    /** Folder of the recogniser inside the work folder. */
    public static final String MODEL = "model";
    /** What was promised about this site's data, beside it. */
    public static final String STATEMENT = "privacy-statement.txt";

    static PlatformResult of(
            PlatformSetup setup, JobTerms terms, PlatformTraining training, ParticipationReport participation) {
        try {
            return write(setup, terms, training, participation);
        } catch (IOException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION,
                    setup.work() + ": results cannot be written; free disk space or check permissions",
                    e);
        } catch (DivergedException e) {
            throw new FailureException(ExitCode.BAD_DATA, "training alone: " + e.getMessage(), e);
        }
    }

    private static PlatformResult write(
            PlatformSetup setup, JobTerms terms, PlatformTraining training, ParticipationReport participation)
            throws IOException, DivergedException {
        Best best = training.trainer().best().orElseThrow();
        TagSet tags = setup.corpus().tagSet(setup.scheme());
        Recogniser recogniser = training.recogniser();
        TrainedModel model = TrainedModel.of(terms.network(), tags, best);
        model.write(setup.work().resolve(MODEL));

        Evaluation test;
        try (Tagger tagger = model.tagger(recogniser)) {
            test = predict(setup, tagger);
        }
        PlatformReport.AloneReport alone = setup.alone() ? trainAlone(setup, terms, training, recogniser) : null;
        PlatformReport.PrivacyReport privacy = training.privacyReport();
        Files.write(setup.work().resolve(STATEMENT), privacy.statement());
        PlatformReport report = new PlatformReport(
                setup.identity().name(),
                new PlatformReport.TrainReport(setup.corpus().train().size()),
                tags.types(),
                test.strict(),
                test.relaxed(),
                Scores.of(test).perType(),
                alone,
                privacy,
                training.roundsTakenPart(),
                training.devCurve(),
                new PlatformReport.NetworkReport(
                        terms.job().network().preset(),
                        terms.job().network().cut(),
                        tags.scheme().name(),
                        HexFormat.of().formatHex(best.shared().digest())),
                participation);
        ReportFiles.write(setup.work().resolve("report.json"), report);
        Files.writeString(setup.work().resolve("report.html"), PlatformPage.html(report), StandardCharsets.UTF_8);
        Map<String, Double> phases = new LinkedHashMap<>();
        training.phases().forEach((name, median) -> phases.put(name, median.value()));
        return new PlatformResult(report, phases, training.state().modelDigest().toString());
    }

    private static Evaluation predict(PlatformSetup setup, Tagger tagger) throws IOException {
        List<Sentence> gold = setup.corpus().test();
        List<List<String>> predicted =
                tagger.tag(gold.stream().map(Sentence::tokens).toList());
        ConllWriter.writePredictions(setup.work().resolve("predictions.conll"), gold, predicted);
        return Evaluation.ofSentences(gold, predicted);
    }

    private static PlatformReport.AloneReport trainAlone(
            PlatformSetup setup, JobTerms terms, PlatformTraining training, Recogniser recogniser)
            throws DivergedException {
        List<CurvePoint> curve = new ArrayList<>();
        try (LocalTrainer trained = AloneTraining.train(
                recogniser,
                setup.corpus(),
                setup.corpus().tagSet(setup.scheme()),
                setup.identity().name(),
                training.settings(),
                training.passes(),
                (round, score) -> curve.add(CurvePoint.of(round.intValue(), score)))) {
            Best best = trained.best().orElseThrow();
            Evaluation test = trained.evaluateBest(best.shared(), Split.TEST);
            return new PlatformReport.AloneReport(
                    test.strict(), test.relaxed(), inRoundsOf(terms.job().rounds(), training.passes(), setup, curve));
        }
    }

    /** Alone takes fewer, larger steps over the same passes, so its curve is stretched to the federation's rounds. */
    private static List<CurvePoint> inRoundsOf(
            long rounds, double passes, PlatformSetup setup, List<CurvePoint> curve) {
        double stretch = (double) rounds
                / AloneTraining.rounds(passes, setup.corpus().train().size());
        return curve.stream()
                .map(point -> point.at((int) Math.round(point.round() * stretch)))
                .toList();
    }
}
