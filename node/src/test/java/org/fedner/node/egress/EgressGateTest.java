package org.fedner.node.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.fedner.aggregation.message.Bye;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.MessageType;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Signature;
import org.fedner.aggregation.message.Welcome;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.audit.event.BootId;
import org.fedner.audit.event.LogOpen;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.audit.event.Software;
import org.fedner.audit.event.Version;
import org.fedner.audit.log.AuditFailedException;
import org.fedner.audit.log.AuditLog;
import org.fedner.audit.note.NoteSigner;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.signing.SigningKey;
import org.fedner.node.transport.Peer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EgressGateTest {
    private static final Sha256Hex NOTHING = Sha256Hex.over(new byte[0]);

    @TempDir
    private Path folder;

    private AuditLog log;
    private final RecordingPeer peer = new RecordingPeer();

    @BeforeEach
    void openLog() throws Exception {
        log = AuditLog.open(
                folder,
                new NoteSigner("test/server", SigningKey.generate(new SecureRandom())),
                Clock.systemUTC(),
                BootId.of(new byte[8]),
                new LogOpen(Software.running(new Version("0.0.0"), NOTHING), NOTHING, NOTHING));
    }

    @AfterEach
    void closeLog() {
        log.close();
    }

    /** Keeps what it is given, with the journal as it was on disk at that moment. */
    private final class RecordingPeer implements Peer {
        @Override
        public boolean renew(X509Certificate newer) {
            return false;
        }

        private int outstanding = Integer.MAX_VALUE;
        private final List<byte[]> sent = new ArrayList<>();
        private final List<String> journalThen = new ArrayList<>();

        @Override
        public Instant certificateExpires() {
            return Instant.EPOCH;
        }

        @Override
        public PlatformId id() {
            return new PlatformId(1, 2);
        }

        @Override
        public String name() {
            return "north";
        }

        @Override
        public String fingerprint() {
            return "ab".repeat(32);
        }

        @Override
        public CompletableFuture<Void> send(byte[] message) {
            sent.add(message);
            journalThen.add(journal());
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public int outstandingBytes(Digest digest, int lengthBytes) {
            return Math.min(outstanding, lengthBytes);
        }

        @Override
        public void close() {}
    }

    private String journal() {
        try {
            return Files.readString(folder.resolve("journal.jsonl"));
        } catch (IOException e) {
            throw new AssertionError("the journal is readable", e);
        }
    }

    private static WireMessage<?> message(int bytes) {
        return WireMessage.of(
                new Welcome(1, ByteString.of(new byte[bytes]), Signature.ofBytes(new byte[Signature.BYTES])));
    }

    @Test
    void everyMessageHasAWordInTheLog() {
        for (MessageType type : MessageType.values()) {
            assertThat(EgressGate.content(type)).isNotNull();
        }
    }

    @Test
    void theLogIsOnDiskBeforeTheFirstByteIsSent() {
        EgressGate gate = EgressGate.ofServer(log, new EgressLimits(10_000, 10_000));
        WireMessage<?> message = message(100);
        gate.send(peer, message, Where.joining());
        assertThat(peer.sent).containsExactly(message.bytes());
        assertThat(peer.journalThen.get(0))
                .contains("\"type\":\"egress\"", Sha256Hex.over(message.bytes()).hex());
    }

    @Test
    void nothingIsSentWhenTheLogCannotBeWritten() {
        EgressGate gate = EgressGate.ofServer(log, new EgressLimits(10_000, 10_000));
        log.close();
        assertThatThrownBy(() -> gate.send(peer, message(1), Where.joining())).isInstanceOf(AuditFailedException.class);
        assertThat(peer.sent).isEmpty();
    }

    @Test
    void aMessageAboveTheSitesLimitIsLoggedAndNotSent() {
        EgressGate gate = EgressGate.ofPlatform(log, new EgressLimits(500, 10_000));
        assertThatThrownBy(() -> gate.send(peer, message(1000), Where.joining()))
                .isInstanceOf(EgressGate.BlockedException.class);
        assertThat(peer.sent).isEmpty();
        assertThat(journal()).contains("\"type\":\"egress.block\"");
    }

    @Test
    void theBytesOfARoundAreLimitedTogether() {
        EgressGate gate = EgressGate.ofPlatform(log, new EgressLimits(1000, 1000));
        gate.send(peer, message(800), Where.joining());
        assertThatThrownBy(() -> gate.send(peer, message(800), Where.joining()))
                .isInstanceOf(EgressGate.BlockedException.class);
        gate.beginRound();
        gate.send(peer, message(800), Where.joining());
        assertThat(peer.sent).hasSize(2);
    }

    @Test
    void aMessageThatGoesOnAfterABrokenConnectionCountsByItsRestAndIsLoggedWhole() {
        EgressGate gate = EgressGate.ofPlatform(log, new EgressLimits(1000, 1000));
        WireMessage<?> message = message(800);
        peer.outstanding = 10;
        gate.send(peer, message, Where.joining());
        assertThat(gate.sentThisRound())
                .as("what the peer says it holds before anything was sent counts for nothing")
                .isEqualTo(message.bytes().length);
        for (int i = 1; i <= 5; i++) {
            gate.send(peer, message, Where.joining());
            assertThat(gate.sentThisRound()).isEqualTo(message.bytes().length + 10L * i);
        }
        peer.outstanding = 200;
        assertThatThrownBy(() -> gate.send(peer, message, Where.joining()))
                .isInstanceOf(EgressGate.BlockedException.class);
        assertThat(journal().split("\"type\":\"egress\"", -1)).hasSize(7);
        gate.beginRound();
        gate.send(peer, message, Where.joining());
        assertThat(gate.sentThisRound()).as("another round").isEqualTo(message.bytes().length);
    }

    @Test
    void plannedMessagesLeaveTogetherInTheirOrder() {
        EgressGate gate = EgressGate.ofServer(log, new EgressLimits(10_000, 10_000));
        WireMessage<?> first = message(5);
        WireMessage<?> second = WireMessage.of(new Bye());
        gate.plan(peer, first, Where.joining());
        gate.plan(peer, second, Where.joining());
        assertThat(peer.sent).isEmpty();
        gate.flush();
        assertThat(peer.sent).containsExactly(first.bytes(), second.bytes());
    }
}
