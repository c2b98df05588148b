package org.fedner.node.transport;

import java.util.Optional;
import java.util.function.Consumer;
import org.fedner.node.identity.CertificateFault;
import org.fedner.node.identity.CertifiedParty;
import org.fedner.node.identity.Trust;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The peer has been let in: messages flow until something ends, or until the peer's certificate or enrolment does. */
final class OpenStage implements Connection.Stage {
    private static final Logger LOG = LoggerFactory.getLogger(OpenStage.class);

    private final Delivery delivery;
    private final Inbox inbox;
    private final Trust trust;
    private final Consumer<Connection> onEnd;
    private boolean heardMessages;

    OpenStage(Delivery delivery, Inbox inbox, Trust trust, Consumer<Connection> onEnd) {
        this.delivery = delivery;
        this.inbox = inbox;
        this.trust = trust;
        this.onEnd = onEnd;
    }

    /** Tells the peer what is here of a message that its last connection did not bring to the end. */
    void opened(Connection connection) {
        if (delivery.speaksOfChunks()) {
            inbox.holding().ifPresent(held -> connection.send(held.in(FrameType.HOLDING)));
        }
    }

    @Override
    public boolean isUnderWay() {
        return inbox.isUnderWay();
    }

    @Override
    public void frame(Connection connection, Frame frame) throws FrameException {
        switch (frame.type()) {
            case DATA, BEGIN, CHUNK -> {
                heardMessages = true;
                inbox.take(frame).ifPresent(delivery::received);
            }
            case HOLDING -> {
                if (heardMessages) {
                    throw new FrameException(DisconnectReason.MALFORMED_FRAME);
                }
                heardMessages = true; // once
                delivery.peerHolds(Announcement.parse(frame.body()));
            }
            case PING -> connection.answerPing();
            case PONG -> {} // any byte counts as life already
            default -> connection.end(DisconnectReason.MALFORMED_FRAME);
        }
    }

    @Override
    public void tick(Connection connection) {
        Optional<CertificateFault> fault = trust.standing(delivery.party());
        if (fault.isPresent()) {
            connection.end(
                    fault.get() == CertificateFault.NOT_IN_ROSTER
                            ? DisconnectReason.NOT_IN_ROSTER
                            : DisconnectReason.EXPIRED);
        } else {
            connection.keepAlive();
        }
    }

    @Override
    public void ended(Connection connection, DisconnectReason reason) {
        LOG.info("disconnected: peer={} reason={}", delivery.name(), reason);
        inbox.close(); // before the peer's next connection asks for it
        delivery.disconnected(reason); // before onEnd: a successor's connected() must come later
        onEnd.accept(connection);
    }

    @Override
    public void failed(Connection connection, Throwable cause) {
        // the reason of the end says enough; the cause may quote the peer
    }

    @Override
    public void secured(Connection connection, CertifiedParty party) {
        connection.end(DisconnectReason.MALFORMED_FRAME); // a second handshake does not exist in TLS 1.3
    }
}
