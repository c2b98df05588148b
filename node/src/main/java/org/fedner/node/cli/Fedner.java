package org.fedner.node.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.fedner.node.cli.provision.ProvisionCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/** The {@code fedner} command. */
@Command(
        name = "fedner",
        mixinStandardHelpOptions = true,
        versionProvider = Fedner.Version.class,
        description =
                "Hospitals train one named-entity recogniser together without showing anyone their text, labels or gradients.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Example: three hospitals as separate processes on this machine, in about a minute:",
            "  fedner quickstart --out quickstart-run"
        },
        subcommands = {
            QuickstartCommand.class,
            SimulateCommand.class,
            ServerCommand.class,
            PlatformCommand.class,
            StatusCommand.class,
            ProvisionCommand.class,
            PageCommand.class,
            PreflightCommand.class,
            PolicyCommand.class,
            ConfigCommand.class,
            TagCommand.class,
            EvaluateCommand.class,
            ExportCommand.class,
            DataCommand.class,
            AuditCommand.class,
            EvidenceCommand.class,
            BenchCommand.class,
            PrivacyCommand.class
        })
public final class Fedner implements Callable<Integer> {
    /** Wide enough that no example is broken in two; a broken one cannot be copied. */
    private static final int HELP_WIDTH = 120;

    /** Read by logback.xml. */
    private static final String LOG_LEVEL = "fedner.log.level";

    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    GlobalOptions global() {
        return global;
    }

    /** Runs one command and leaves with its status. */
    public static void main(String[] arguments) {
        int status = run(arguments);
        PartyProcess.ended(status);
        System.exit(status);
    }

    /** Runs one command and returns its exit status. */
    public static int run(String... arguments) {
        if (List.of(arguments).contains("--quiet")) {
            System.setProperty(LOG_LEVEL, "ERROR"); // before the first logger exists
        }
        CommandLine line = new CommandLine(new Fedner());
        line.setExecutionExceptionHandler(executionFailure());
        line.setParameterExceptionHandler(usageFailure());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpWidth(HELP_WIDTH);
        shareVersion(line);
        try {
            return line.execute(arguments);
        } catch (Error e) { // picocli hands over exceptions only, and memory that ran out deserves a sentence too
            return report(e, List.of(arguments).contains("--debug"));
        }
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(System.err);
        return ExitCode.USAGE.number();
    }

    /** {@code --version} means the same on every command. */
    private static void shareVersion(CommandLine line) {
        for (CommandLine command : line.getSubcommands().values()) {
            command.getCommandSpec().versionProvider(new Version());
            shareVersion(command);
        }
    }

    private static IExecutionExceptionHandler executionFailure() {
        return (exception, line, parsed) ->
                report(exception, parsed.originalArgs().contains("--debug"));
    }

    private static int report(Throwable thrown, boolean debug) {
        if (debug) {
            thrown.printStackTrace(System.err);
        }
        FailureException failure = Failures.of(thrown);
        System.err.println("fedner: " + failure.sentence());
        return failure.exitCode().number();
    }

    private static IParameterExceptionHandler usageFailure() {
        return (ParameterException exception, String[] arguments) -> {
            String command = exception.getCommandLine().getCommandSpec().qualifiedName();
            System.err.println("fedner: " + exception.getMessage() + "; see '" + command + " --help'");
            return ExitCode.USAGE.number();
        };
    }

    /** Version of the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Fedner.class.getPackage().getImplementationVersion();
            return new String[] {"fedner " + (version == null ? "development" : version)};
        }
    }
}
