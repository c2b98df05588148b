package org.fedner.node.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What the commands that run one party take. */
final class PartyOptions {
    @Option(names = "--config", required = true, paramLabel = "F", description = "This party's YAML file.")
    private Path config;

    /** For a parent process: the party ends when its standard input does. */
    @Option(names = "--until-stdin-closes", hidden = true)
    private boolean untilInputCloses;

    Path config() {
        return config;
    }

    boolean untilInputCloses() {
        return untilInputCloses;
    }

    /** Relative paths in the file are resolved against its own folder. */
    Path resolve(String path) {
        return config.toAbsolutePath().getParent().resolve(path);
    }
}
