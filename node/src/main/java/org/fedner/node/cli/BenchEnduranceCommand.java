package org.fedner.node.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.fedner.model.benchmark.EnduranceBenchmark;
import org.fedner.model.network.DivergedException;
import org.fedner.model.network.NetworkThreads;
import org.fedner.node.report.GainTable;
import org.fedner.node.report.ReportFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fedner bench endurance}: memory over many training steps. */
@Command(
        name = "endurance",
        mixinStandardHelpOptions = true,
        description = "Memory of training over many steps, on synthetic notes.",
        footer = {
            "",
            "Resident memory is that of the whole process, heap included; the first steps fill pools and caches, what counts is",
            "that it is flat after them. Heap is what is in use before a collection.",
            "",
            "Example:",
            "  fedner bench endurance --steps 20000 --sentences 16"
        })
final class BenchEnduranceCommand implements Callable<Integer> {
    private static final int MOST_STEPS = 10_000_000;
    private static final int MOST_SENTENCES = 1024;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Training steps (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--every",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Steps between two measurements (default: ${DEFAULT-VALUE}).")
    private int every;

    @Option(
            names = "--sentences",
            paramLabel = "B",
            defaultValue = "16",
            description = "Sentences of a batch (default: ${DEFAULT-VALUE}).")
    private int sentences;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws DivergedException {
        boolean isPossible = steps > 0 && steps <= MOST_STEPS && every > 0;
        if (!isPossible || sentences < 1 || sentences > MOST_SENTENCES) {
            throw new FailureException(
                    ExitCode.USAGE,
                    "--steps takes 1 to %d, --every 1 or more and --sentences 1 to %d"
                            .formatted(MOST_STEPS, MOST_SENTENCES));
        }
        GlobalOptions options = GlobalOptions.of(spec);
        List<EnduranceBenchmark.Point> points =
                EnduranceBenchmark.run(sentences, steps, every, NetworkThreads.single(), point -> options.progress()
                        .printf(Locale.ROOT, "step %d: %d MB%n", point.steps(), point.residentMegabytes()));
        if (options.json()) {
            System.out.print(ReportFiles.json(points));
        } else {
            List<String[]> rows = new ArrayList<>();
            rows.add(new String[] {"steps", "resident MB", "heap MB", "ms a step"});
            points.forEach(point -> rows.add(new String[] {
                Integer.toString(point.steps()),
                Long.toString(point.residentMegabytes()),
                Long.toString(point.heapMegabytes()),
                String.format(Locale.ROOT, "%.1f", point.millisPerStep())
            }));
            GainTable.aligned(rows, 0).forEach(System.out::println);
        }
        return ExitCode.OK.number();
    }
}
