package org.fedner.node.transport;

import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A hospital's way out: asked for a tunnel to the server, by HTTP CONNECT (RFC 9110, 9.3.6) or SOCKS5 (RFC 1928), it passes
 * bytes on. TLS goes through the tunnel from end to end, so the proxy sees the server's name, sizes and times. The proxy, not
 * this machine, looks the server's name up.
 */
public record Proxy(Kind kind, String host, int port, Optional<ProxyCredentials> credentials) {

    /** How the tunnel is asked for. */
    public enum Kind {
        HTTP,
        SOCKS5
    }

    public Proxy {
        if (host.isBlank() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a proxy needs a host and a port from 1 to 65535");
        }
    }

    ProxyHandler handler(long timeoutMillis) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        ProxyHandler handler =
                switch (kind) {
                    case HTTP ->
                        credentials
                                .map(known -> new HttpProxyHandler(address, known.user(), known.password()))
                                .orElseGet(() -> new HttpProxyHandler(address));
                    case SOCKS5 ->
                        credentials
                                .map(known -> new Socks5ProxyHandler(address, known.user(), known.password()))
                                .orElseGet(() -> new Socks5ProxyHandler(address));
                };
        handler.setConnectTimeoutMillis(timeoutMillis);
        return handler;
    }

    @Override
    public String toString() {
        return kind + " proxy " + host + ":" + port;
    }
}
