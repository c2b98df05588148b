package org.fedner.node.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.fedner.crypto.expansion.Digest;
import org.fedner.node.CuttingRelay;
import org.fedner.node.CuttingRelay.Way;
import org.fedner.node.identity.Identity;
import org.fedner.node.transport.Recorder.Heard;
import org.fedner.node.transport.Recorder.Heard.Connected;
import org.fedner.node.transport.Recorder.Heard.Disconnected;
import org.fedner.node.transport.Recorder.Heard.Received;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages over real TLS that a broken connection does not bring back to their beginning. */
class ResumedMessageTest {
    private static final int MESSAGE_BYTES = 3 << 20;
    private static final int CUTS = 5;
    private static final int EVERY_BYTES = 500_000;
    private static final int CHUNK = Frame.CHUNK_BYTES;
    private static final Duration SILENCE = Duration.ofSeconds(60);

    @TempDir
    private Path root;

    private TestFederation federation;
    private final byte[] message = new byte[MESSAGE_BYTES];

    @BeforeEach
    void start() throws Exception {
        federation = new TestFederation(root);
        new Random(7).nextBytes(message);
    }

    @AfterEach
    void stop() {
        federation.close();
    }

    private static ReconnectingLink link(Identity identity, CuttingRelay relay, Recorder heard) {
        return ReconnectingLink.start(
                new ServerAddress("127.0.0.1", relay.port(), Optional.empty()),
                () -> identity,
                identity.trust(Clock.systemUTC()),
                TestFederation.SETTINGS,
                new Backoff(Duration.ofMillis(20), Duration.ofMillis(50)),
                Duration.ofSeconds(60),
                heard,
                heard.executor());
    }

    /** On every new connection the reader asks and the sender answers, as in the protocol, until the answer has arrived. */
    private static byte[] sentUntilReceived(Recorder sender, Recorder reader, byte[] message) throws Exception {
        Heard heard = reader.next(Heard.class);
        while (!(heard instanceof Received)) {
            if (heard instanceof Connected connected) {
                connected.peer().send(new byte[] {'?'});
                Heard asked = sender.next(Heard.class);
                while (!(asked instanceof Received)) {
                    asked = sender.next(Heard.class);
                }
                ((Received) asked).peer().send(message);
            }
            heard = reader.next(Heard.class);
        }
        return ((Received) heard).message();
    }

    @Test
    void aVectorWhoseConnectionIsResetAgainAndAgainArrivesAndFewBytesAreSentTwice() throws Exception {
        try (CuttingRelay relay = new CuttingRelay(federation.server.port(), Way.TO_SERVER, EVERY_BYTES, CUTS);
                Recorder heard = new Recorder();
                ReconnectingLink link = link(federation.platform("a"), relay, heard)) {
            assertThat(link).isNotNull();
            assertThat(sentUntilReceived(heard, federation.serverSide, message)).isEqualTo(message);
            assertThat(relay.cutsLeft()).isZero();
            fewAreSentTwice(relay.bytes(Way.TO_SERVER));
            assertThat(federation.server.keptBytes()).isZero();
        }
    }

    @Test
    void aResultGoesOnInTheSameWay() throws Exception {
        try (CuttingRelay relay = new CuttingRelay(federation.server.port(), Way.FROM_SERVER, EVERY_BYTES, CUTS);
                Recorder heard = new Recorder();
                ReconnectingLink link = link(federation.platform("a"), relay, heard)) {
            assertThat(link).isNotNull();
            assertThat(sentUntilReceived(federation.serverSide, heard, message)).isEqualTo(message);
            assertThat(relay.cutsLeft()).isZero();
            fewAreSentTwice(relay.bytes(Way.FROM_SERVER));
        }
    }

    /** From the beginning each time it would be 7.5 MB more. */
    private static void fewAreSentTwice(long bytes) {
        assertThat(bytes).isBetween((long) MESSAGE_BYTES, MESSAGE_BYTES + CUTS * 2L * CHUNK);
    }

    @Test
    void whatIsLeftOfAMessageIsDroppedWithItsRoundAndItIsSentAnew() throws Exception {
        Identity identity = federation.platform("a");
        try (RawPeer peer = RawPeer.of(identity, federation.server.port()).enter(Versions.WITH_CHUNKS)) {
            federation.serverSide.next(Connected.class);
            peer.begin(message, 0);
            peer.chunk(message, 0, CHUNK);
        }
        assertThat(federation.serverSide.next(Disconnected.class).reason()).isEqualTo(DisconnectReason.CONNECTION_LOST);
        assertThat(federation.server.keptBytes()).isEqualTo(CHUNK);
        try (RawPeer peer = RawPeer.of(identity, federation.server.port()).enter(Versions.WITH_CHUNKS)) {
            federation.serverSide.next(Connected.class);
            byte[] holding = peer.in.readNBytes(Frame.HEADER_BYTES + Announcement.BYTES);
            assertThat(holding[4]).isEqualTo(FrameType.HOLDING.code());
            assertThat(Announcement.parse(Arrays.copyOfRange(holding, 5, holding.length)))
                    .isEqualTo(new Announcement(Digest.of(message), MESSAGE_BYTES, CHUNK));
        }
        federation.serverSide.next(Disconnected.class);
        assertThat(federation.server.keptBytes()).isEqualTo(CHUNK);
        federation.server.roundIsOver();
        assertThat(federation.server.keptBytes()).isZero();
        try (RawPeer peer = RawPeer.of(identity, federation.server.port()).enter(Versions.WITH_CHUNKS)) {
            federation.serverSide.next(Connected.class);
            for (int at = 0; at < MESSAGE_BYTES; at += CHUNK) {
                if (at == 0) {
                    peer.begin(message, 0);
                }
                peer.chunk(message, at, CHUNK);
            }
            assertThat(federation.serverSide.next(Received.class).message()).isEqualTo(message);
        }
    }

    @Test
    void aPeerThatLiesAboutItsMessageIsCutOffByNameAndTheServerGoesOn() throws Exception {
        byte[] other = message.clone();
        other[MESSAGE_BYTES - 1] ^= 1;
        try (RawPeer peer =
                RawPeer.of(federation.platform("a"), federation.server.port()).enter(Versions.WITH_CHUNKS)) {
            federation.serverSide.next(Connected.class);
            peer.begin(message, 0);
            for (int at = 0; at < MESSAGE_BYTES; at += CHUNK) {
                peer.chunk(other, at, CHUNK);
            }
            assertThat(federation.serverSide.next(Disconnected.class).reason())
                    .isEqualTo(DisconnectReason.DIGEST_DIFFERS);
            peer.awaitClosed();
        }
        assertThat(federation.server.keptBytes()).isZero();
        try (RawPeer peer =
                RawPeer.of(federation.platform("a"), federation.server.port()).enter(Versions.WITH_CHUNKS)) {
            federation.serverSide.next(Connected.class);
            peer.out.write(Frame.header(FrameType.DATA, CHUNK + 1)); // a whole message is no longer than a chunk
            assertThat(federation.serverSide.next(Disconnected.class).reason())
                    .isEqualTo(DisconnectReason.FRAME_TOO_LARGE);
        }
        try (RawPeer peer =
                RawPeer.of(federation.platform("a"), federation.server.port()).enter(Versions.WITH_CHUNKS)) {
            federation.serverSide.next(Connected.class);
            peer.send(FrameType.DATA, new byte[] {1});
            federation.serverSide.next(Received.class);
            peer.send(
                    FrameType.HOLDING,
                    new Announcement(Digest.of(message), MESSAGE_BYTES, 1)
                            .in(FrameType.HOLDING)
                            .body());
            assertThat(federation.serverSide.next(Disconnected.class).reason())
                    .as("what it holds it says before anything else")
                    .isEqualTo(DisconnectReason.MALFORMED_FRAME);
        }
    }

    @Test
    void aServerGivesAPeerWhatItSaysItDoesNotHoldYet() throws Exception {
        int held = MESSAGE_BYTES - 3;
        try (RawPeer peer =
                RawPeer.of(federation.platform("a"), federation.server.port()).enter(Versions.WITH_CHUNKS)) {
            Peer seen = federation.serverSide.next(Connected.class).peer();
            peer.send(
                    FrameType.HOLDING,
                    new Announcement(Digest.of(message), MESSAGE_BYTES, held)
                            .in(FrameType.HOLDING)
                            .body());
            peer.send(FrameType.DATA, new byte[] {1});
            federation.serverSide.next(Received.class);
            assertThat(seen.outstandingBytes(Digest.of(message), MESSAGE_BYTES)).isEqualTo(3);
            assertThat(seen.outstandingBytes(Digest.of(new byte[1]), MESSAGE_BYTES))
                    .isEqualTo(MESSAGE_BYTES);
            seen.send(message);
            byte[] begin = peer.in.readNBytes(Frame.HEADER_BYTES + Announcement.BYTES);
            assertThat(Announcement.parse(Arrays.copyOfRange(begin, 5, begin.length)))
                    .isEqualTo(new Announcement(Digest.of(message), MESSAGE_BYTES, held));
            byte[] chunk = peer.in.readNBytes(Frame.HEADER_BYTES + Integer.BYTES + 3);
            assertThat(chunk).endsWith(Arrays.copyOfRange(message, held, MESSAGE_BYTES));
            assertThat(ByteBuffer.wrap(chunk).getInt(Frame.HEADER_BYTES)).isEqualTo(held);
            assertThat(seen.outstandingBytes(Digest.of(message), MESSAGE_BYTES))
                    .as("said once, used once")
                    .isEqualTo(MESSAGE_BYTES);
        }
    }

    @Test
    void oneSideOfTheOlderFramingGetsAndSendsWholeFrames() throws Exception {
        TransportSettings older = TestFederation.settings(Duration.ofSeconds(10), SILENCE, Versions.LOWEST);
        try (var platform = new TestFederation.Platform(federation.platform("a"), older)) {
            bothWays(federation, platform);
        }
        try (TestFederation old = new TestFederation(root.resolve("old"), older, Clock.systemUTC());
                var platform = new TestFederation.Platform(old.platform("a"), TestFederation.SETTINGS)) {
            bothWays(old, platform);
        }
    }

    private void bothWays(TestFederation with, TestFederation.Platform platform) throws Exception {
        Peer server = platform.transport.connect(with.address());
        Peer seen = with.serverSide.next(Connected.class).peer();
        platform.heard.next(Connected.class);
        server.send(message);
        assertThat(with.serverSide.next(Received.class).message()).isEqualTo(message);
        seen.send(message);
        assertThat(platform.heard.next(Received.class).message()).isEqualTo(message);
        assertThat(server.outstandingBytes(Digest.of(message), MESSAGE_BYTES)).isEqualTo(MESSAGE_BYTES);
    }
}
