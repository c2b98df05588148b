package org.fedner.aggregation.message;

/** Why a party stopped (docs/protocol.md, "When it stops"). Closed, so that it can be counted. */
public enum AbortReason {
    /** A signature does not verify, or is not by the party it must be by. */
    BAD_SIGNATURE(1),
    /** A member or the server is not listed in the roster for its role. */
    NOT_ENROLLED(2),
    /** The roster is not by the authority, expired, or older than the policy allows. */
    STALE_ROSTER(3),
    /** The number of the epoch does not increase. */
    EPOCH_NOT_INCREASING(4),
    /** The parameters are not what this platform's policy accepts. */
    PARAMETERS_REFUSED(5),
    DUPLICATE_KEY(6),
    /** The agreement with a key gives zero. */
    LOW_ORDER_KEY(7),
    /** The own message came back changed, or a list lacks a member. */
    LIST_ALTERED(8),
    /** A sealed contribution does not open. */
    SEAL_BROKEN(9),
    COMMITMENT_WRONG(10),
    CONFIRMATION_WRONG(11),
    /** The server names another state than the one this platform verified. */
    STATE_DIFFERS(12),
    /** Too few members of the previous epoch vouch for a snapshot. */
    SNAPSHOT_UNVOUCHED(13),
    /** A second request for one round, or a message about another context. */
    CONTEXT_DIFFERS(14),
    /** Round or attempt does not increase by one. */
    ROUND_NOT_INCREASING(15),
    /** More voids or epochs than the policy allows. */
    BUDGET_EXCEEDED(16),
    /** The verified count or size lies outside its caps. */
    COUNT_OUT_OF_RANGE(17),
    /** The sum fails the tag: it is not the sum of what the members sent. */
    TAG_WRONG(18),
    /** The operator stopped it. */
    STOPPED(19),
    /** An encapsulation key fails the modulus check. */
    ENCAPSULATION_KEY_INVALID(20),
    /** The list of survivors is too short, not among the participants, or not signed by enough of them. */
    SURVIVORS_REFUSED(21);

    private final int code;

    AbortReason(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static AbortReason ofCode(long code) throws MalformedMessageException {
        for (AbortReason reason : values()) {
            if (reason.code == code) {
                return reason;
            }
        }
        throw new MalformedMessageException("no abort has reason " + code);
    }
}
