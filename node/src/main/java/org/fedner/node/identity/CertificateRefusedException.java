package org.fedner.node.identity;

import java.io.Serial;
import java.security.cert.CertificateException;

/** A peer's certificate does not hold. The message names the fault only; {@link #issuer} is what the peer claims. */
public final class CertificateRefusedException extends CertificateException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final CertificateFault fault;
    private final String issuer;

    public CertificateRefusedException(CertificateFault fault) {
        this(fault, "");
    }

    CertificateRefusedException(CertificateFault fault, String issuer) {
        super(fault.name());
        this.fault = fault;
        this.issuer = issuer;
    }

    public CertificateFault fault() {
        return fault;
    }

    /** For {@link CertificateFault#FOREIGN_ISSUER} the issuer's name, reduced to harmless characters; otherwise empty. */
    public String issuer() {
        return issuer;
    }
}
