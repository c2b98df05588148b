package org.fedner.node.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fedner.model.corpus.ConllReader;
import org.fedner.model.corpus.CorpusFormatException;
import org.fedner.model.corpus.Sentence;
import org.fedner.model.scoring.Evaluation;
import org.fedner.model.scoring.TypeScore;
import org.fedner.node.report.GainTable;
import org.fedner.node.report.ReportFiles;
import org.fedner.node.report.Scores;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fedner evaluate}: strict and relaxed scores of predicted tags. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = "Strict and relaxed precision, recall and F1, micro and per type.",
        footer = {
            "",
            "Strict: span and type are equal. Relaxed: a prediction counts if it overlaps a gold entity of its type.",
            "",
            "Example:",
            "  fedner evaluate --gold test.conll --predicted predictions.conll"
        })
final class EvaluateCommand implements Callable<Integer> {
    @Option(names = "--gold", required = true, paramLabel = "FILE", description = "CoNLL file with the gold tags.")
    private Path gold;

    @Option(
            names = "--predicted",
            required = true,
            paramLabel = "FILE",
            description = "CoNLL file with the same tokens; its last column holds the predicted tags.")
    private Path predicted;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Evaluation evaluation = evaluate();
        if (GlobalOptions.of(spec).json()) {
            System.out.print(ReportFiles.json(Scores.of(evaluation)));
        } else {
            table(evaluation).forEach(System.out::println);
        }
        return ExitCode.OK.number();
    }

    private Evaluation evaluate() {
        List<Sentence> expected;
        List<Sentence> found;
        try {
            expected = ConllReader.readPredictions(gold);
            found = ConllReader.readPredictions(predicted);
        } catch (CorpusFormatException e) {
            throw new FailureException(ExitCode.BAD_DATA, e.getMessage(), e);
        }
        if (expected.size() != found.size()) {
            throw new FailureException(
                    ExitCode.BAD_DATA,
                    "%s has %d sentences and %s has %d; predict exactly the sentences of the gold file"
                            .formatted(gold, expected.size(), predicted, found.size()));
        }
        for (int i = 0; i < expected.size(); i++) {
            if (!expected.get(i).tokens().equals(found.get(i).tokens())) {
                throw new FailureException(
                        ExitCode.BAD_DATA,
                        "sentence %d of %s has other tokens than in %s; keep tokens and order"
                                .formatted(i + 1, predicted, gold));
            }
        }
        return Evaluation.ofSentences(
                expected, found.stream().map(Sentence::tags).toList());
    }

    private static List<String> table(Evaluation evaluation) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"type", "support", "strict P", "R", "F1", "relaxed P", "R", "F1"});
        for (Map.Entry<String, TypeScore> type : evaluation.perType().entrySet()) {
            rows.add(row(type.getKey(), type.getValue()));
        }
        rows.add(row("all", evaluation.micro()));
        return GainTable.aligned(rows, 1);
    }

    private static String[] row(String name, TypeScore score) {
        return new String[] {
            name,
            Integer.toString(score.support()),
            percent(score.strict().precision()),
            percent(score.strict().recall()),
            percent(score.strict().f1()),
            percent(score.relaxed().precision()),
            percent(score.relaxed().recall()),
            percent(score.relaxed().f1())
        };
    }

    private static String percent(double fraction) {
        return String.format(Locale.ROOT, "%.2f", 100 * fraction);
    }
}
