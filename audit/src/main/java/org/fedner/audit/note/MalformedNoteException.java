package org.fedner.audit.note;

/** Text that is no signed note, key, checkpoint or policy. */
public final class MalformedNoteException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedNoteException(String message) {
        super(message);
    }
}
