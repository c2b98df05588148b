package org.fedner.node.transport;

import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.fedner.node.identity.CertificateFault;
import org.fedner.node.identity.CertificateRefusedException;

/**
 * What an exception of the network or of TLS means. The JDK tells some faults by text only; those texts are matched here and
 * nowhere else, and never shown.
 */
final class TlsFaults {
    private TlsFaults() {}

    /** On the server: which of our own rules a peer's certificate broke, if it was one of them. */
    static Optional<CertificateFault> ofServer(Throwable cause) {
        return refused(cause).map(CertificateRefusedException::fault);
    }

    /** On the platform: why the connection did not come about. */
    static TransportFault ofPlatform(Throwable cause) {
        Optional<CertificateRefusedException> refused = refused(cause);
        if (refused.isPresent()) {
            return ofCertificate(refused.get().fault());
        }
        TransportFault fault = TransportFault.CONNECTION_LOST;
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof ProxyConnectException) {
                return ofProxy(String.valueOf(t.getMessage()).toLowerCase(Locale.ROOT));
            } else if (t instanceof UnknownHostException) {
                return TransportFault.NAME_NOT_RESOLVED;
            } else if (t instanceof NoRouteToHostException || t instanceof ConnectException) {
                return isTimeout(t) ? TransportFault.TIMEOUT : TransportFault.CONNECTION_REFUSED;
            } else if (t instanceof SslHandshakeTimeoutException) {
                return TransportFault.TIMEOUT;
            } else if (t instanceof NotSslRecordException) {
                return TransportFault.PLAINTEXT_PEER;
            } else if (t instanceof SSLException) {
                fault = ofText(String.valueOf(t.getMessage()).toLowerCase(Locale.ROOT));
            }
        }
        return fault;
    }

    /** Issuer of the certificate that was refused, harmless to print; empty when it is not known. */
    static String issuer(Throwable cause) {
        return refused(cause).map(CertificateRefusedException::issuer).orElse("");
    }

    private static boolean isTimeout(Throwable t) {
        return String.valueOf(t.getMessage()).contains("timed out");
    }

    private static Optional<CertificateRefusedException> refused(Throwable cause) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof CertificateRefusedException refused) {
                return Optional.of(refused);
            }
        }
        return Optional.empty();
    }

    private static TransportFault ofCertificate(CertificateFault fault) {
        return switch (fault) {
            case UNKNOWN_AUTHORITY, MALFORMED -> TransportFault.UNKNOWN_AUTHORITY;
            case FOREIGN_ISSUER -> TransportFault.INTERCEPTED;
            case WRONG_ROLE -> TransportFault.WRONG_ROLE;
            case EXPIRED -> TransportFault.SERVER_CERTIFICATE_EXPIRED;
            case NOT_YET_VALID -> TransportFault.SERVER_CERTIFICATE_NOT_YET_VALID;
            case NOT_IN_ROSTER -> TransportFault.SERVER_NOT_IN_ROSTER;
            case ROSTER_EXPIRED -> TransportFault.ROSTER_EXPIRED;
            case WRONG_HOST -> TransportFault.WRONG_HOST;
            case WRONG_FINGERPRINT -> TransportFault.WRONG_FINGERPRINT;
        };
    }

    /**
     * Texts of Netty 4.2: "socks5, none, PROXY => SERVER, " and what happened. HTTP says "status: 407 …", SOCKS5 "authStatus:
     * FAILURE" or "unexpected authMethod: …". Names and ports before that may hold the same letters and digits.
     */
    private static TransportFault ofProxy(String text) {
        String after = text.substring(text.lastIndexOf(" => ") + 1);
        String said = after.substring(after.indexOf(", ") + 1).strip();
        boolean wantsCredentials = said.startsWith("status: 407")
                || said.startsWith("authstatus")
                || said.startsWith("unexpected authmethod");
        return wantsCredentials
                ? TransportFault.PROXY_AUTHENTICATION
                : said.startsWith("timeout") ? TransportFault.PROXY_UNREACHABLE : TransportFault.PROXY_REFUSED;
    }

    /** Texts of JDK 17 to 25: alerts are "Received fatal alert: name_of_rfc_8446" or "(name_of_rfc_8446) …". */
    private static TransportFault ofText(String text) {
        if (text.contains("protocol_version") || text.contains("protocol version")) {
            return TransportFault.TLS_VERSION;
        }
        if (text.contains("certificate_unknown")
                || text.contains("bad_certificate")
                || text.contains("unknown_ca")
                || text.contains("certificate_required")) {
            return TransportFault.CERTIFICATE_REFUSED;
        }
        if (text.contains("unsupported or unrecognized ssl message")) {
            return TransportFault.PLAINTEXT_PEER;
        }
        if (text.contains("closed")) {
            return TransportFault.CONNECTION_LOST;
        }
        return TransportFault.TLS_FAILED;
    }
}
