package org.fedner.audit.event;

/** Bytes that are no leaf of a log: not canonical JSON, or outside the closed schema. The message never quotes content. */
public final class MalformedLeafException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean schema;

    MalformedLeafException(String message) {
        this(message, false);
    }

    private MalformedLeafException(String message, boolean schema) {
        super(message);
        this.schema = schema;
    }

    static MalformedLeafException outsideSchema(String message) {
        return new MalformedLeafException(message, true);
    }

    /** True where the JSON was canonical and only the schema was not met. */
    public boolean isOutsideSchema() {
        return schema;
    }
}
