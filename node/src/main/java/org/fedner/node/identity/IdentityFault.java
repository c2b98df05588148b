package org.fedner.node.identity;

/** What can be wrong with this site's own keys, certificates and rosters. */
public enum IdentityFault {
    MISSING_FILE,
    ALREADY_EXISTS,
    OPEN_TO_OTHERS,
    UNREADABLE,
    MALFORMED,
    /** The certificate was issued for another key than the one in the folder. */
    WRONG_KEY,
    /** Not signed by this federation's authority. */
    WRONG_AUTHORITY,
    /** A change of the authority's key that does not hold, or whose time to be taken up is over. */
    SUCCESSION_REFUSED,
    CERTIFICATE_EXPIRED,
    CERTIFICATE_NOT_YET_VALID,
    ROSTER_EXPIRED,
    /** Older than the roster that is installed. */
    ROSTER_STALE,
    /** Another audit log than the one that was begun with these keys. */
    OTHER_LOG,
    /** A request that the authority must not approve as it stands. */
    REQUEST_REFUSED
}
