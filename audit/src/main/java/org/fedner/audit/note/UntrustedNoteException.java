package org.fedner.audit.note;

/** A well-formed note that no trusted key signed, or under which a trusted key's signature is wrong. */
public final class UntrustedNoteException extends Exception {
    private static final long serialVersionUID = 1L;

    UntrustedNoteException(String message) {
        super(message);
    }
}
