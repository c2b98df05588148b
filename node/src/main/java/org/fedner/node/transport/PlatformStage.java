package org.fedner.node.transport;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.fedner.node.identity.CertifiedParty;

/**
 * A platform's connection on its way in: TLS, then the server's ADMITTED or REFUSED.
 *
 * @param <T> what comes of being let in
 */
final class PlatformStage<T> implements Connection.Stage {
    private final ServerAddress server;
    private final Entry<T> entry;
    private final int newestFraming;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private Optional<CertifiedParty> party = Optional.empty();

    /** What is done where the server would let this side in. */
    @FunctionalInterface
    interface Entry<T> {
        T enter(Connection connection, CertifiedParty server, int version);
    }

    PlatformStage(ServerAddress server, Entry<T> entry, int newestFraming) {
        this.newestFraming = newestFraming;
        this.server = server;
        this.entry = entry;
    }

    /** What the entry gave, or a {@link TransportException}. */
    CompletableFuture<T> result() {
        return result;
    }

    void fail(TransportFault fault, String detail) {
        result.completeExceptionally(Sentences.exception(fault, server, detail));
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
                TransportFault fault = refused(frame);
                fail(
                        fault,
                        fault == TransportFault.REFUSED_VERSION
                                ? "did not take the framing that was chosen; update the older of the two"
                                : "");
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
        int version = Versions.common(frame.u16(0), frame.u16(1), newestFraming);
        if (version == Versions.NONE) {
            connection.send(Frame.of(FrameType.ENTERED, version, Versions.LOWEST, newestFraming));
            fail(
                    TransportFault.REFUSED_VERSION,
                    "speaks %s of the framing, this software %s; upgrade %s"
                            .formatted(
                                    Versions.text(frame.u16(0), frame.u16(1)),
                                    Versions.text(Versions.LOWEST, newestFraming),
                                    frame.u16(0) > newestFraming ? "this platform" : "the server"));
            connection.endWhenSent();
        } else {
            result.complete(entry.enter(connection, party.get(), version));
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
