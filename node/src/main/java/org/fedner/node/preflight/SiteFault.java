package org.fedner.node.preflight;

/**
 * What can be wrong at a site besides its papers ({@link org.fedner.node.identity.IdentityFault}, {@link
 * org.fedner.node.identity.CertificateFault}) and the way to the server ({@link
 * org.fedner.node.transport.TransportFault}). The names are a contract with scripts.
 */
public enum SiteFault {
    CONFIGURATION_REFUSED,
    POLICY_REFUSED,
    CERTIFICATE_EXPIRES_SOON,
    ROSTER_EXPIRES_SOON,
    /** Older than the policy's {@code rosterDays}. */
    ROSTER_TOO_OLD,
    /** Files of this site were written later than this machine's clock says it is. */
    CLOCK_BEHIND,
    DATA_REFUSED,
    VECTORS_REFUSED,
    LANGUAGE_MODEL_REFUSED,
    JOB_REFUSED,
    DISK_READ_ONLY,
    DISK_FULL,
    DISK_LOW,
    MEMORY_LOW,
    NATIVE_LIBRARY_MISSING,
    PORT_NOT_TO_BE_HAD,
    /** Other machines reach the page. */
    PAGE_OPEN_TO_OTHERS,
    /** The page gets another certificate at the next start. */
    PAGE_CERTIFICATE_CHANGES,
    /** The system names a proxy and the configuration none. */
    PROXY_NOT_USED
}
