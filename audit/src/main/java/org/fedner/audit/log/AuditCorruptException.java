package org.fedner.audit.log;

/** The files of a log contradict each other or their signature. The log is not continued and never signed again. */
public final class AuditCorruptException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String file;

    /** @param file path relative to the log's directory */
    public AuditCorruptException(String file, String sentence) {
        super("audit log corrupt: " + file + ": " + sentence);
        this.file = file;
    }

    /** Where, relative to the log's directory. */
    public String file() {
        return file;
    }
}
