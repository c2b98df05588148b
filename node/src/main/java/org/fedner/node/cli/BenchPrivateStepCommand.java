package org.fedner.node.cli;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.fedner.aggregation.privacy.sampling.DiscreteGaussian;
import org.fedner.aggregation.privacy.sampling.IntegerClip;
import org.fedner.aggregation.privacy.sampling.UniformBits;
import org.fedner.aggregation.privacy.sampling.UnitSum;
import org.fedner.model.benchmark.UnitStep;
import org.fedner.model.network.DivergedException;
import org.fedner.node.report.GainTable;
import org.fedner.node.report.ReportFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fedner bench private-step}: what clipping each sentence by itself, and noise, cost. */
@Command(
        name = "private-step",
        mixinStandardHelpOptions = true,
        description = "A step of a private mode beside a plain one over the same sentences; medians.",
        footer = {
            "",
            "Taken in turn in one process, on one thread, as processor time, which other work on the machine does not add to. The",
            "network is 'fedner' with hashed words; every sentence is a unit; noise is drawn for both modules. A platform draws it",
            "in a second thread while the gradients are computed; both figures are shown.",
            "",
            "Example:",
            "  fedner bench private-step --sentences 64 --tokens 25"
        })
final class BenchPrivateStepCommand implements Callable<Integer> {
    private static final int WARM_UP = 5;
    private static final int MOST_PLACES = 1 << 16;
    private static final int DELTA = 4096;

    @Option(names = "--sentences", paramLabel = "B", defaultValue = "64", description = "Units (${DEFAULT-VALUE}).")
    private int sentences;

    @Option(names = "--tokens", paramLabel = "T", defaultValue = "25", description = "Of each (${DEFAULT-VALUE}).")
    private int tokens;

    @Option(names = "--steps", paramLabel = "N", defaultValue = "15", description = "Measured (${DEFAULT-VALUE}).")
    private int steps;

    @Spec
    private CommandSpec spec;

    private final ThreadMXBean processor = ManagementFactory.getThreadMXBean();

    /** Medians in milliseconds. */
    record Result(
            int sentences,
            int tokens,
            int coordinates,
            double plainMillis,
            double togetherMillis,
            double aloneMillis,
            double clipMillis,
            double noiseMillis,
            double aheadMillis,
            double privateToPlain,
            double aheadToPlain,
            double aloneToPlain) {}

    private interface Work {
        void run() throws DivergedException;
    }

    @Override
    public Integer call() throws DivergedException {
        if (sentences < 1 || tokens < 1 || steps < 1 || (long) sentences * tokens > MOST_PLACES) {
            throw new FailureException(ExitCode.USAGE, "--sentences times --tokens takes 1 to " + MOST_PLACES);
        }
        Result result = measured();
        if (GlobalOptions.of(spec).json()) {
            System.out.print(ReportFiles.json(result));
        } else {
            GainTable.aligned(
                            List.of(
                                    new String[] {"part", "figure", "unit"},
                                    row("plain step", result.plainMillis(), "ms"),
                                    row("private step, units together", result.togetherMillis(), "ms"),
                                    row("  of it clipping and adding", result.clipMillis(), "ms"),
                                    row("  of it noise", result.noiseMillis(), "ms"),
                                    row("private step, units alone", result.aloneMillis(), "ms"),
                                    row("private step, noise drawn by another thread", result.aheadMillis(), "ms"),
                                    row("private / plain", result.privateToPlain(), ""),
                                    row("private / plain, noise by another thread", result.aheadToPlain(), ""),
                                    row("alone / plain", result.aloneToPlain(), "")),
                            1)
                    .forEach(System.out::println);
        }
        return ExitCode.OK.number();
    }

    private static String[] row(String part, double figure, String unit) {
        return new String[] {part, String.format(Locale.ROOT, "%.2f", figure), unit};
    }

    private Result measured() throws DivergedException {
        List<List<Double>> times = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            times.add(new ArrayList<>());
        }
        int coordinates;
        try (UnitStep work = new UnitStep(sentences, tokens);
                UniformBits bits = UniformBits.from(new SecureRandom())) {
            int shared = work.sharedCoordinates();
            int own = work.privateCoordinates();
            coordinates = shared + own;
            UnitSum sum = new UnitSum(new IntegerClip(1, DELTA), shared, own);
            DiscreteGaussian noise = new DiscreteGaussian(DELTA);
            for (int step = 0; step < WARM_UP + steps; step++) { // in turn, so that all see the same machine
                int seed = step;
                double plain = millis(() -> work.plain(seed));
                sum.clear();
                double bare = millis(() -> work.together(seed, (s, o) -> {}));
                double clipped = millis(() -> work.together(seed, sum::add));
                double noised = millis(() -> {
                    noise.addTo(sum.part(0), 0, shared, bits);
                    noise.addTo(sum.part(1), 0, own, bits);
                });
                long[] drawn = sum.part(0).clone();
                double added = millis(() -> {
                    add(drawn, sum.part(0));
                    add(drawn, sum.part(1));
                });
                sum.clear();
                double alone = step < WARM_UP + 3 ? millis(() -> work.alone(seed, sum::add)) : Double.NaN;
                if (step >= WARM_UP) {
                    double[] figures = {plain, clipped + noised, clipped - bare, noised, alone + noised, clipped + added
                    };
                    for (int i = 0; i < figures.length; i++) {
                        times.get(i).add(figures[i]);
                    }
                }
            }
        }
        double[] medians =
                times.stream().mapToDouble(BenchPrivateStepCommand::median).toArray();
        return new Result(
                sentences,
                tokens,
                coordinates,
                medians[0],
                medians[1],
                medians[4],
                medians[2],
                medians[3],
                medians[5],
                medians[1] / medians[0],
                medians[5] / medians[0],
                medians[4] / medians[0]);
    }

    /** As far as both go. */
    private static void add(long[] values, long[] target) {
        for (int j = 0; j < Math.min(values.length, target.length); j++) {
            target[j] += values[j];
        }
    }

    private double millis(Work work) throws DivergedException {
        long started = processor.getCurrentThreadCpuTime();
        work.run();
        return (processor.getCurrentThreadCpuTime() - started) / 1e6;
    }

    private static double median(List<Double> times) {
        double[] sorted = times.stream()
                .filter(Double::isFinite)
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return sorted[sorted.length / 2];
    }
}
