package org.fedner.node.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.fedner.node.config.ConfigReader;
import org.fedner.node.preflight.Finding;
import org.fedner.node.preflight.PlatformPreflight;
import org.fedner.node.preflight.ServerPreflight;
import org.fedner.node.report.ReportFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fedner preflight}: looks at everything a party needs before it is run. */
@Command(
        name = "preflight",
        mixinStandardHelpOptions = true,
        description = {
            "Check files, papers, disk, libraries and the way to the server; one line each, a fault with its exact name.",
            "Joins no job and changes nothing. Exit status 0 if nothing is wrong, 1 if a check found a fault."
        },
        footer = {"", "Example:", "  fedner preflight --config platform.yaml"})
final class PreflightCommand implements Callable<Integer> {
    private static final int VERSION = 1;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "F",
            description = "Configuration of the platform or the server.")
    private Path config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        GlobalOptions options = GlobalOptions.of(spec);
        Consumer<Finding> told = options.json() ? finding -> {} : finding -> System.out.println(line(finding));
        Set<String> keys = ConfigReader.keys(config);
        List<Finding> findings = keys.contains("listen")
                ? ServerPreflight.run(config, Clock.systemUTC(), told)
                : PlatformPreflight.run(config, Clock.systemUTC(), told);
        long faults = findings.stream()
                .filter(finding -> finding.state() == Finding.State.FAULT)
                .count();
        if (options.json()) {
            System.out.print(ReportFiles.json(report(findings, faults == 0)));
        } else {
            System.out.println(faults == 0 ? "ready" : faults == 1 ? "1 fault" : faults + " faults");
        }
        return (faults == 0 ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
    }

    private static String line(Finding finding) {
        String fault = finding.fault().isEmpty() ? "" : finding.fault() + ": ";
        return "%-8s %-14s %s%s".formatted(word(finding.state()), finding.check(), fault, finding.sentence());
    }

    private static String word(Finding.State state) {
        return switch (state) {
            case OK -> "ok";
            case WARNING -> "warning";
            case FAULT -> "FAULT";
            case SKIPPED -> "skipped";
        };
    }

    private static Map<String, Object> report(List<Finding> findings, boolean isReady) {
        List<Map<String, Object>> checks = new ArrayList<>();
        for (Finding finding : findings) {
            Map<String, Object> check = new LinkedHashMap<>();
            check.put("check", finding.check());
            check.put("state", word(finding.state()).toLowerCase(Locale.ROOT));
            check.put("fault", finding.fault().isEmpty() ? null : finding.fault());
            check.put("sentence", finding.sentence());
            checks.add(check);
        }
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("version", VERSION);
        report.put("ready", isReady);
        report.put("checks", checks);
        return report;
    }
}
