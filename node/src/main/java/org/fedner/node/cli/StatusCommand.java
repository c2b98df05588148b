package org.fedner.node.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.fedner.node.report.ReportFiles;
import org.fedner.node.status.PartyStatus;
import org.fedner.node.status.Watchdog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fedner status}: how parties stand; writes the end of those that died. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Say how parties stand by their work folders: running, stalled, ended (and how), or died.",
            "A party whose process is gone without having said how it ended gets its last word, 'died', from this command.",
            "Exit status 0: each runs or has finished. 1: one is stalled, died, or ended otherwise. 4: in a folder no party has"
                    + " run, or a death cannot be written down. 5: --within is over. 6: a state cannot be read."
        },
        footer = {
            "",
            "Examples:",
            "  fedner status --dir /var/lib/fedner/work",
            "  fedner status --dir server --dir platforms/north --until-ended --within 86400"
        })
final class StatusCommand implements Callable<Integer> {
    private static final int VERSION = 1;

    @Option(
            names = "--dir",
            required = true,
            arity = "1..*",
            paramLabel = "DIR",
            description = "Work folder of a party, as 'work' in its configuration names it; may be repeated.")
    private List<Path> folders;

    @Option(names = "--watch", description = "Look again and again, and tell what changes, until stopped by a signal.")
    private boolean watch;

    @Option(names = "--until-ended", description = "The same, until every party has ended.")
    private boolean untilEnded;

    @Option(
            names = "--every",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "How often, 1 to 3600 (default: ${DEFAULT-VALUE}).")
    private long everySeconds;

    @Option(
            names = "--within",
            paramLabel = "SECONDS",
            description = "Give up watching after so long, with exit status 5.")
    private Long withinSeconds;

    @Option(
            names = "--stalled-after",
            paramLabel = "SECONDS",
            description =
                    "Call a party stalled after so long without a sign of life; else after twice its longest deadline.")
    private Long stalledAfterSeconds;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        boolean isBounded = everySeconds >= 1
                && everySeconds <= 3600
                && (withinSeconds == null || withinSeconds >= 1)
                && (stalledAfterSeconds == null || stalledAfterSeconds >= 1);
        if (!isBounded) {
            throw new FailureException(
                    ExitCode.USAGE, "--every takes 1 to 3600 seconds, --within and --stalled-after one or more");
        }
        OptionalLong patience =
                stalledAfterSeconds == null ? OptionalLong.empty() : OptionalLong.of(stalledAfterSeconds);
        Watchdog watchdog = new Watchdog(Clock.systemUTC(), patience);
        if (!watch && !untilEnded) {
            return once(look(watchdog)).number();
        }
        return watching(watchdog).number();
    }

    private List<PartyStatus> look(Watchdog watchdog) throws InterruptedException {
        List<PartyStatus> found = new ArrayList<>();
        for (Path folder : folders) {
            found.add(watchdog.look(folder));
        }
        return found;
    }

    private ExitCode once(List<PartyStatus> found) {
        if (GlobalOptions.of(spec).json()) {
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("version", VERSION);
            report.put("parties", found);
            System.out.print(ReportFiles.json(report));
        } else {
            found.forEach(status -> System.out.println(line(status)));
        }
        return exitCode(found);
    }

    private ExitCode watching(Watchdog watchdog) throws InterruptedException {
        long began = System.nanoTime();
        Map<String, String> told = new LinkedHashMap<>();
        while (true) {
            List<PartyStatus> found = look(watchdog);
            found.stream()
                    .filter(status -> !change(status).equals(told.put(status.folder(), change(status))))
                    .forEach(this::tell);
            if (untilEnded && found.stream().allMatch(PartyStatus::isOver)) {
                return exitCode(found);
            }
            long spent = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
            if (withinSeconds != null && spent >= withinSeconds) {
                return ExitCode.NETWORK;
            }
            TimeUnit.SECONDS.sleep(
                    withinSeconds == null ? everySeconds : Math.min(everySeconds, withinSeconds - spent));
        }
    }

    private void tell(PartyStatus status) {
        System.out.println(GlobalOptions.of(spec).json() ? ReportFiles.line(status) : line(status));
        System.out.flush();
    }

    /** What is worth a line; rounds alone are not. */
    private static String change(PartyStatus status) {
        return status.state() + " " + status.ending() + " " + status.stage() + " " + status.platforms();
    }

    private static String line(PartyStatus status) {
        String name = status.party() == null ? status.folder() : status.party();
        String word = status.ending() == null ? status.state().word() : status.ending();
        return "%-12s %-9s %-18s %s"
                .formatted(name, status.role() == null ? "-" : status.role(), word, status.sentence());
    }

    private static ExitCode exitCode(List<PartyStatus> found) {
        if (found.stream().anyMatch(status -> status.state() == PartyStatus.State.DAMAGED)) {
            return ExitCode.INTEGRITY;
        }
        boolean isConfigured = found.stream()
                .noneMatch(status ->
                        status.state() == PartyStatus.State.ABSENT || status.state() == PartyStatus.State.UNWRITABLE);
        if (!isConfigured) {
            return ExitCode.BAD_CONFIGURATION;
        }
        return found.stream().allMatch(PartyStatus::isWell) ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }
}
