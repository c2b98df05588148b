package org.fedner.node.transport;

import java.net.InetAddress;
import java.util.Optional;
import org.fedner.node.identity.CertificateFault;
import org.fedner.node.identity.CertifiedParty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection to the server on its way in: TLS, then certificate's date, roster and duplicates, then ENTERED. */
final class ServerStage implements Connection.Stage {
    private static final Logger LOG = LoggerFactory.getLogger(ServerStage.class);

    private final ServerTransport server;
    private final InetAddress address;
    private Optional<CertifiedParty> party = Optional.empty();
    private boolean admitted;

    ServerStage(ServerTransport server, InetAddress address) {
        this.server = server;
        this.address = address;
    }

    @Override
    public void secured(Connection connection, CertifiedParty certified) {
        party = Optional.of(certified);
        Optional<CertificateFault> fault = server.trust().standing(certified);
        if (fault.isPresent()) {
            refuse(connection, refusal(fault.get()));
        } else {
            claim(connection, certified);
        }
    }

    /** Takes the one place of this certificate, or asks whoever holds it whether it is alive. */
    private void claim(Connection connection, CertifiedParty certified) {
        Optional<Connection> holder = server.claim(certified.id(), connection);
        if (holder.isEmpty()) {
            admitted = true;
            connection.send(Frame.of(FrameType.ADMITTED, Versions.LOWEST, server.newestFraming()));
            return;
        }
        Connection first = holder.get();
        first.probe()
                .thenAccept(alive -> connection.execute(() -> {
                    if (alive) {
                        refuse(connection, Refusal.ALREADY_CONNECTED);
                    } else {
                        first.execute(() -> first.end(DisconnectReason.REPLACED));
                        first.ended()
                                .thenRun(() -> connection.execute(() -> {
                                    if (!connection.ended().isDone()) {
                                        claim(connection, certified);
                                    }
                                }));
                    }
                }));
    }

    @Override
    public void frame(Connection connection, Frame frame) {
        if (frame.type() == FrameType.PING && admitted) {
            connection.answerPing();
        } else if (frame.type() != FrameType.ENTERED || !admitted || !isEntered(frame)) {
            connection.end(DisconnectReason.MALFORMED_FRAME);
        } else if (frame.u16(0) < Versions.LOWEST || frame.u16(0) > server.newestFraming()) {
            LOG.warn(
                    "no framing in common: peer={} theirs={} ours={}; {}",
                    party.map(CertifiedParty::name).orElse("?"),
                    frame.body().length > Short.BYTES ? Versions.text(frame.u16(1), frame.u16(2)) : "unknown",
                    Versions.text(Versions.LOWEST, server.newestFraming()),
                    frame.body().length > Short.BYTES && frame.u16(1) > server.newestFraming()
                            ? "upgrade this server"
                            : "upgrade the platform");
            refuse(connection, Refusal.VERSION_NOT_SPOKEN);
        } else {
            server.waitingRoom().leave(connection);
            server.open(connection, party.orElseThrow(), frame.u16(0));
        }
    }

    /** The version chosen; where it is none, the lowest and the highest that the platform speaks may follow. */
    private static boolean isEntered(Frame frame) {
        return frame.body().length == Short.BYTES
                || frame.body().length == 3 * Short.BYTES && frame.u16(0) == Versions.NONE;
    }

    private void refuse(Connection connection, Refusal refusal) {
        server.count(refusal);
        LOG.warn("refused: peer={} reason={}", party.map(CertifiedParty::name).orElse("?"), refusal);
        connection.send(new Frame(FrameType.REFUSED, new byte[] {(byte) refusal.code()}));
        connection.endWhenSent();
    }

    private static Refusal refusal(CertificateFault fault) {
        return switch (fault) {
            case EXPIRED -> Refusal.CERTIFICATE_EXPIRED;
            case NOT_YET_VALID -> Refusal.CERTIFICATE_NOT_YET_VALID;
            case ROSTER_EXPIRED -> Refusal.ROSTER_EXPIRED;
            default -> Refusal.NOT_IN_ROSTER;
        };
    }

    @Override
    public void failed(Connection connection, Throwable cause) {
        server.countStranger();
        LOG.warn(
                "handshake failed: address={} fault={}",
                address.getHostAddress(),
                TlsFaults.ofServer(cause).map(Enum::name).orElse("TLS"));
    }

    @Override
    public void tick(Connection connection) {
        // the handshake's deadline watches over this stage
    }

    @Override
    public void ended(Connection connection, DisconnectReason reason) {
        server.waitingRoom().leave(connection);
        party.ifPresent(certified -> server.release(certified.id(), connection));
    }
}
