package org.fedner.model.parameters;

/** Stored parameters are cut short, altered, or of another network. The message is one clear sentence. */
public final class ModuleFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    public ModuleFormatException(String message) {
        super(message);
    }
}
