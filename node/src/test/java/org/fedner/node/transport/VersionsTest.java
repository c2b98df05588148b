package org.fedner.node.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.DataInputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Parties without a framing in common: both learn what the other speaks, and who is to upgrade. */
class VersionsTest {
    @TempDir
    private Path root;

    private TestFederation federation;

    @BeforeEach
    void start() throws Exception {
        federation = new TestFederation(root);
    }

    @AfterEach
    void stop() {
        federation.close();
    }

    @Test
    void theHighestOfBothIsChosenAndNoneWhereThereIsNone() {
        assertThat(Versions.common(1, 2, 2)).isEqualTo(2);
        assertThat(Versions.common(1, 2, 1)).isEqualTo(1);
        assertThat(Versions.common(1, 1, 2)).isEqualTo(1);
        assertThat(Versions.common(2, 3, 2)).isEqualTo(2);
        assertThat(Versions.common(3, 4, 2)).isEqualTo(Versions.NONE);
        assertThat(Versions.common(2, 2, 1)).isEqualTo(Versions.NONE);
    }

    @Test
    void aPlatformNamesBothSidesFramingsAndTellsTheServerItsOwn() throws Exception {
        try (SSLServerSocket port = (SSLServerSocket) RawPeer.context(federation.serverIdentity)
                        .getServerSocketFactory()
                        .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var platform = federation.dial("a")) {
            port.setNeedClientAuth(true);
            CompletableFuture<byte[]> entered = CompletableFuture.supplyAsync(() -> ofNewerFramings(port));
            TransportException refused = catchThrowableOfType(
                    TransportException.class,
                    () -> platform.transport.connect(
                            new ServerAddress("127.0.0.1", port.getLocalPort(), Optional.empty())));
            assertThat(refused.fault()).isEqualTo(TransportFault.REFUSED_VERSION);
            assertThat(refused.sentence())
                    .contains(
                            "speaks versions 3 to 4 of the framing, this software versions 1 to 2; upgrade this platform");
            assertThat(entered.get(30, TimeUnit.SECONDS)).containsExactly(0, 0, 0, 1, 0, 2);
        }
    }

    /** What the platform answers in ENTERED. */
    private static byte[] ofNewerFramings(SSLServerSocket port) {
        try (SSLSocket socket = (SSLSocket) port.accept()) {
            Frame admitted = Frame.of(FrameType.ADMITTED, 3, 4);
            socket.getOutputStream().write(admitted.header());
            socket.getOutputStream().write(admitted.body());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] entered = new byte[in.readInt() - 1];
            assertThat(in.readByte()).isEqualTo(FrameType.ENTERED.code());
            in.readFully(entered);
            return entered;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aServerNamesBothSidesFramingsInItsLogAndRefuses() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(ServerStage.class);
        logger.addAppender(log);
        try {
            refused(new byte[] {0, 0, 0, 3, 0, 4});
            assertThat(log.list).anySatisfy(line -> assertThat(line.getFormattedMessage())
                    .contains("peer=a", "theirs=versions 3 to 4", "ours=versions 1 to 2", "upgrade this server"));
            log.list.clear();
            refused(new byte[] {0, 9});
            assertThat(log.list).anySatisfy(line -> assertThat(line.getFormattedMessage())
                    .contains("theirs=unknown", "ours=versions 1 to 2"));
        } finally {
            logger.detachAppender(log);
        }
        assertThat(federation.server.refusals()).containsEntry(Refusal.VERSION_NOT_SPOKEN, 2L);
    }

    private void refused(byte[] entered) throws Exception {
        try (RawPeer peer = RawPeer.of(federation.platform("a"), federation.server.port())) {
            peer.in.readNBytes(Frame.HEADER_BYTES + 2 * Short.BYTES);
            peer.send(FrameType.ENTERED, entered);
            byte[] refused = peer.in.readNBytes(Frame.HEADER_BYTES + 1);
            assertThat(ByteBuffer.wrap(refused).get(4)).isEqualTo(FrameType.REFUSED.code());
            assertThat(refused[5]).isEqualTo((byte) Refusal.VERSION_NOT_SPOKEN.code());
            peer.awaitClosed();
        }
    }
}
