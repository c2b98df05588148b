package org.fedner.node;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
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
        return captured(() -> Fedner.run(line(List.of(arguments))));
    }

    /** Runs several commands at once; the one that matters is the first, and both outputs are everyone's. */
    public static CommandRun together(List<List<Object>> commands) {
        return captured(() -> {
            List<CompletableFuture<Integer>> running = commands.stream()
                    .map(command -> CompletableFuture.supplyAsync(
                            () -> Fedner.run(line(command)), task -> new Thread(task).start()))
                    .toList();
            running.forEach(CompletableFuture::join);
            return running.get(0).join();
        });
    }

    private static String[] line(List<Object> arguments) {
        return arguments.stream().map(Object::toString).toArray(String[]::new);
    }

    private static CommandRun captured(IntSupplier command) {
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        int exit;
        try {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
            exit = command.getAsInt();
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
