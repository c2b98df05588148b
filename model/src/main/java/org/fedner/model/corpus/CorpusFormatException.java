package org.fedner.model.corpus;

import java.nio.file.Path;

/**
 * A corpus or vector file cannot be read. The message is one sentence: file, line, what is wrong, what to do; it never
 * repeats a token or a tag of a note.
 */
public final class CorpusFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long line;

    CorpusFormatException(Path file, long line, String problem, String remedy) {
        super("%s%s: %s; %s".formatted(file, line > 0 ? " line " + line : "", problem, remedy));
        this.file = file.toString();
        this.line = line;
    }

    public String file() {
        return file;
    }

    /** Counted from 1; 0 if the fault is the whole file's. */
    public long line() {
        return line;
    }
}
