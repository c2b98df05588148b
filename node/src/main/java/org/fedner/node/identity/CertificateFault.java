package org.fedner.node.identity;

/** What is wrong with a certificate that a peer presented. */
public enum CertificateFault {
    /** Signed by another federation's authority. */
    UNKNOWN_AUTHORITY,
    /** Signed by nothing that looks like a federation's authority. */
    FOREIGN_ISSUER,
    /** Signed by the authority, and yet not of the form this software issues. */
    MALFORMED,
    WRONG_ROLE,
    EXPIRED,
    NOT_YET_VALID,
    /** The current roster does not list this key in this role. */
    NOT_IN_ROSTER,
    /** The roster that would have to list it has itself expired. */
    ROSTER_EXPIRED,
    WRONG_HOST,
    WRONG_FINGERPRINT
}
