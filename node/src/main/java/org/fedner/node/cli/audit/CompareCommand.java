package org.fedner.node.cli.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.audit.note.SignedNote;
import org.fedner.audit.proof.Histories;
import org.fedner.node.auditing.RunLogs;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.GlobalOptions;
import org.fedner.node.report.ReportFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fedner audit compare}: whether all parties saw one history of each log. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description =
                "Compare every checkpoint that parties hold of each other's logs: finds split views and rolled-back logs.",
        footer = {
            "",
            "PATH is a log's folder, a run's folder, or a file of checkpoints such as a party's evidence/logs holds.",
            "Every log's leaves hold the checkpoints that its owner cosigned, with their signatures. Two roots of one log at one",
            "size, both signed by it, convict it before anybody. A checkpoint that the log itself does not have means that it was",
            "replaced or put back to an older state. --out writes the two notes that convict.",
            "",
            "Exit status: 0 one history, 6 a log is convicted, 3 nothing to compare.",
            "",
            "Example:",
            "  fedner audit compare server/audit north/audit south/audit --policy trusted-keys --out fork.notes"
        })
public final class CompareCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Logs, or files of checkpoints.")
    private List<Path> paths;

    @Option(names = "--policy", paramLabel = "FILE", description = "Public keys to trust (tlog-policy).")
    private Path policyFile;

    @Option(names = "--out", paramLabel = "FILE", description = "Where the convicting checkpoints go.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Histories histories = new Histories(Logs.policy(Optional.ofNullable(policyFile), paths.get(0)));
        paths.forEach(path -> take(path, histories));
        List<Histories.Conviction> convictions = histories.convictions();
        if (out != null && !convictions.isEmpty()) {
            Histories.Conviction first = convictions.get(0);
            Logs.write(
                    out, text(first.first().note()) + "\n" + text(first.second().note()));
        }
        if (GlobalOptions.of(spec).json()) {
            print(histories, convictions);
        } else {
            say(histories, convictions);
        }
        if (!convictions.isEmpty()) {
            return ExitCode.INTEGRITY.number();
        }
        return (histories.checkpoints().isEmpty() ? ExitCode.BAD_DATA : ExitCode.OK).number();
    }

    private static void take(Path path, Histories histories) {
        try {
            if (Files.isDirectory(path)) {
                for (Path log : RunLogs.below(path)) {
                    takeLog(log, histories);
                }
            } else {
                histories.notes(path);
            }
        } catch (IOException e) {
            throw Logs.unreadable(path, e);
        }
    }

    private static void takeLog(Path log, Histories histories) throws IOException {
        try {
            histories.log(log);
        } catch (AuditCorruptException e) {
            throw Logs.corrupt(log, e);
        }
    }

    private static String text(SignedNote note) {
        return new String(note.encode(), StandardCharsets.UTF_8);
    }

    private void say(Histories histories, List<Histories.Conviction> convictions) {
        histories
                .checkpoints()
                .forEach((origin, count) -> System.out.println("%s: %d checkpoints".formatted(origin, count)));
        for (Histories.Conviction conviction : convictions) {
            System.out.println(
                    switch (conviction.contradiction()) {
                        case TWO_ROOTS ->
                            "CONVICTED split: %s signed two roots for its first %d entries: %s and %s"
                                    .formatted(
                                            conviction.origin(),
                                            conviction.size(),
                                            conviction.first().where(),
                                            conviction.second().where());
                        case NOT_ITS_LOG ->
                            "CONVICTED split: %s signed the checkpoint of %d entries in %s, and its log is another now"
                                    .formatted(
                                            conviction.origin(),
                                            conviction.size(),
                                            conviction.first().where());
                    });
        }
        convictions.stream().findFirst().ifPresent(first -> {
            System.out.println("\n" + text(first.first().note()));
            System.out.println(text(first.second().note()));
        });
        histories
                .unproven()
                .forEach(origin -> System.out.println("note: the entries of " + origin
                        + " are not here, so only checkpoints of one size were compared"));
        if (histories.unsigned() > 0) {
            System.out.println(
                    "note: %d checkpoints that no trusted log signed were passed over".formatted(histories.unsigned()));
        }
        System.out.println("compare: " + (convictions.isEmpty() ? "one history of each log" : "CONVICTED"));
    }

    private static void print(Histories histories, List<Histories.Conviction> convictions) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("oneHistory", convictions.isEmpty());
        json.put("checkpoints", histories.checkpoints());
        json.put(
                "convictions",
                convictions.stream()
                        .map(conviction -> Map.of(
                                "rule", "split",
                                "contradiction", conviction.contradiction(),
                                "origin", conviction.origin(),
                                "size", conviction.size(),
                                "files",
                                        List.of(
                                                conviction.first().where(),
                                                conviction.second().where()),
                                "notes",
                                        List.of(
                                                text(conviction.first().note()),
                                                text(conviction.second().note()))))
                        .toList());
        json.put("unproven", histories.unproven());
        json.put("unsigned", histories.unsigned());
        System.out.print(ReportFiles.json(json));
    }
}
