package org.fedner.aggregation.message;

/** Why a server turns a connection away; the only thing the peer is told. */
public enum RefusalReason {
    /** No version in common. */
    VERSION(1),
    /** Another federation. */
    FEDERATION(2),
    /** Not in the roster, or another platform's certificate. */
    NOT_ENROLLED(3),
    /** The same platform has a younger connection. */
    CONNECTED_ELSEWHERE(4),
    MALFORMED(5),
    /** The server is going down; try again later. */
    CLOSING(6),
    /** The job is finished; do not try again. */
    FINISHED(7);

    private final int code;

    RefusalReason(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static RefusalReason ofCode(long code) throws MalformedMessageException {
        for (RefusalReason reason : values()) {
            if (reason.code == code) {
                return reason;
            }
        }
        throw new MalformedMessageException("no refusal has reason " + code);
    }
}
