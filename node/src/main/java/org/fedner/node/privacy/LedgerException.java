package org.fedner.node.privacy;

import java.nio.file.Path;

/** A ledger that must not be spent from. One sentence with the way out. */
public final class LedgerException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean inUse;

    private LedgerException(String sentence, boolean inUse) {
        super(sentence);
        this.inUse = inUse;
    }

    static LedgerException inUse(Path file) {
        return new LedgerException(file + ": is in use by another process of this site; let its job end first", true);
    }

    static LedgerException damaged(Path file, String what) {
        return new LedgerException(
                "%s: %s; restore the newest copy, and never an older one: what was spent stays spent"
                        .formatted(file, what),
                false);
    }

    static LedgerException inconsistent(String dataset, String what) {
        return new LedgerException(
                "data set %s: %s; name all ledgers and audit logs of the site, and compare them with their copies"
                        .formatted(dataset, what),
                false);
    }

    static LedgerException behind(Path file, long entry, int entries) {
        return new LedgerException(
                ("%s: has %d entries and the audit log says that entry %d was spent, which is not in it or is another one;"
                                + " restore the newest copy of the ledger")
                        .formatted(file, entries, entry),
                false);
    }

    /** Nothing is wrong with it, but somebody else has it. */
    public boolean isInUse() {
        return inUse;
    }
}
