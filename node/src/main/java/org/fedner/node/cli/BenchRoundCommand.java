package org.fedner.node.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fedner.model.benchmark.RoundBenchmark;
import org.fedner.model.benchmark.RoundResult;
import org.fedner.model.corpus.Corpus;
import org.fedner.model.corpus.TagScheme;
import org.fedner.model.corpus.WordVectors;
import org.fedner.model.network.DivergedException;
import org.fedner.model.network.NetworkThreads;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.WordInput;
import org.fedner.node.report.GainTable;
import org.fedner.node.report.ReportFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fedner bench round}: the gradients of a federated round over platforms' own sentences. */
@Command(
        name = "round",
        mixinStandardHelpOptions = true,
        description =
                "The gradients of one round over real text, all platforms together, with the default network; medians.",
        footer = {
            "",
            "Platforms take turns on one thread, so the figure is work, not waiting: processor time, beside the floor that the",
            "matrix products of the same batches would take at the speed of a product of 1024 x 1024 in the same process.",
            "",
            "Example:",
            "  fedner bench round --data data/north --data data/south --data data/west --vectors vectors.txt"
        })
final class BenchRoundCommand implements Callable<Integer> {
    private static final int MOST = 10_000;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "A platform's folder with train.conll, dev.conll and test.conll.")
    private List<Path> folders = new ArrayList<>();

    @Option(
            names = "--vectors",
            paramLabel = "FILE",
            description = "Word vectors; given twice, the files are joined side by side.")
    private List<Path> vectorFiles = new ArrayList<>();

    @Option(names = "--frozen", description = "Vectors without hashed features beside them.")
    private boolean frozen;

    @Option(
            names = "--sentences",
            paramLabel = "B",
            defaultValue = "64",
            description = "Sentences of the round's batch (default: ${DEFAULT-VALUE}).")
    private int sentences;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "150",
            description = "Rounds that are measured (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws DivergedException {
        if (sentences < 1 || sentences > MOST || rounds < 1 || rounds > MOST) {
            throw new FailureException(ExitCode.USAGE, "--sentences and --rounds take 1 to %d".formatted(MOST));
        }
        Optional<WordVectors> vectors = Inputs.vectors(vectorFiles, Optional.empty());
        List<Corpus> corpora = folders.stream()
                .map(folder -> Inputs.corpus(folder, TagScheme.BIO, TagScheme.BIO))
                .toList();
        NetworkSpec network = NetworkSpec.fedner(vectors.map(this::words).orElseGet(WordInput.Hashed::standard));
        RoundResult result = RoundBenchmark.run(
                network, vectors, corpora, sentences, RoundBenchmark.WARM_UP, rounds, NetworkThreads.single());
        if (GlobalOptions.of(spec).json()) {
            System.out.print(ReportFiles.json(result));
        } else {
            GainTable.aligned(rows(result), 1).forEach(System.out::println);
        }
        return ExitCode.OK.number();
    }

    private WordInput words(WordVectors vectors) {
        return frozen ? vectors.asInput() : new WordInput.Combined(vectors.asInput(), WordInput.Hashed.besideVectors());
    }

    private static List<String[]> rows(RoundResult result) {
        return List.of(
                new String[] {"part", "figure", "unit"},
                BenchTrainingCommand.row("sentences", result.sentences(), ""),
                BenchTrainingCommand.row("tokens", result.tokens(), ""),
                BenchTrainingCommand.row("product of 1024 x 1024", result.productGflops(), "GFLOP/s"),
                BenchTrainingCommand.row("operations of the products", result.gigaOperations(), "GFLOP"),
                BenchTrainingCommand.row("floor: these at that speed", result.floorMillis(), "ms"),
                BenchTrainingCommand.row("gradients of the round", result.gradientMillis(), "ms"),
                BenchTrainingCommand.row("  parameters taken over", result.loadMillis(), "ms"),
                BenchTrainingCommand.row("  forward", result.forwardMillis(), "ms"),
                BenchTrainingCommand.row("  CRF", result.crfMillis(), "ms"),
                BenchTrainingCommand.row("  backward", result.backwardMillis(), "ms"),
                BenchTrainingCommand.row("  weights", result.weightsMillis(), "ms"),
                BenchTrainingCommand.row("gradients / floor", result.gradientToFloor(), ""));
    }
}
