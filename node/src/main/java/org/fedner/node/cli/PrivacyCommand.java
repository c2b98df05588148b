package org.fedner.node.cli;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.fedner.aggregation.privacy.accounting.Planner;
import org.fedner.aggregation.privacy.accounting.RenyiAccountant;
import org.fedner.node.report.GainTable;
import org.fedner.node.report.ReportFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fedner privacy}: what noise buys. */
@Command(
        name = "privacy",
        description =
                "Differential privacy: what a run would cost, what noise it would take, what has been spent, what that"
                        + " promises.",
        footer = {
            "",
            "Example:",
            "  fedner privacy epsilon --noise-multiplier 1.3 --sampling-rate 0.0025 --steps 6000 --delta 1e-5"
        },
        subcommands = {
            PrivacyCommand.Epsilon.class,
            PrivacyCommand.Plan.class,
            PrivacyLedgerCommand.class,
            PrivacyStatementCommand.class
        })
final class PrivacyCommand extends CommandGroup {

    /** Orders are integers, so the figure is a theorem; other accountants of the same run may print a little less. */
    private static final String ACCOUNTANT = "rdp-int";

    private PrivacyCommand() {}

    /** How often, and on whom. */
    static final class Sampling {
        @Option(
                names = "--sampling-rate",
                paramLabel = "Q",
                required = true,
                description = "Probability with which each patient is in a step, 0 < Q <= 1.")
        private double rate;

        @Option(
                names = "--delta",
                paramLabel = "D",
                required = true,
                description = "Delta; below one over the number of patients.")
        private double delta;
    }

    /** What a run costs. */
    @Command(
            name = "epsilon",
            mixinStandardHelpOptions = true,
            description = "Epsilon of so many steps of the Poisson-sampled discrete Gaussian.",
            footer = {
                "",
                "Rényi accounting at integer orders: an upper bound.",
                "",
                "Example:",
                "  fedner privacy epsilon --noise-multiplier 1.3 --sampling-rate 0.0025 --steps 6000 --delta 1e-5"
            })
    static final class Epsilon implements Callable<Integer> {
        @Option(
                names = "--noise-multiplier",
                paramLabel = "S",
                required = true,
                description = "Deviation of the noise in the sum as a multiple of the clipping norm.")
        private double noise;

        @Mixin
        private Sampling sampling;

        @Option(names = "--steps", paramLabel = "T", required = true, description = "Steps, retries included.")
        private long steps;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            Spent spent = spent(noise, sampling, steps);
            if (GlobalOptions.of(spec).json()) {
                System.out.print(ReportFiles.json(spent));
            } else {
                GainTable.aligned(
                                List.of(
                                        new String[] {"epsilon", "delta", "noise", "rate", "steps", "order"},
                                        spent.row()),
                                0)
                        .forEach(System.out::println);
            }
            return ExitCode.OK.number();
        }
    }

    /** What to choose. */
    @Command(
            name = "plan",
            mixinStandardHelpOptions = true,
            description = "The least noise for a number of steps within epsilon, or the most steps for a noise.",
            footer = {
                "",
                "Example:",
                "  fedner privacy plan --epsilon 8 --delta 1e-5 --sampling-rate 0.01 --steps 1800",
                "  fedner privacy plan --epsilon 8 --delta 1e-5 --sampling-rate 0.01 --noise-multiplier 1"
            })
    static final class Plan implements Callable<Integer> {
        private static final double[] SHARES = {0.5, 1, 2};

        @Option(names = "--epsilon", paramLabel = "E", required = true, description = "Not to be exceeded.")
        private double epsilon;

        @Mixin
        private Sampling sampling;

        @Option(names = "--steps", paramLabel = "T", description = "Steps that must fit.")
        private Long steps;

        @Option(names = "--noise-multiplier", paramLabel = "S", description = "Noise that is given.")
        private Double noise;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            if ((steps == null) == (noise == null)) {
                throw new FailureException(ExitCode.USAGE, "plan takes either --steps or --noise-multiplier");
            }
            List<Spent> plans = plans();
            if (GlobalOptions.of(spec).json()) {
                System.out.print(ReportFiles.json(plans));
            } else {
                List<String[]> rows = new ArrayList<>();
                rows.add(new String[] {"epsilon", "delta", "noise", "rate", "steps", "order"});
                plans.forEach(plan -> rows.add(plan.row()));
                GainTable.aligned(rows, 0).forEach(System.out::println);
            }
            return ExitCode.OK.number();
        }

        /** The answer, between those for half and for twice the epsilon, so that it is seen what each costs. */
        private List<Spent> plans() {
            List<Spent> plans = new ArrayList<>();
            for (double share : SHARES) {
                try {
                    Planner planner = new Planner(epsilon * share, sampling.delta, sampling.rate);
                    double with = noise == null ? planner.leastNoise(steps) : noise;
                    long count = noise == null ? steps : planner.mostSteps(noise);
                    plans.add(spent(with, sampling, count));
                } catch (IllegalArgumentException e) {
                    throw new FailureException(ExitCode.USAGE, e.getMessage(), e);
                }
            }
            return plans;
        }
    }

    private static Spent spent(double noise, Sampling sampling, long steps) {
        try {
            RenyiAccountant accountant = new RenyiAccountant();
            accountant.spend(noise, sampling.rate, steps, 0);
            return new Spent(
                    accountant.epsilon(sampling.delta),
                    sampling.delta,
                    noise,
                    sampling.rate,
                    steps,
                    accountant.order(sampling.delta),
                    ACCOUNTANT);
        } catch (IllegalArgumentException e) {
            throw new FailureException(ExitCode.USAGE, e.getMessage(), e);
        }
    }

    /** One line of the answer. */
    @JsonPropertyOrder({"epsilon", "delta", "noiseMultiplier", "samplingRate", "steps", "order", "accountant"})
    record Spent(
            double epsilon,
            double delta,
            double noiseMultiplier,
            double samplingRate,
            long steps,
            int order,
            String accountant) {

        String[] row() {
            return new String[] {
                String.format(Locale.ROOT, "%.4f", epsilon),
                Double.toString(delta),
                Double.toString(noiseMultiplier),
                Double.toString(samplingRate),
                Long.toString(steps),
                Integer.toString(order)
            };
        }
    }
}
