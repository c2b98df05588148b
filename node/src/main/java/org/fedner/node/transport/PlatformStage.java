package org.fedner.node.transport;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.fedner.node.identity.CertifiedParty;

/** A platform's connection on its way in: TLS, then the server's ADMITTED or REFUSED. */
final class PlatformStage implements Connection.Stage {
    private final ServerAddress server;
    private final Function<CertifiedParty, Delivery> open;
    private final CompletableFuture<Peer> result = new CompletableFuture<>();
    private Optional<CertifiedParty> party = Optional.empty();

    /** @param open makes the connection an open one and returns its delivery */
    PlatformStage(ServerAddress server, Function<CertifiedParty, Delivery> open) {
        this.server = server;
        this.open = open;
    }

    /** The open peer, or a {@link TransportException}. */
    CompletableFuture<Peer> result() {
        return result;
    }

    void fail(TransportFault fault, String issuer) {
        result.completeExceptionally(Sentences.exception(fault, server, issuer));
    }

    @Override
    public void secured(Connection connection, CertifiedParty certified) {
        party = Optional.of(certified);
    }

    @Override
    public void frame(Connection connection, Frame frame) {
        switch (frame.type()) {
            case ADMITTED -> admitted(connection, frame);
            case REFUSED -> {
                fail(refused(frame), "");
                connection.end(DisconnectReason.CLOSED_HERE);
            }
            case PING -> connection.answerPing();
            default -> malformed(connection);
        }
    }

    private void admitted(Connection connection, Frame frame) {
        if (frame.body().length != 2 * Short.BYTES || party.isEmpty()) {
            malformed(connection);
            return;
        }
        int version = Versions.common(frame.u16(0), frame.u16(1));
        connection.send(Frame.of(FrameType.ENTERED, version));
        if (version == Versions.NONE) {
            fail(TransportFault.REFUSED_VERSION, "");
            connection.endWhenSent();
        } else {
            Delivery delivery = open.apply(party.get());
            delivery.connected();
            result.complete(delivery);
        }
    }

    private void malformed(Connection connection) {
        fail(TransportFault.MALFORMED_ANSWER, "");
        connection.end(DisconnectReason.MALFORMED_FRAME);
    }

    private static TransportFault refused(Frame frame) {
        return Optional.of(frame)
                .filter(it -> it.body().length == 1)
                .flatMap(it -> Refusal.ofCode(it.body()[0]))
                .map(PlatformStage::fault)
                .orElse(TransportFault.MALFORMED_ANSWER);
    }

    private static TransportFault fault(Refusal refusal) {
        return switch (refusal) {
            case NOT_IN_ROSTER -> TransportFault.REFUSED_NOT_IN_ROSTER;
            case CERTIFICATE_EXPIRED -> TransportFault.REFUSED_CERTIFICATE_EXPIRED;
            case CERTIFICATE_NOT_YET_VALID -> TransportFault.REFUSED_CERTIFICATE_NOT_YET_VALID;
            case ALREADY_CONNECTED -> TransportFault.REFUSED_ALREADY_CONNECTED;
            case VERSION_NOT_SPOKEN -> TransportFault.REFUSED_VERSION;
            case SHUTTING_DOWN -> TransportFault.REFUSED_SHUTTING_DOWN;
            case ROSTER_EXPIRED -> TransportFault.REFUSED_ROSTER_EXPIRED;
        };
    }

    @Override
    public void failed(Connection connection, Throwable cause) {
        fail(TlsFaults.ofPlatform(cause), TlsFaults.issuer(cause));
    }

    @Override
    public void tick(Connection connection) {
        // the deadline of the attempt watches over this stage
    }

    @Override
    public void ended(Connection connection, DisconnectReason reason) {
        fail(
                reason == DisconnectReason.MALFORMED_FRAME || reason == DisconnectReason.FRAME_TOO_LARGE
                        ? TransportFault.MALFORMED_ANSWER
                        : TransportFault.CONNECTION_LOST,
                "");
    }
}
