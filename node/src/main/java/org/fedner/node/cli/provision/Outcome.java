package org.fedner.node.cli.provision;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.GlobalOptions;
import org.fedner.node.identity.Fingerprint;
import org.fedner.node.report.ReportFiles;
import picocli.CommandLine.Model.CommandSpec;

/** What a command has to say: named facts for JSON and for people, and advice for people only. */
final class Outcome {
    private static final int LABEL_WIDTH = 24;

    private final Map<String, Object> facts = new LinkedHashMap<>();
    private final StringBuilder text = new StringBuilder();

    Outcome fact(String key, String label, Object value) {
        facts.put(key, value);
        text.append(("%-" + LABEL_WIDTH + "s %s%n").formatted(label, value));
        return this;
    }

    /** JSON gets the plain digits, people get groups to read aloud. */
    Outcome fingerprint(String key, String label, Fingerprint fingerprint) {
        facts.put(key, fingerprint.hex());
        text.append(("%-" + LABEL_WIDTH + "s %s%n").formatted(label, fingerprint.grouped()));
        return this;
    }

    /** A list for JSON whose lines people get one by one. */
    Outcome list(String key, Object values, Iterable<String> lines) {
        facts.put(key, values);
        lines.forEach(line -> text.append(line).append(System.lineSeparator()));
        return this;
    }

    Outcome advice(String sentence) {
        text.append(System.lineSeparator()).append(sentence).append(System.lineSeparator());
        return this;
    }

    int print(CommandSpec spec) {
        PrintStream out = System.out;
        out.print(GlobalOptions.of(spec).json() ? ReportFiles.json(facts) : text.toString());
        out.flush();
        return ExitCode.OK.number();
    }
}
