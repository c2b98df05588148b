package org.fedner.node.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Semaphore;
import org.fedner.node.identity.Identity;
import org.fedner.node.transport.Recorder.Heard.Connected;
import org.fedner.node.transport.Recorder.Heard.Disconnected;
import org.fedner.node.transport.Recorder.Heard.GaveUp;
import org.fedner.node.transport.Recorder.Heard.Waiting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a platform says when it cannot reach its server, and how it comes back. */
class PlatformTransportTest {
    private static final TransportSettings IMPATIENT = new TransportSettings(
            1024,
            4096,
            Duration.ofMillis(700),
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofMillis(200),
            64,
            128,
            Versions.HIGHEST);

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

    private TransportException failure(ServerAddress address) throws Exception {
        try (var platform = new TestFederation.Platform(federation.platform("a"), IMPATIENT)) {
            return catchThrowableOfType(TransportException.class, () -> platform.transport.connect(address));
        }
    }

    /** Even twice, and while nobody but the first hears of it: the place of the certificate is free again each time. */
    @Test
    void aProbeGoesToTheDoorAndChangesNothing() throws Exception {
        try (var platform = federation.dial("a")) {
            for (int i = 0; i < 2; i++) {
                assertThat(platform.transport.probe(federation.address()).name())
                        .isEqualTo("server");
            }
            assertThat(federation.serverSide.isEmpty()).isTrue();
            platform.transport.connect(federation.address());
            federation.serverSide.next(Connected.class);
            try (var second = federation.dial("a")) {
                TransportException refused = catchThrowableOfType(
                        TransportException.class, () -> second.transport.probe(federation.address()));
                assertThat(refused.fault()).isEqualTo(TransportFault.REFUSED_ALREADY_CONNECTED);
            }
            assertThat(federation.serverSide.isEmpty()).isTrue();
        }
    }

    @Test
    void saysWhenNobodyListens() throws Exception {
        ServerAddress address = federation.address();
        federation.server.close();
        TransportException failure = failure(address);
        assertThat(failure.fault()).isEqualTo(TransportFault.CONNECTION_REFUSED);
        assertThat(failure.sentence()).contains(address.toString());
    }

    @Test
    void saysWhenTheNameIsUnknown() throws Exception {
        assertThat(failure(new ServerAddress("no-such-host.invalid", 1, Optional.empty()))
                        .fault())
                .isEqualTo(TransportFault.NAME_NOT_RESOLVED);
    }

    @Test
    void saysWhenTheServersKeyIsNotTheOneToldByTelephone() throws Exception {
        assertThat(failure(federation.address("ab".repeat(32))).fault()).isEqualTo(TransportFault.WRONG_FINGERPRINT);
    }

    @Test
    void saysWhenTheCertificateDoesNotNameTheHostUnlessTheFingerprintIsPinned() throws Exception {
        int port = federation.server.port();
        String otherLoopback = "127.0.0.2"; // the same machine on Linux under a name that the certificate lacks
        Optional<String> pin =
                Optional.of(federation.serverIdentity.fingerprint().hex());
        try (var anywhere = ServerTransport.start(
                        new InetSocketAddress("0.0.0.0", 0),
                        () -> federation.serverIdentity,
                        federation.serverIdentity.trust(Clock.systemUTC()),
                        IMPATIENT,
                        federation.serverSide,
                        federation.serverSide.executor());
                var platform = new TestFederation.Platform(federation.platform("a"), IMPATIENT)) {
            assertThat(port).isPositive();
            assertThat(failure(new ServerAddress(otherLoopback, anywhere.port(), Optional.empty()))
                            .fault())
                    .isEqualTo(TransportFault.WRONG_HOST);
            assertThat(platform.transport
                            .connect(new ServerAddress(otherLoopback, anywhere.port(), pin))
                            .name())
                    .isEqualTo("server");
        }
    }

    @Test
    void saysWhenThePeerSpeaksNoTls() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread web = new Thread(() -> answerInPlainText(plain), "plain");
            web.setDaemon(true);
            web.start();
            assertThat(failure(new ServerAddress("127.0.0.1", plain.getLocalPort(), Optional.empty()))
                            .fault())
                    .isEqualTo(TransportFault.PLAINTEXT_PEER);
        }
    }

    private static void answerInPlainText(ServerSocket plain) {
        try (Socket socket = plain.accept();
                OutputStream out = socket.getOutputStream()) {
            out.write("HTTP/1.1 403 Forbidden\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            // the platform went away, as it should
        }
    }

    @Test
    void saysWhenThePeerIsSilent() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(failure(new ServerAddress("127.0.0.1", silent.getLocalPort(), Optional.empty()))
                            .fault())
                    .isEqualTo(TransportFault.TIMEOUT);
        }
    }

    @Test
    void namesTheIssuerWhenAProxyInspectsTls() throws Exception {
        try (ForeignTlsServer proxy = new ForeignTlsServer("Corp-Inspect <script> CA")) {
            TransportException failure = failure(new ServerAddress("127.0.0.1", proxy.port(), Optional.empty()));
            assertThat(failure.fault()).isEqualTo(TransportFault.INTERCEPTED);
            assertThat(failure.sentence()).contains("Corp-Inspect ?script? CA");
        }
    }

    @Test
    void aLinkComesBackWhenTheServerDoesAndStopsWhenClosed() throws Exception {
        Identity identity = federation.platform("a");
        try (Recorder heard = new Recorder()) {
            ReconnectingLink link = ReconnectingLink.start(
                    federation.address(),
                    () -> identity,
                    identity.trust(Clock.systemUTC()),
                    TestFederation.SETTINGS,
                    new Backoff(Duration.ofMillis(20), Duration.ofMillis(50)),
                    Duration.ofSeconds(60),
                    heard,
                    heard.executor());
            heard.next(Connected.class);
            int port = federation.server.port();
            federation.server.close();
            heard.next(Disconnected.class);
            assertThat(heard.next(Waiting.class).why().fault().isWorthRetrying())
                    .isTrue();
            try (ServerTransport again = ServerTransport.start(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                    () -> federation.serverIdentity,
                    federation.serverIdentity.trust(Clock.systemUTC()),
                    TestFederation.SETTINGS,
                    federation.serverSide,
                    federation.serverSide.executor())) {
                assertThat(again.port()).isEqualTo(port);
                heard.awaitConnected();
                link.close();
                assertThat(heard.next(Disconnected.class).reason()).isEqualTo(DisconnectReason.CLOSED_HERE);
            }
        }
    }

    @Test
    void aLinkGivesUpAtOnceOnAFaultThatWaitingDoesNotHealAndAtItsDeadlineOtherwise() throws Exception {
        assertThat(gaveUp(federation.address("cd".repeat(32)), Duration.ofSeconds(60)))
                .isEqualTo(TransportFault.WRONG_FINGERPRINT);
        ServerAddress address = federation.address();
        federation.server.close();
        assertThat(gaveUp(address, Duration.ofMillis(1))).isEqualTo(TransportFault.CONNECTION_REFUSED);
    }

    @Test
    void aLinkWhosePlaceItsOldConnectionStillHoldsTriesAgain() throws Exception {
        Identity identity = federation.platform("a");
        Semaphore attempts = new Semaphore(1);
        try (Recorder heard = new Recorder();
                ReconnectingLink link = ReconnectingLink.start(
                        federation.address(),
                        () -> {
                            attempts.acquireUninterruptibly();
                            return identity;
                        },
                        identity.trust(Clock.systemUTC()),
                        TestFederation.SETTINGS,
                        new Backoff(Duration.ofMillis(20), Duration.ofMillis(50)),
                        Duration.ofSeconds(60),
                        heard,
                        heard.executor())) {
            assertThat(link).isNotNull();
            heard.next(Connected.class);
            federation.serverSide.next(Connected.class).peer().close();
            heard.next(Disconnected.class);
            federation.serverSide.next(Disconnected.class);
            try (RawPeer old = RawPeer.of(identity, federation.server.port()).enter()) {
                federation.serverSide.next(Connected.class);
                attempts.release();
                assertThat(old.in.readNBytes(Frame.HEADER_BYTES)).endsWith(FrameType.PING.code());
                old.out.write(new byte[] {0, 0, 0, 1, FrameType.PONG.code()});
                assertThat(heard.next(Waiting.class).why().fault()).isEqualTo(TransportFault.REFUSED_ALREADY_CONNECTED);
            }
            attempts.release(1000);
            heard.awaitConnected();
        }
    }

    private TransportFault gaveUp(ServerAddress address, Duration deadline) throws Exception {
        Identity identity = federation.platform("a");
        try (Recorder heard = new Recorder();
                ReconnectingLink link = ReconnectingLink.start(
                        address,
                        () -> identity,
                        identity.trust(Clock.systemUTC()),
                        IMPATIENT,
                        Backoff.DEFAULT,
                        deadline,
                        heard,
                        heard.executor())) {
            assertThat(link).isNotNull();
            return heard.next(GaveUp.class).why().fault();
        }
    }

    @Test
    void silenceEndsAConnectionAndHeartbeatsKeepOneAlive() throws Exception {
        // long enough for a busy machine to get through a handshake before its peer is called silent
        TransportSettings brisk = TestFederation.settings(Duration.ofMillis(100), Duration.ofSeconds(3));
        try (TestFederation quick = new TestFederation(root.resolve("quick"), brisk, Clock.systemUTC());
                var lively = new TestFederation.Platform(quick.platform("b"), brisk)) {
            lively.transport.connect(quick.address());
            quick.serverSide.next(Connected.class);
            RawPeer mute = RawPeer.of(quick.platform("a"), quick.server.port()).enter();
            Peer first = quick.serverSide.next(Connected.class).peer();
            Disconnected silent = quick.serverSide.next(Disconnected.class);
            assertThat(silent.reason()).isEqualTo(DisconnectReason.SILENT);
            assertThat(silent.peer()).isSameAs(first);
            assertThat(quick.serverSide.isEmpty()).isTrue();
            mute.close();
        }
    }

    @Test
    void pausesDoubleScatterAndStayWithinTheirBounds() {
        Random random = new Random(4);
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));
        for (int failures = 1; failures < 80; failures++) {
            long most = failures > 6 ? 5000 : Math.min(5000, 100L << (failures - 1));
            assertThat(backoff.pause(failures, random).toMillis()).isBetween(most / 2, most);
        }
    }
}
