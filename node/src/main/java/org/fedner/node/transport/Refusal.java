package org.fedner.node.transport;

import java.util.Optional;

/**
 * Why a server does not let a peer in, as told to that peer and counted. The number of each reason is its code on the wire.
 *
 * <p>Only a peer whose certificate the federation's authority signed hears the reason; a stranger hears a TLS alert.
 */
public enum Refusal {
    NOT_IN_ROSTER(1),
    CERTIFICATE_EXPIRED(2),
    CERTIFICATE_NOT_YET_VALID(3),
    /** The certificate is connected already, and that connection answers. */
    ALREADY_CONNECTED(4),
    VERSION_NOT_SPOKEN(5),
    SHUTTING_DOWN(6),
    /** The server's own roster has expired; the authority has to issue a new one. */
    ROSTER_EXPIRED(7);

    private final int code;

    Refusal(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static Optional<Refusal> ofCode(int code) {
        for (Refusal refusal : values()) {
            if (refusal.code == code) {
                return Optional.of(refusal);
            }
        }
        return Optional.empty();
    }
}
