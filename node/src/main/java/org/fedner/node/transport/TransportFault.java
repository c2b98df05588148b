package org.fedner.node.transport;

/** Why a connection to the server could not be made. */
public enum TransportFault {
    NAME_NOT_RESOLVED(true),
    CONNECTION_REFUSED(true),
    TIMEOUT(true),
    CONNECTION_LOST(true),
    /** The proxy's name is not known, or nobody answers there. */
    PROXY_UNREACHABLE(true),
    /** The proxy wants credentials, or other ones. */
    PROXY_AUTHENTICATION(false),
    /** The proxy does not let this site connect there, or could not. */
    PROXY_REFUSED(true),
    /** The port could not be bound. */
    ADDRESS_IN_USE(false),
    /** Whoever answers does not speak TLS. */
    PLAINTEXT_PEER(false),
    TLS_VERSION(false),
    /** The server's certificate is of another federation's authority. */
    UNKNOWN_AUTHORITY(false),
    /** The server's certificate is of no federation at all: a TLS-inspecting proxy, most likely. */
    INTERCEPTED(false),
    WRONG_HOST(false),
    WRONG_FINGERPRINT(false),
    /** A platform's certificate where a server's was expected. */
    WRONG_ROLE(false),
    SERVER_CERTIFICATE_EXPIRED(true),
    SERVER_CERTIFICATE_NOT_YET_VALID(true),
    SERVER_NOT_IN_ROSTER(true),
    /** The roster on this side has expired. */
    ROSTER_EXPIRED(true),
    /** The server's TLS refused our certificate: it trusts another authority. */
    CERTIFICATE_REFUSED(false),
    /** The server let us through TLS and then refused; the sentence says why. */
    REFUSED_NOT_IN_ROSTER(true),
    REFUSED_CERTIFICATE_EXPIRED(true),
    REFUSED_CERTIFICATE_NOT_YET_VALID(true),
    REFUSED_ALREADY_CONNECTED(false),
    REFUSED_VERSION(false),
    REFUSED_SHUTTING_DOWN(true),
    REFUSED_ROSTER_EXPIRED(true),
    TLS_FAILED(true),
    MALFORMED_ANSWER(false),
    CLOSED(false);

    private final boolean worthRetrying;

    TransportFault(boolean worthRetrying) {
        this.worthRetrying = worthRetrying;
    }

    /** Whether the fault may go away without anybody changing this side's configuration. */
    public boolean isWorthRetrying() {
        return worthRetrying;
    }
}
