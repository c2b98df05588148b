package org.fedner.node.cli;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.fedner.model.benchmark.TrainingBenchmark;
import org.fedner.model.benchmark.TrainingResult;
import org.fedner.model.network.DivergedException;
import org.fedner.model.network.NetworkThreads;
import org.fedner.node.report.GainTable;
import org.fedner.node.report.ReportFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fedner bench training}: a training step beside its own arithmetic. */
@Command(
        name = "training",
        mixinStandardHelpOptions = true,
        description = "One gradient of the network 'fedner' with hashed words and its parts; medians.",
        footer = {
            "",
            "The floor is the step's matrix products at the speed of a product of two matrices of 1024 x 1024, and below it the",
            "same products in their own shapes; both are taken in turn with the step, in the same process. On one thread these",
            "are processor time, which other work on the machine does not add to.",
            "",
            "Example:",
            "  fedner bench training --sentences 32 --tokens 40 --format json"
        })
final class BenchTrainingCommand implements Callable<Integer> {
    private static final int MOST_PLACES = 1 << 16;
    private static final int MOST_ROUNDS = 10_000;

    @Option(
            names = "--sentences",
            paramLabel = "B",
            defaultValue = "32",
            description = "Sentences of the batch (default: ${DEFAULT-VALUE}).")
    private int sentences;

    @Option(
            names = "--tokens",
            paramLabel = "T",
            defaultValue = "40",
            description = "Tokens of each sentence (default: ${DEFAULT-VALUE}).")
    private int tokens;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "40",
            description = "Steps that are measured (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "1, or 2: both directions of the Bi-LSTM at once (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws DivergedException {
        boolean isPossible = sentences > 0 && tokens > 0 && (long) sentences * tokens <= MOST_PLACES;
        if (!isPossible || steps < 1 || steps > MOST_ROUNDS) {
            throw new FailureException(
                    ExitCode.USAGE,
                    "--sentences times --tokens takes 1 to %d and --steps 1 to %d".formatted(MOST_PLACES, MOST_ROUNDS));
        }
        if (threads != 1 && threads != 2) {
            throw new FailureException(ExitCode.USAGE, "--threads takes 1 or 2");
        }
        TrainingResult result = TrainingBenchmark.run(
                sentences, tokens, steps, threads == 1 ? NetworkThreads.single() : NetworkThreads.two());
        if (GlobalOptions.of(spec).json()) {
            System.out.print(ReportFiles.json(result));
        } else {
            GainTable.aligned(rows(result), 1).forEach(System.out::println);
        }
        return ExitCode.OK.number();
    }

    private static List<String[]> rows(TrainingResult result) {
        return List.of(
                new String[] {"part", "figure", "unit"},
                row("product of 1024 x 1024", result.productGflops(), "GFLOP/s"),
                row("operations of the step's products", result.gigaOperations(), "GFLOP"),
                row("floor: these at that speed", result.floorMillis(), "ms"),
                row("these in their own shapes", result.productsMillis(), "ms"),
                row("step", result.stepMillis(), "ms"),
                row("  parameters taken over", result.loadMillis(), "ms"),
                row("  forward", result.forwardMillis(), "ms"),
                row("  CRF", result.crfMillis(), "ms"),
                row("  backward", result.backwardMillis(), "ms"),
                row("  weights", result.weightsMillis(), "ms"),
                row("step / floor", result.stepToFloor(), ""),
                row("step / products in their own shapes", result.stepToProducts(), ""));
    }

    static String[] row(String part, double figure, String unit) {
        return new String[] {part, String.format(Locale.ROOT, "%.2f", figure), unit};
    }
}
