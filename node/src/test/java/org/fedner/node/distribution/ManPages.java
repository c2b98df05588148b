package org.fedner.node.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.fedner.node.cli.Fedner;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * One man page for each command, from what {@code --help} says, in the macros of man(7). Written directly: the page that comes
 * from picocli's own generator by way of AsciiDoc lacks the examples, and mandoc finds errors in it.
 */
final class ManPages {
    private static final String TITLE = "Fedner Manual";

    private final Path folder;
    private final String date;
    private final String version;
    private final List<String> exitStatus;

    private ManPages(Path folder, String date, String version, List<String> exitStatus) {
        this.folder = folder;
        this.date = date;
        this.version = version;
        this.exitStatus = exitStatus;
    }

    /** Arguments: the folder to write, the date (its first ten characters are taken), the version, docs/operations.md. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        List<String> exitStatus = exitStatus(Files.readAllLines(Path.of(arguments[3])));
        new ManPages(folder, arguments[1].substring(0, 10), arguments[2], exitStatus)
                .write(new CommandLine(new Fedner()));
    }

    /** The rows of the table under "Exit codes" as tagged paragraphs. */
    private static List<String> exitStatus(List<String> page) {
        List<String> lines = new ArrayList<>();
        page.stream()
                .dropWhile(line -> !line.equals("## Exit codes"))
                .filter(line -> line.matches("\\| \\d .*"))
                .map(line -> line.split("\\|"))
                .forEach(row -> lines.addAll(List.of(".TP", ".B " + row[1].strip(), text(plain(row[2])))));
        return lines;
    }

    private static String plain(String markdown) {
        return markdown.strip().replaceAll("[`*]", "").replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1");
    }

    private void write(CommandLine command) throws IOException {
        CommandSpec spec = command.getCommandSpec();
        String name = pageName(spec);
        Help help = new Help(spec, Help.defaultColorScheme(Help.Ansi.OFF));
        List<CommandSpec> below = command.getSubcommands().values().stream()
                .distinct()
                .map(CommandLine::getCommandSpec)
                .toList();

        List<String> page = new ArrayList<>();
        page.add(".TH \"%s\" 1 %s \"fedner %s\" \"%s\""
                .formatted(text(name.toUpperCase(Locale.ROOT)), date, text(version), TITLE));
        page.addAll(List.of(".SH NAME", text(name) + " \\- " + text(firstSentence(help))));
        page.addAll(List.of(".SH SYNOPSIS", ".nh", text(oneLine(help.synopsis(0))), ".hy"));
        page.addAll(List.of(".SH DESCRIPTION", text(oneLine(help.description()))));
        arguments(
                page,
                "OPTIONS",
                spec.options().stream().filter(option -> !option.hidden()).toList(),
                false);
        arguments(page, "ARGUMENTS", spec.positionalParameters(), true);
        if (!below.isEmpty()) {
            page.add(".SH COMMANDS");
            for (CommandSpec each : below) {
                Help of = new Help(each, Help.defaultColorScheme(Help.Ansi.OFF));
                page.addAll(List.of(".TP", ".BR " + text(pageName(each)) + " (1)", text(oneLine(of.description()))));
            }
        }
        footer(page, help.footer());
        page.add(".SH EXIT STATUS");
        if (spec.parent() == null) {
            page.addAll(exitStatus);
        } else {
            page.addAll(List.of("As in", ".BR fedner (1)."));
        }
        page.add(".SH SEE ALSO");
        page.add(".BR " + text(spec.parent() == null ? "fedner-quickstart" : pageName(spec.parent())) + " (1)");
        Files.write(folder.resolve(name + ".1"), page);

        for (CommandSpec each : below) {
            write(each.commandLine());
        }
    }

    private static void arguments(
            List<String> page, String heading, List<? extends ArgSpec> specs, boolean positional) {
        if (specs.isEmpty()) {
            return;
        }
        page.add(".SH " + heading);
        for (ArgSpec each : specs) {
            String names = each instanceof OptionSpec option
                    ? Arrays.stream(option.names())
                            .map(name -> "\\fB" + text(name) + "\\fR")
                            .collect(Collectors.joining(", "))
                    : "";
            boolean takesValue = positional || each.arity().max() > 0;
            String value = takesValue ? "\\fI" + text(each.paramLabel()) + "\\fR" : "";
            page.addAll(List.of(".TP", names + (positional || !takesValue ? "" : " ") + value));
            page.add(
                    text(String.join(" ", each.description()).replace("%n", " ").replace("%%", "%")));
        }
    }

    /** As printed: examples are to be copied, so no line is filled. */
    private static void footer(List<String> page, String footer) {
        List<String> lines = footer.stripTrailing().lines().toList();
        if (lines.stream().allMatch(String::isBlank)) {
            return;
        }
        page.addAll(List.of(".SH NOTES", ".nf"));
        lines.stream().dropWhile(String::isBlank).forEach(line -> page.add(line.isBlank() ? ".sp" : text(line)));
        page.add(".fi");
    }

    private static String pageName(CommandSpec spec) {
        return spec.qualifiedName("-");
    }

    private static String firstSentence(Help help) {
        String description = oneLine(help.description());
        int end = description.indexOf(". ");
        return (end < 0 ? description : description.substring(0, end)).replaceAll("\\.$", "");
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    /** Text that troff takes as it is. */
    private static String text(String plain) {
        String escaped = plain.stripTrailing()
                .replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("'", "\\(aq")
                .replace("`", "\\(ga")
                .replace("^", "\\(ha")
                .replace("~", "\\(ti");
        return escaped.startsWith(".") ? "\\&" + escaped : escaped;
    }
}
