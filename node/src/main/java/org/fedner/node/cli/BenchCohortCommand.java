package org.fedner.node.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.fedner.aggregation.benchmark.CohortBenchmark;
import org.fedner.aggregation.benchmark.CohortPoint;
import org.fedner.aggregation.benchmark.CohortResult;
import org.fedner.aggregation.masking.AggregationMode;
import org.fedner.aggregation.protocol.EpochParameters;
import org.fedner.node.report.GainTable;
import org.fedner.node.report.GrowthPlot;
import org.fedner.node.report.ReportFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fedner bench cohort}: whole federations of growing size in one process. */
@Command(
        name = "cohort",
        mixinStandardHelpOptions = true,
        description =
                "Whole federations in one process, without sockets: set-up, rounds, drop-outs, the server's memory.",
        footer = {
            "",
            "Memberships of 10, 30, 100, 300 and the one asked for. Each sum is compared with the inputs' in the clear.",
            "Times are processor time. Each platform keeps its upload until the round is decided, as bytes and as words:",
            "eight bytes for each platform and coordinate; a thousand platforms with 400,000 coordinates take gigabytes.",
            "",
            "Example:",
            "  fedner bench cohort --platforms 1000 --plot cohort.svg"
        })
final class BenchCohortCommand implements Callable<Integer> {

    private static final int FEWEST_PLATFORMS = 10;
    private static final int MOST_COORDINATES = 10_000_000;
    private static final double MOST_DROPOUTS = 0.5;
    private static final double MEGA = 1e6;

    /** The modes by the names of the command line. */
    enum Mode {
        ONE_FLIGHT(AggregationMode.ONE_FLIGHT),
        RECOVERING(AggregationMode.RECOVERABLE);

        private final AggregationMode mode;

        Mode(AggregationMode mode) {
            this.mode = mode;
        }
    }

    @Option(
            names = "--platforms",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Members of the largest federation (default: ${DEFAULT-VALUE}).")
    private int platforms;

    @Option(
            names = "--coordinates",
            paramLabel = "M",
            defaultValue = "400000",
            description = "Length of the vector (default: ${DEFAULT-VALUE}).")
    private int coordinates;

    @Option(
            names = "--dropouts",
            paramLabel = "SHARE",
            defaultValue = "0.05",
            description = "Share of the members that fall silent in one round (default: ${DEFAULT-VALUE}).")
    private double dropouts;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "one-flight",
            description = "one-flight: that round is void; recovering: it has the survivors' sum.")
    private String mode;

    @Option(names = "--plot", paramLabel = "FILE", description = "Write the growth of time with the membership as SVG.")
    private Path plot;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Mode chosen = modeOf(mode);
        int most = EpochParameters.LARGEST_MEMBERSHIP;
        if (platforms < FEWEST_PLATFORMS || platforms > most || coordinates < 1 || coordinates > MOST_COORDINATES) {
            throw new FailureException(
                    ExitCode.USAGE,
                    "--platforms takes %d to %d in this mode and --coordinates 1 to %d"
                            .formatted(FEWEST_PLATFORMS, most, MOST_COORDINATES));
        }
        if (!(dropouts >= 0 && dropouts <= MOST_DROPOUTS)) {
            throw new FailureException(ExitCode.USAGE, "--dropouts takes 0 to 0.5");
        }
        boolean json = GlobalOptions.of(spec).json();
        CohortResult result =
                CohortBenchmark.run(chosen.mode, platforms, coordinates, dropouts, BenchCohortCommand::tell);
        if (json) {
            System.out.print(ReportFiles.json(result));
        } else {
            GainTable.aligned(rows(result), 0).forEach(System.out::println);
            System.out.printf(
                    Locale.ROOT,
                    "The server's memory grew by %.2f vectors of %d bytes.%n",
                    result.serverGrowthVectors(),
                    result.vectorBytes());
        }
        if (plot != null) {
            write(GrowthPlot.svg(result));
        }
        return ExitCode.OK.number();
    }

    /** As it is measured: the largest takes long, and a run that is stopped leaves what it had. */
    private static void tell(CohortPoint point) {
        System.err.printf(
                Locale.ROOT,
                "%d platforms: set-up %.1f ms (server %.0f), round %.1f ms (server %.0f), %d silent: %s, server %.2f MB%n",
                point.platforms(),
                point.setUpMillis(),
                point.serverSetUpMillis(),
                point.roundMillis(),
                point.serverRoundMillis(),
                point.dropouts(),
                point.outcome().name().toLowerCase(Locale.ROOT),
                point.serverBytes() / MEGA);
    }

    private static Mode modeOf(String name) {
        for (Mode mode : Mode.values()) {
            if (mode.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(name)) {
                return mode;
            }
        }
        throw new FailureException(ExitCode.USAGE, "--mode takes one-flight or recovering");
    }

    private void write(String svg) {
        try {
            Files.writeString(plot, svg, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new FailureException(ExitCode.USAGE, "the plot could not be written to " + plot);
        }
    }

    private static List<String[]> rows(CohortResult result) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {
            "platforms",
            "neighbours",
            "set-up ms",
            "server",
            "round ms",
            "server",
            "silent",
            "then",
            "sums",
            "server MB",
            "of it beside vectors"
        });
        for (CohortPoint point : result.points()) {
            rows.add(new String[] {
                String.valueOf(point.platforms()),
                String.valueOf(point.neighbours()),
                decimal(point.setUpMillis()),
                decimal(point.serverSetUpMillis()),
                decimal(point.roundMillis()),
                decimal(point.serverRoundMillis()),
                String.valueOf(point.dropouts()),
                point.outcome().name().toLowerCase(Locale.ROOT),
                String.valueOf(point.sums()),
                decimal(point.serverBytes() / MEGA),
                decimal(point.bookkeepingBytes() / MEGA)
            });
        }
        return rows;
    }

    private static String decimal(double figure) {
        return String.format(Locale.ROOT, "%.1f", figure);
    }
}
