package org.fedner.node.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.fedner.node.identity.FederationAuthority;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.LoopbackFederation;
import org.fedner.node.transport.Recorder.Heard.Connected;
import org.fedner.node.transport.Recorder.Heard.Disconnected;
import org.fedner.node.transport.Recorder.Heard.Received;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server lets in; and that after each refusal it goes on serving. */
class ServerTransportTest {
    private static final int GARBAGE_BYTES = 4096;

    @TempDir
    private Path root;

    private TestFederation federation;

    @BeforeEach
    void start() throws Exception {
        federation = new TestFederation(root.resolve("ours"));
    }

    @AfterEach
    void stop() {
        federation.close();
    }

    /** A platform comes in, is heard, is answered, and leaves. */
    private void serves(String name) throws Exception {
        try (var platform = federation.dial(name)) {
            Peer server = platform.transport.connect(federation.address());
            Peer seen = federation.serverSide.next(Connected.class).peer();
            assertThat(seen.name()).isEqualTo(name);
            platform.heard.next(Connected.class);
            server.send("up".getBytes(StandardCharsets.US_ASCII)).get(30, TimeUnit.SECONDS);
            assertThat(federation.serverSide.next(Received.class).message())
                    .asString()
                    .isEqualTo("up");
            seen.send("down".getBytes(StandardCharsets.US_ASCII)).get(30, TimeUnit.SECONDS);
            assertThat(platform.heard.next(Received.class).message()).asString().isEqualTo("down");
            server.close();
            platform.heard.next(Disconnected.class);
            assertThat(federation.serverSide.next(Disconnected.class).reason())
                    .isEqualTo(DisconnectReason.CLOSED_BY_PEER);
        }
    }

    private TransportFault faultOf(Identity identity, ServerAddress address) {
        try (var platform = new TestFederation.Platform(identity, TestFederation.SETTINGS)) {
            return faultOf(platform, address);
        }
    }

    private static TransportFault faultOf(TestFederation.Platform platform, ServerAddress address) {
        List<TransportFault> faults = new ArrayList<>();
        assertThatThrownBy(() -> platform.transport.connect(address))
                .isInstanceOfSatisfying(TransportException.class, e -> faults.add(e.fault()));
        return faults.get(0);
    }

    @Test
    void twoEnrolledPartiesTalkAndKnowEachOther() throws Exception {
        serves("a");
        try (var platform = federation.dial("b")) {
            Peer server = platform.transport.connect(
                    federation.address(federation.serverIdentity.fingerprint().grouped()));
            assertThat(server.id()).isEqualTo(federation.serverIdentity.id());
            assertThat(server.name()).isEqualTo("server");
            assertThat(federation.serverSide.next(Connected.class).peer().id())
                    .isEqualTo(federation.platform("b").id());
        }
    }

    @Test
    void aLargeMessageArrivesWholeAndInOrder() throws Exception {
        byte[] large = new byte[4 << 20];
        new Random(1).nextBytes(large);
        try (var platform = federation.dial("a")) {
            Peer server = platform.transport.connect(federation.address());
            server.send(large);
            server.send(new byte[0]);
            server.send(new byte[] {1});
            federation.serverSide.next(Connected.class);
            assertThat(federation.serverSide.next(Received.class).message()).isEqualTo(large);
            assertThat(federation.serverSide.next(Received.class).message()).isEmpty();
            assertThat(federation.serverSide.next(Received.class).message()).containsExactly(1);
            assertThatThrownBy(() -> server.send(new byte[(4 << 20) + 1])).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesAPeerWithoutCertificate() throws Exception {
        try (RawPeer peer = RawPeer.withoutCertificate(federation.server.port(), "TLSv1.3")) {
            assertThatThrownBy(peer::enter).isInstanceOf(IOException.class);
        }
        serves("a");
        assertThat(federation.server.failedHandshakes()).isEqualTo(1);
    }

    @Test
    void refusesTls12() throws Exception {
        try (RawPeer peer = RawPeer.withoutCertificate(federation.server.port(), "TLSv1.2")) {
            assertThatThrownBy(() -> peer.socket.startHandshake()).isInstanceOf(SSLException.class);
        }
        serves("a");
    }

    @Test
    void refusesACertificateOfAnotherAuthorityAndIsRefusedByItsHolder() throws Exception {
        LoopbackFederation other =
                LoopbackFederation.create(root.resolve("theirs"), "test", List.of("a"), Clock.systemUTC());
        Identity stranger = Identity.load(other.platforms().get("a"), Clock.systemUTC());
        try (RawPeer peer = RawPeer.of(stranger, federation.server.port())) {
            assertThatThrownBy(peer::enter).isInstanceOf(IOException.class);
        }
        assertThat(faultOf(stranger, federation.address())).isEqualTo(TransportFault.UNKNOWN_AUTHORITY);
        try (var trusting = new TestFederation.Platform(
                stranger, federation.serverIdentity.trust(Clock.systemUTC()), TestFederation.SETTINGS)) {
            assertThat(faultOf(trusting, federation.address())).isEqualTo(TransportFault.CERTIFICATE_REFUSED);
        }
        serves("a");
    }

    @Test
    void refusesAServerCertificateWhereAPlatformsIsDue() throws Exception {
        try (RawPeer peer = RawPeer.of(federation.serverIdentity, federation.server.port())) {
            assertThatThrownBy(peer::enter).isInstanceOf(IOException.class);
        }
        serves("a");
    }

    @Test
    void namesTheFaultWhenACertificateHasExpired() throws Exception {
        Duration later = FederationAuthority.VALIDITY.plusDays(1);
        try (TestFederation old =
                new TestFederation(root.resolve("old"), TestFederation.SETTINGS, TestFederation.in(later))) {
            assertThat(faultOf(old.platform("a"), old.address())).isEqualTo(TransportFault.REFUSED_CERTIFICATE_EXPIRED);
            assertThat(old.server.refusals()).containsEntry(Refusal.CERTIFICATE_EXPIRED, 1L);
            Identity platform = old.platform("b");
            try (var late = new TestFederation.Platform(
                    platform, platform.trust(TestFederation.in(later)), TestFederation.SETTINGS)) {
                assertThat(faultOf(late, old.address())).isEqualTo(TransportFault.SERVER_CERTIFICATE_EXPIRED);
            }
        }
    }

    @Test
    void aPlatformThatLeftTheRosterIsRefusedByNameAndAnOpenConnectionOfItEnds() throws Exception {
        try (var platform = federation.dial("b")) {
            platform.transport.connect(federation.address());
            federation.serverSide.next(Connected.class);
            federation.remove("b");
            federation.server.recheck();
            assertThat(federation.serverSide.next(Disconnected.class).reason())
                    .isEqualTo(DisconnectReason.NOT_IN_ROSTER);
        }
        assertThat(faultOf(federation.platform("b"), federation.address()))
                .isEqualTo(TransportFault.REFUSED_NOT_IN_ROSTER);
        serves("a");
    }

    @Test
    void anOversizedFrameEndsThatConnectionOnly() throws Exception {
        try (RawPeer peer =
                RawPeer.of(federation.platform("a"), federation.server.port()).enter()) {
            federation.serverSide.next(Connected.class);
            peer.out.writeInt((4 << 20) + 2);
            peer.out.writeByte(FrameType.DATA.code());
            peer.out.flush();
            assertThat(federation.serverSide.next(Disconnected.class).reason())
                    .isEqualTo(DisconnectReason.FRAME_TOO_LARGE);
            peer.awaitClosed();
        }
        serves("a");
    }

    @Test
    void dataBeforeEnteringIsRefused() throws Exception {
        try (RawPeer peer = RawPeer.of(federation.platform("a"), federation.server.port())) {
            peer.out.write(new byte[] {0, 0, 0, 2, FrameType.DATA.code(), 7});
            peer.out.flush();
            peer.awaitClosed();
        }
        serves("a");
    }

    @Test
    void garbageInsideTlsEndsThatConnectionOnly() throws Exception {
        byte[] garbage = new byte[GARBAGE_BYTES];
        new Random(2).nextBytes(garbage);
        garbage[4] = 99; // no frame has this type
        try (RawPeer peer =
                RawPeer.of(federation.platform("a"), federation.server.port()).enter()) {
            federation.serverSide.next(Connected.class);
            peer.out.write(garbage);
            peer.out.flush();
            assertThat(federation.serverSide.next(Disconnected.class).reason())
                    .isEqualTo(DisconnectReason.MALFORMED_FRAME);
        }
        serves("a");
    }

    @Test
    void garbageInsteadOfTlsEndsThatConnectionOnly() throws Exception {
        byte[] garbage = new byte[GARBAGE_BYTES];
        new Random(3).nextBytes(garbage);
        garbage[0] = 'G';
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), federation.server.port())) {
            socket.getOutputStream().write(garbage);
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            // a reset is a refusal as well
        }
        serves("a");
    }

    @Test
    void aHundredSilentConnectionsDoNotHinderTheOthersAndTheirNumberIsCapped() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 63; i++) { // one below the cap of 64 for one address
                silent.add(new Socket(InetAddress.getLoopbackAddress(), federation.server.port()));
            }
            serves("a");
            for (int i = 0; i < 40; i++) {
                silent.add(new Socket(InetAddress.getLoopbackAddress(), federation.server.port()));
            }
            assertThat(silent.get(0).getInputStream().read()).isEqualTo(-1);
            assertThat(federation.server.turnedAway()).isPositive();
            serves("b"); // where all places are taken, the one that has been silent for longest gives up its own
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void aSecondConnectionOfOneCertificateIsRefusedWhileTheFirstAnswers() throws Exception {
        try (var first = federation.dial("a")) {
            Peer server = first.transport.connect(federation.address());
            federation.serverSide.next(Connected.class);
            assertThat(faultOf(federation.platform("a"), federation.address()))
                    .isEqualTo(TransportFault.REFUSED_ALREADY_CONNECTED);
            server.send(new byte[] {5});
            assertThat(federation.serverSide.next(Received.class).message()).containsExactly(5);
        }
        federation.serverSide.next(Disconnected.class);
        serves("b");
    }

    @Test
    void aSecondConnectionReplacesAFirstThatDoesNotAnswer() throws Exception {
        try (RawPeer dead =
                RawPeer.of(federation.platform("a"), federation.server.port()).enter()) {
            federation.serverSide.next(Connected.class);
            try (var second = federation.dial("a")) {
                second.transport.connect(federation.address());
                assertThat(federation.serverSide.next(Disconnected.class).reason())
                        .isEqualTo(DisconnectReason.REPLACED);
                federation.serverSide.next(Connected.class);
            }
            dead.awaitClosed();
        }
    }

    @Test
    void noSessionTicketIsSent() throws Exception {
        try (RawPeer peer =
                RawPeer.of(federation.platform("a"), federation.server.port()).enter()) {
            federation.serverSide.next(Connected.class).peer().send(new byte[] {1});
            peer.in.readNBytes(6);
            assertThat(peer.socket.getSession().getSessionContext())
                    .satisfiesAnyOf(context -> assertThat(context).isNull(), context -> assertThat(
                                    Collections.list(context.getIds()))
                            .hasSize(1));
        }
    }

    @Test
    void aMessageCutOffIsAConnectionLost() throws Exception {
        try (RawPeer peer =
                RawPeer.of(federation.platform("a"), federation.server.port()).enter()) {
            federation.serverSide.next(Connected.class);
            peer.out.writeInt(1000);
            peer.out.writeByte(FrameType.DATA.code());
            peer.out.flush();
        }
        assertThat(federation.serverSide.next(Disconnected.class).reason()).isEqualTo(DisconnectReason.CONNECTION_LOST);
        serves("a");
    }

    @Test
    void closingTellsBothSides() throws Exception {
        try (var platform = federation.dial("a")) {
            platform.transport.connect(federation.address());
            platform.heard.next(Connected.class);
            federation.serverSide.next(Connected.class);
            federation.server.close();
            assertThat(federation.serverSide.next(Disconnected.class).reason())
                    .isEqualTo(DisconnectReason.SHUTTING_DOWN);
            assertThat(platform.heard.next(Disconnected.class).reason()).isEqualTo(DisconnectReason.CLOSED_BY_PEER);
        }
    }
}
