package org.fedner.node.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.fedner.aggregation.benchmark.SecureSumBenchmark;
import org.fedner.aggregation.benchmark.SecureSumResult;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.node.report.GainTable;
import org.fedner.node.report.ReportFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fedner bench}: what this machine makes of the arithmetic, beside its own limit. */
@Command(
        name = "bench",
        description = "Throughput on this machine, beside a probe of its own limit taken in the same process.",
        footer = {"", "Example:", "  fedner bench secure-sum --coordinates 400000 --platforms 10"},
        subcommands = {
            BenchCommand.SecureSum.class,
            BenchCohortCommand.class,
            BenchTrainingCommand.class,
            BenchRoundCommand.class,
            BenchPrivateStepCommand.class,
            BenchEnduranceCommand.class,
            BenchAuditCommand.class,
            BenchWitnessingCommand.class
        })
final class BenchCommand extends CommandGroup {
    /** The secure sum's arithmetic of one platform and round. */
    @Command(
            name = "secure-sum",
            mixinStandardHelpOptions = true,
            description = "Arithmetic of one platform in one round: encode, mask, tag, verify, decode; medians.",
            footer = {
                "",
                "The probe expands AES-256 keystream in the same chunks in the same process; masking cannot be faster.",
                "",
                "Example:",
                "  fedner bench secure-sum --coordinates 400000 --platforms 10 --format json",
                "  fedner bench secure-sum --mode recovering --platforms 100 --dropouts 5"
            })
    static final class SecureSum implements Callable<Integer> {
        private static final int MOST_COORDINATES = 100_000_000;
        private static final int MOST_PLATFORMS = 1000;

        @Option(
                names = "--coordinates",
                paramLabel = "M",
                defaultValue = "400000",
                description = "Length of the vector (default: ${DEFAULT-VALUE}).")
        private int coordinates;

        @Option(
                names = "--platforms",
                paramLabel = "N",
                defaultValue = "10",
                description = "Members of the epoch (default: ${DEFAULT-VALUE}).")
        private int platforms;

        @Option(
                names = "--ring",
                paramLabel = "BITS",
                defaultValue = "32",
                description = "Bits of a word, 32 or 64 (default: ${DEFAULT-VALUE}).")
        private int ring;

        @Option(
                names = "--mode",
                paramLabel = "MODE",
                defaultValue = "one-flight",
                description = "one-flight, or recovering: the total includes what mode R adds.")
        private String mode;

        @Option(
                names = "--dropouts",
                paramLabel = "N",
                defaultValue = "0",
                description = "With --mode recovering: platforms that fall silent; how long the server takes.")
        private int dropouts;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            if (coordinates < 1 || coordinates > MOST_COORDINATES || platforms < 3 || platforms > MOST_PLATFORMS) {
                throw new FailureException(
                        ExitCode.USAGE,
                        "--coordinates takes 1 to %d and --platforms 3 to %d"
                                .formatted(MOST_COORDINATES, MOST_PLATFORMS));
            }
            Ring words = Ring.ofBits(ring)
                    .orElseThrow(() -> new FailureException(ExitCode.USAGE, "--ring takes 32 or 64, not " + ring));
            SecureSumResult result = run(words);
            if (GlobalOptions.of(spec).json()) {
                System.out.print(ReportFiles.json(result));
            } else {
                GainTable.aligned(rows(result), 1).forEach(System.out::println);
            }
            return ExitCode.OK.number();
        }

        private SecureSumResult run(Ring words) {
            boolean recovers = mode.equals("recovering");
            if (!recovers && !mode.equals("one-flight")) {
                throw new FailureException(ExitCode.USAGE, "--mode takes one-flight or recovering");
            }
            int most = recovers ? SecureSumBenchmark.mostDropouts(platforms) : 0;
            if (dropouts < 0 || dropouts > most) {
                throw new FailureException(
                        ExitCode.USAGE,
                        "--dropouts takes 0 to %d of %d platforms in this mode".formatted(most, platforms));
            }
            return recovers
                    ? SecureSumBenchmark.runRecovering(coordinates, platforms, dropouts, words)
                    : SecureSumBenchmark.run(coordinates, platforms, words);
        }

        private static List<String[]> rows(SecureSumResult result) {
            return List.of(
                    new String[] {"part", "figure", "unit"},
                    row("keystream probe", result.keystreamProbeGBps(), "GB/s"),
                    row("mask", result.maskGBps(), "GB/s"),
                    row("mask / probe", result.maskGBps() / result.keystreamProbeGBps(), ""),
                    row("mask, two threads", result.maskTwoThreadsGBps(), "GB/s"),
                    row("two threads / one", result.maskTwoThreadsGBps() / result.maskGBps(), ""),
                    row("encode", result.encodeMillis(), "ms"),
                    row("mask", result.maskMillis(), "ms"),
                    row("tag", result.tagMillis(), "ms"),
                    row("verify", result.verifyMillis(), "ms"),
                    row("decode", result.decodeMillis(), "ms"),
                    row("total per platform", result.totalMillis(), "ms"),
                    row("mode R besides", result.recoveringMillis(), "ms"),
                    row("mode R besides / total of mode F", result.recoveringShare(), ""),
                    row("server, recovery", result.serverRecoveryMillis(), "ms"));
        }

        private static String[] row(String part, double figure, String unit) {
            return BenchTrainingCommand.row(part, figure, unit);
        }
    }
}
