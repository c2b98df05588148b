package org.fedner.node.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.fedner.model.corpus.ConllReader;
import org.fedner.model.corpus.CorpusFormatException;
import org.fedner.model.corpus.CorpusStatistics;
import org.fedner.model.corpus.TagScheme;
import org.fedner.node.report.GainTable;
import org.fedner.node.report.ReportFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fedner data}: look at corpora before they are used. */
@Command(
        name = "data",
        description = "Corpora: validate, count.",
        footer = {"", "Example:", "  fedner data validate notes/"},
        subcommands = {DataCommand.Validate.class, DataCommand.Stats.class})
final class DataCommand extends CommandGroup {
    private static final List<String> SPLITS = List.of("train", "dev", "test");

    /** Reads files strictly; the first fault ends the command with its file and line. */
    @Command(
            name = "validate",
            mixinStandardHelpOptions = true,
            description = "Read CoNLL files strictly; the first fault is named with file and line.",
            footer = {
                "",
                "PATH is a file, or a folder that holds train.conll, dev.conll and test.conll.",
                "",
                "Example:",
                "  fedner data validate notes/ --scheme BIO"
            })
    static final class Validate implements Callable<Integer> {
        @Mixin
        private Source source;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            Map<String, CorpusStatistics> counts = source.count();
            if (GlobalOptions.of(spec).json()) {
                System.out.print(ReportFiles.json(Map.of("valid", true, "files", counts)));
            } else {
                table(counts).forEach(System.out::println);
                System.out.println("valid: " + counts.size() + " files");
            }
            return ExitCode.OK.number();
        }
    }

    /** Counts sentences, tokens and entities. */
    @Command(
            name = "stats",
            mixinStandardHelpOptions = true,
            description = "Count sentences, tokens and entities per type.",
            footer = {"", "Example:", "  fedner data stats notes/ --format json"})
    static final class Stats implements Callable<Integer> {
        @Mixin
        private Source source;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            Map<String, CorpusStatistics> counts = source.count();
            if (GlobalOptions.of(spec).json()) {
                System.out.print(ReportFiles.json(counts));
            } else {
                table(counts).forEach(System.out::println);
            }
            return ExitCode.OK.number();
        }
    }

    /** What is looked at, read strictly. */
    static final class Source {
        @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files or folders.")
        private List<Path> paths;

        @Option(names = "--scheme", defaultValue = "BIO", description = "BIO or BIOES (default: ${DEFAULT-VALUE}).")
        private TagScheme scheme;

        Map<String, CorpusStatistics> count() {
            Map<String, CorpusStatistics> counts = new LinkedHashMap<>();
            for (Path path : paths) {
                for (Path file : files(path)) {
                    try {
                        counts.put(file.toString(), CorpusStatistics.of(ConllReader.read(file, scheme)));
                    } catch (CorpusFormatException e) {
                        throw new FailureException(ExitCode.BAD_DATA, e.getMessage(), e);
                    }
                }
            }
            return counts;
        }
    }

    private static List<Path> files(Path path) {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        List<Path> files = new ArrayList<>();
        for (String split : SPLITS) {
            Path file = path.resolve(split + ".conll");
            if (!Files.exists(file)) {
                throw new FailureException(
                        ExitCode.BAD_DATA, file + ": is missing; a folder holds train.conll, dev.conll and test.conll");
            }
            files.add(file);
        }
        return files;
    }

    private static List<String> table(Map<String, CorpusStatistics> counts) {
        TreeSet<String> types = new TreeSet<>();
        counts.values().forEach(file -> types.addAll(file.entitiesByType().keySet()));
        List<String> header = new ArrayList<>(List.of("file", "sentences", "tokens", "longest"));
        header.addAll(types);
        List<String[]> rows = new ArrayList<>();
        rows.add(header.toArray(String[]::new));
        counts.forEach((file, count) -> {
            List<String> row = new ArrayList<>(List.of(
                    file,
                    Integer.toString(count.sentences()),
                    Long.toString(count.tokens()),
                    Integer.toString(count.longestSentence())));
            types.forEach(
                    type -> row.add(Integer.toString(count.entitiesByType().getOrDefault(type, 0))));
            rows.add(row.toArray(String[]::new));
        });
        return GainTable.aligned(rows, 1);
    }
}
