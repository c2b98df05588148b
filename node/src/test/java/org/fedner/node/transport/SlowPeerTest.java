package org.fedner.node.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.fedner.node.transport.Recorder.Heard.Connected;
import org.fedner.node.transport.Recorder.Heard.Disconnected;
import org.fedner.node.transport.Recorder.Heard.Received;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers that take or give next to nothing, and crowds at the door: each costs the server little and the others nothing. */
class SlowPeerTest {
    private static final int CHUNK = Frame.CHUNK_BYTES;
    private static final int LARGEST = 4 << 20;
    private static final int CROWD = 100;
    // long enough for a busy machine to get through a handshake before its peer is called silent
    private static final TransportSettings BRISK =
            TestFederation.settings(Duration.ofMillis(100), Duration.ofSeconds(3));

    @TempDir
    private Path root;

    private TestFederation federation;
    private Peer seen; // the one connected last, at the server

    @BeforeEach
    void start() throws Exception {
        federation = new TestFederation(root, BRISK, Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        federation.close();
    }

    private RawPeer entered(String name, int framing) throws Exception {
        RawPeer peer =
                RawPeer.of(federation.platform(name), federation.server.port()).enter(framing);
        seen = federation.serverSide.next(Connected.class).peer();
        return peer;
    }

    private DisconnectReason reasonOfTheEnd() {
        try {
            return federation.serverSide.next(Disconnected.class).reason();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Says PING until the other side has closed, so that silence is not what ends it. */
    private static void pingUntilClosed(RawPeer peer) {
        Semaphore pace = new Semaphore(0);
        try {
            while (true) {
                peer.send(FrameType.PING, Frame.EMPTY);
                pace.tryAcquire(50, TimeUnit.MILLISECONDS);
            }
        } catch (IOException e) {
            // closed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whoBeginsAMessageAndOnlyPingsIsCutOffAndWhatCameIsAllThatIsKept() throws Exception {
        try (RawPeer peer = entered("a", Versions.WITH_CHUNKS)) {
            byte[] message = new byte[LARGEST];
            peer.begin(message, 0);
            peer.chunk(message, 0, CHUNK);
            pingUntilClosed(peer);
            assertThat(federation.serverSide.next(Disconnected.class).reason()).isEqualTo(DisconnectReason.STALLED);
            assertThat(federation.server.keptBytes()).isEqualTo(CHUNK);
            federation.server.forgetPartsAfter(Duration.ZERO);
            assertThat(federation.server.keptBytes()).isZero();
        }
    }

    @Test
    void whoSendsHalfAFrameAByteAtATimeIsCutOffInBothFramings() throws Exception {
        for (int framing : List.of(Versions.LOWEST, Versions.WITH_CHUNKS)) {
            try (RawPeer peer = entered("a", framing)) {
                peer.out.write(new Frame(FrameType.DATA, new byte[1000]).header());
                peer.out.write(new byte[500]);
                Semaphore pace = new Semaphore(0);
                try {
                    while (true) {
                        peer.out.write(0);
                        peer.out.flush();
                        pace.tryAcquire(250, TimeUnit.MILLISECONDS);
                    }
                } catch (IOException e) {
                    // closed
                }
                assertThat(federation.serverSide.next(Disconnected.class).reason())
                        .isEqualTo(DisconnectReason.STALLED);
            }
        }
    }

    @Test
    void whoSendsHalfAFrameAndStopsIsCutOff() throws Exception {
        try (RawPeer peer = entered("a", Versions.WITH_CHUNKS)) {
            peer.out.write(new Frame(FrameType.DATA, new byte[1000]).header());
            peer.out.write(new byte[500]);
            peer.out.flush();
            assertThat(federation.serverSide.next(Disconnected.class).reason())
                    .as("both are true, and it depends on which is noticed first")
                    .isIn(DisconnectReason.SILENT, DisconnectReason.STALLED);
            assertThat(federation.server.keptBytes()).isZero();
        }
    }

    @Test
    void whoGoesOnSlowlyIsNotCutOff() throws Exception {
        byte[] message = new byte[CHUNK + 8 * 2048];
        try (RawPeer peer = entered("a", Versions.WITH_CHUNKS)) {
            peer.begin(message, 0);
            peer.chunk(message, 0, CHUNK);
            Semaphore pace = new Semaphore(0);
            for (int at = CHUNK; at < message.length; at += 2048) { // 4 kB a second: three times what must come
                pace.tryAcquire(500, TimeUnit.MILLISECONDS);
                peer.chunk(message, at, 2048);
            }
            assertThat(federation.serverSide.next(Received.class).message()).isEqualTo(message);
        }
    }

    @Test
    void whoReadsAByteASecondIsCutOffAndNothingWaitsForItAnyLonger() throws Exception {
        try (RawPeer peer = entered("a", Versions.WITH_CHUNKS)) {
            List<CompletableFuture<Void>> sent = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                sent.add(seen.send(new byte[LARGEST - 1]));
            }
            CompletableFuture<Void> tooMuch = seen.send(new byte[LARGEST]);
            assertThatThrownBy(() -> tooMuch.get(30, TimeUnit.SECONDS))
                    .as("above the bound of what may wait for one peer")
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(PeerGoneException.class);
            Semaphore pace = new Semaphore(0);
            CompletableFuture<DisconnectReason> end = CompletableFuture.supplyAsync(this::reasonOfTheEnd);
            while (!end.isDone()) {
                peer.in.read();
                peer.send(FrameType.PING, Frame.EMPTY);
                pace.tryAcquire(1, TimeUnit.SECONDS);
            }
            assertThat(end.get()).isEqualTo(DisconnectReason.NOT_READING);
            assertThatThrownBy(() -> sent.get(3).get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(PeerGoneException.class);
        }
    }

    @Test
    void aCrowdAtTheDoorFromOneAddressKeepsNobodyOfAnotherOut() throws Exception {
        InetAddress elsewhere = InetAddress.getByName("127.0.0.2"); // this machine too, on Linux
        InetSocketAddress door = new InetSocketAddress(InetAddress.getLoopbackAddress(), federation.server.port());
        List<Socket> open = new ArrayList<>();
        try (Socket early = new Socket(door.getAddress(), door.getPort(), elsewhere, 0)) {
            for (int i = 0; i < CROWD; i++) {
                open.add(new Socket(door.getAddress(), door.getPort()));
            }
            try (RawPeer peer = RawPeer.from(elsewhere, federation.platform("a"), door.getPort())) {
                peer.enter();
                federation.serverSide.next(Connected.class);
                assertThat(open.get(0).getInputStream().read())
                        .as("the first of the crowd made room for the last of it")
                        .isEqualTo(-1);
                assertThat(federation.server.turnedAway()).isGreaterThanOrEqualTo(CROWD - BRISK.waitingPerAddress());
                early.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0}); // the beginning of a handshake
                early.setSoTimeout(300);
                assertThatThrownBy(() -> early.getInputStream().read())
                        .as("who came from elsewhere and has said nothing yet still has its place")
                        .isInstanceOf(SocketTimeoutException.class);
            }
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }
}
