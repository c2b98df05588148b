package org.fedner.audit.log;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A leaf could not be made durable: disk full, I/O error. The log refuses all further work, and so must its owner:
 * nothing may be sent that is not logged.
 */
public final class AuditFailedException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    AuditFailedException(IOException cause) {
        super("the audit log cannot be written; nothing may be sent without it", cause);
    }
}
