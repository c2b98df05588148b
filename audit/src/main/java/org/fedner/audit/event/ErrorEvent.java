package org.fedner.audit.event;

/**
 * Something failed; a code and a place, never a message.
 *
 * @param code      what
 * @param component where
 */
public record ErrorEvent(Code code, Component component) implements Event {

    /** What failed. */
    public enum Code {
        DEADLINE_PASSED,
        PEER_UNREACHABLE,
        PEER_DISCONNECTED,
        MALFORMED_MESSAGE,
        SIGNATURE_INVALID,
        CERTIFICATE_REFUSED,
        TAG_MISMATCH,
        STATE_DIFFERS,
        POLICY_REFUSED,
        BUDGET_EXHAUSTED,
        BAD_DATA,
        BAD_CONFIGURATION,
        DISK_FULL,
        STORAGE_FAILED,
        NATIVE_FAILED,
        INTERRUPTED,
        INTERNAL
    }

    /** Where. */
    public enum Component {
        TRANSPORT,
        PROTOCOL,
        AGGREGATION,
        MODEL,
        IDENTITY,
        EGRESS,
        AUDIT,
        STORAGE,
        CONFIGURATION
    }
}
