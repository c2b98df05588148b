package org.fedner.node.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.fedner.node.config.ConfigKey;
import org.fedner.node.report.ReportFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fedner config}: what the configuration files may say. */
@Command(
        name = "config",
        description = "Configuration files: explain their keys.",
        footer = {"", "Example:", "  fedner config explain --file policy.yaml"},
        subcommands = ConfigCommand.Explain.class)
final class ConfigCommand extends CommandGroup {

    /** Prints the keys. */
    @Command(
            name = "explain",
            mixinStandardHelpOptions = true,
            description = "Explain keys of server.yaml, platform.yaml, policy.yaml and federation.yaml.",
            footer = {
                "",
                "Examples:",
                "  fedner config explain --file platform.yaml",
                "  fedner config explain aggregation.mode rosterDays"
            })
    static final class Explain implements Callable<Integer> {
        @Parameters(
                paramLabel = "KEY",
                arity = "0..*",
                description = "Keys, or beginnings of keys; all if none is given.")
        private List<String> names = List.of();

        @Option(names = "--file", paramLabel = "NAME", description = "Keys of this file only, such as policy.yaml.")
        private String file;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            List<ConfigKey> keys = ConfigKey.all().stream()
                    .filter(key -> file == null || key.file().equals(file))
                    .filter(key -> names.isEmpty() || names.stream().anyMatch(name -> isNamed(key, name)))
                    .toList();
            if (keys.isEmpty()) {
                List<String> like = names.stream()
                        .flatMap(name -> ConfigKey.like(name).stream())
                        .distinct()
                        .toList();
                throw new FailureException(
                        ExitCode.USAGE,
                        "there is no such key or file" + (like.isEmpty() ? "" : "; similar: " + String.join(", ", like))
                                + "; 'fedner config explain' lists all");
            }
            if (GlobalOptions.of(spec).json()) {
                System.out.print(ReportFiles.json(keys));
            } else {
                keys.stream().flatMap(Explain::text).forEach(System.out::println);
            }
            return ExitCode.OK.number();
        }

        private static boolean isNamed(ConfigKey key, String name) {
            return key.name().equals(name) || key.name().startsWith(name + ".");
        }

        private static Stream<String> text(ConfigKey key) {
            String head = "%s  %s  (%s)".formatted(key.file(), key.name(), key.ifAbsent());
            return Stream.concat(Stream.of(head), Folded.lines(key.meaning(), "    ").stream());
        }
    }
}
