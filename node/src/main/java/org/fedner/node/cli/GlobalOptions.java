package org.fedner.node.cli;

import java.io.PrintStream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options that every command takes, anywhere on the line. */
public final class GlobalOptions {
    /** How results are printed. */
    public enum Format {
        text,
        json
    }

    @Option(
            names = "--format",
            scope = ScopeType.INHERIT,
            paramLabel = "text|json",
            defaultValue = "text",
            description = "Form of the result on standard output (default: ${DEFAULT-VALUE}).")
    private Format format = Format.text;

    @Option(names = "--quiet", scope = ScopeType.INHERIT, description = "No progress on standard error.")
    private boolean quiet;

    @Option(names = "--no-color", scope = ScopeType.INHERIT, description = "No colours.")
    private boolean noColor;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show the stack trace of a failure.")
    private boolean debug;

    /** The options of the command line that {@code spec} belongs to. */
    public static GlobalOptions of(CommandSpec spec) {
        return ((Fedner) spec.root().userObject()).global();
    }

    public boolean json() {
        return format == Format.json;
    }

    public boolean quiet() {
        return quiet;
    }

    public boolean debug() {
        return debug;
    }

    /** Whether progress may be drawn: a terminal is attached and nobody asked for silence. */
    public boolean interactive() {
        return !quiet && System.console() != null;
    }

    /** Whether colours may be used. */
    public boolean color() {
        return !noColor && System.console() != null && System.getenv("NO_COLOR") == null;
    }

    /** Where progress and remarks for people go. */
    public PrintStream progress() {
        return quiet ? new PrintStream(PrintStream.nullOutputStream()) : System.err;
    }
}
