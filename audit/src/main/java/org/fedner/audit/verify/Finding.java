package org.fedner.audit.verify;

/**
 * Something in a log that does not fit.
 *
 * @param kind     whether files were altered, or the leaves contradict a rule
 * @param rule     name of the check
 * @param log      the log's directory, or its origin where that is known
 * @param file     relative to the log's directory; empty where no single file is to blame
 * @param position leaf index, or byte offset where there is no leaf; -1 where neither applies
 * @param sentence what is wrong, for people
 */
public record Finding(Kind kind, String rule, String log, String file, long position, String sentence) {

    /** How serious, and which exit code. */
    public enum Kind {
        /** Files altered, missing or unsigned: exit code 6. */
        INTEGRITY,
        /** The leaves are intact and say that a rule was broken: exit code 1. */
        SEMANTIC
    }

    /** As reports print it: what does not apply is left out. */
    public String line() {
        String where = file.isEmpty() ? "" : " " + file;
        String place = position < 0 ? "" : " at " + position;
        return "%s %s: %s%s%s: %s".formatted(kind, rule, log, where, place, sentence);
    }
}
