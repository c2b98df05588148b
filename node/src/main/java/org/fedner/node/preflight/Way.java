package org.fedner.node.preflight;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.fedner.node.identity.CertifiedParty;
import org.fedner.node.identity.Identity;
import org.fedner.node.transport.DisconnectReason;
import org.fedner.node.transport.Peer;
import org.fedner.node.transport.PlatformTransport;
import org.fedner.node.transport.ServerAddress;
import org.fedner.node.transport.TransportException;
import org.fedner.node.transport.TransportFault;
import org.fedner.node.transport.TransportListener;
import org.fedner.node.transport.TransportSettings;

/** The way between platform and server, step by step. */
final class Way {
    private static final int CONNECT_MILLIS = 10_000;
    private static final int SMALL_MESSAGES = 1 << 16;

    private final Clock clock;

    Way(Clock clock) {
        this.clock = clock;
    }

    Finding name(FirstHop server) {
        try {
            String addresses = Arrays.stream(InetAddress.getAllByName(server.host()))
                    .map(InetAddress::getHostAddress)
                    .distinct()
                    .collect(Collectors.joining(", "));
            return Finding.ok("dns", "%s is %s".formatted(server.host(), addresses));
        } catch (UnknownHostException e) {
            return Finding.fault(
                    "dns",
                    TransportFault.NAME_NOT_RESOLVED,
                    "this machine's DNS does not know %s; check the spelling, or ask for the name to be added"
                            .formatted(server.host()));
        }
    }

    Finding port(FirstHop server) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.host(), server.port()), CONNECT_MILLIS);
            return Finding.ok("port", "the %s at %s is open from here".formatted(server.what(), server));
        } catch (IOException e) {
            boolean isSilent = e instanceof SocketTimeoutException;
            return Finding.fault(
                    "port",
                    isSilent ? TransportFault.TIMEOUT : TransportFault.CONNECTION_REFUSED,
                    isSilent
                            ? "no answer from %s in ten seconds: a firewall that drops packets looks like this; ask for the outbound port to be opened"
                                    .formatted(server)
                            : "nobody listens at %s, or a firewall rejects it; check that the %s runs and that this outbound port is open"
                                    .formatted(server, server.what()));
        }
    }

    /** TLS, both certificates, the server's roster and version: up to the door, and not through it. */
    Finding entry(ServerAddress server, Identity identity) {
        try (PlatformTransport transport = new PlatformTransport(
                () -> identity,
                identity.trust(clock),
                TransportSettings.forMessagesUpTo(SMALL_MESSAGES),
                new Nobody(),
                Runnable::run)) {
            CertifiedParty found = transport.probe(server);
            long days = Duration.between(clock.instant(), identity.trust(clock).endOf(found))
                    .toDays();
            return Finding.ok(
                    "entry",
                    "TLS 1.3 with %s, whose certificate has %d days left; it would let this platform in"
                            .formatted(found.name(), days));
        } catch (TransportException e) {
            return e.fault() == TransportFault.REFUSED_ALREADY_CONNECTED
                    ? Finding.warning("entry", e.fault(), e.sentence())
                    : Finding.fault("entry", e.fault(), e.sentence());
        }
    }

    /** A probe hears nothing. */
    private static final class Nobody implements TransportListener {
        @Override
        public void connected(Peer peer) {
            throw new AssertionError("a probe does not enter");
        }

        @Override
        public void received(Peer peer, byte[] message) {
            throw new AssertionError("a probe does not enter");
        }

        @Override
        public void disconnected(Peer peer, DisconnectReason reason) {
            throw new AssertionError("a probe does not enter");
        }
    }
}
