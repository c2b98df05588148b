package org.fedner.node;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.fedner.node.cli.Fedner;

/**
 * One command as a person types it, run in this process.
 *
 * @param out standard output
 * @param err standard error
 */
public record CommandRun(int exit, String out, String err) {

    /** Runs {@code fedner arguments...}. */
    public static CommandRun of(Object... arguments) {
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        String[] line = List.of(arguments).stream().map(Object::toString).toArray(String[]::new);
        int exit;
        try {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
            exit = Fedner.run(line);
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
        }
        return new CommandRun(
                exit, printed.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
    }

    /** The failure's sentence: the one line of standard error that the command itself wrote. */
    public String sentence() {
        List<String> sentences =
                err.lines().filter(line -> line.startsWith("fedner: ")).toList();
        if (sentences.size() != 1) {
            throw new AssertionError("not one sentence but " + sentences.size() + " in: " + err);
        }
        return sentences.get(0);
    }
}
