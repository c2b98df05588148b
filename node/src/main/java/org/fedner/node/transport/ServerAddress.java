package org.fedner.node.transport;

import java.util.Locale;
import java.util.Optional;

/**
 * Where a platform finds the server.
 *
 * @param host name or IP address to dial
 * @param fingerprint SHA-256 of the server's SubjectPublicKeyInfo in hexadecimal, as told by telephone; when it is given it
 *     decides, and the host name need not be in the certificate (address translation and forwarded ports are common in
 *     hospitals); without it the certificate must name the host
 * @param proxy that is asked for the connection; without one the host is dialled itself
 */
public record ServerAddress(String host, int port, Optional<String> fingerprint, Optional<Proxy> proxy) {
    public ServerAddress {
        if (host.isBlank() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a server address needs a host and a port from 1 to 65535");
        }
        fingerprint = fingerprint.map(ServerAddress::normalised);
    }

    /** Dialled without a proxy. */
    public ServerAddress(String host, int port, Optional<String> fingerprint) {
        this(host, port, fingerprint, Optional.empty());
    }

    /** The same server by way of {@code way}. */
    public ServerAddress through(Proxy way) {
        return new ServerAddress(host, port, fingerprint, Optional.of(way));
    }

    /** Grouping by spaces or colons and upper case are how people read digits aloud; they carry no meaning. */
    private static String normalised(String text) {
        String hex = text.replaceAll("[\\s:]", "").toLowerCase(Locale.ROOT);
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a fingerprint is 64 hexadecimal digits");
        }
        return hex;
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
