package org.fedner.audit.log;

import java.io.IOException;

/** Another process, or another part of this one, is writing to the log. */
public final class LogInUseException extends IOException {
    private static final long serialVersionUID = 1L;

    LogInUseException() {
        super("the audit log is in use by another writer");
    }
}
