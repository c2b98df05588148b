package org.fedner.node.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.fedner.aggregation.message.Roster;
import org.fedner.aggregation.message.SignedRoster;
import org.fedner.node.identity.FederationAuthority;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.identity.LoopbackFederation;
import org.fedner.node.identity.Trust;

/** A federation of three platforms on disk, and a server of it that listens on loopback. */
final class TestFederation implements AutoCloseable {
    static final TransportSettings SETTINGS = settings(Duration.ofSeconds(10), Duration.ofSeconds(60));

    final LoopbackFederation folders;
    final Identity serverIdentity;
    final Recorder serverSide = new Recorder();
    final ServerTransport server;

    TestFederation(Path root) throws Exception {
        this(root, SETTINGS, Clock.systemUTC());
    }

    TestFederation(Path root, TransportSettings settings, Clock clock) throws Exception {
        folders = LoopbackFederation.create(root, "test", List.of("a", "b", "c"), Clock.systemUTC());
        serverIdentity = Identity.load(folders.server(), Clock.systemUTC());
        server = ServerTransport.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                () -> serverIdentity,
                serverIdentity.trust(clock),
                settings,
                serverSide,
                serverSide.executor());
    }

    static TransportSettings settings(Duration heartbeat, Duration silence) {
        return settings(heartbeat, silence, Versions.HIGHEST);
    }

    static TransportSettings settings(Duration heartbeat, Duration silence, int newestFraming) {
        return new TransportSettings(
                4 << 20,
                16 << 20,
                Duration.ofSeconds(10),
                heartbeat,
                silence,
                Duration.ofSeconds(5),
                64,
                128,
                newestFraming);
    }

    static Clock in(Duration offset) {
        return Clock.offset(Clock.systemUTC(), offset);
    }

    ServerAddress address() {
        return new ServerAddress("127.0.0.1", server.port(), Optional.empty());
    }

    ServerAddress address(String fingerprint) {
        return new ServerAddress("127.0.0.1", server.port(), Optional.of(fingerprint));
    }

    Identity platform(String name) throws IdentityException {
        return Identity.load(folders.platforms().get(name), Clock.systemUTC());
    }

    /** A platform of this federation, recording what it hears. */
    Platform dial(String name) throws Exception {
        return new Platform(platform(name), SETTINGS);
    }

    /** Publishes a roster without the platform of that name. */
    void remove(String name) throws Exception {
        Roster before = serverIdentity.roster().get();
        Roster after = new Roster(
                before.federation(),
                before.version() + 1,
                before.issuedEpochSeconds(),
                before.expiresEpochSeconds(),
                before.entries().stream()
                        .filter(entry -> !entry.name().equals(name))
                        .toList());
        serverIdentity.roster().offer(sign(after));
    }

    private SignedRoster sign(Roster roster) throws Exception {
        try (var key = AuthorityKey.read(folders.authority())) {
            return SignedRoster.sign(roster, key);
        }
    }

    FederationAuthority authority() throws IdentityException {
        return FederationAuthority.load(folders.authority(), Clock.fixed(Instant.now(), ZoneOffset.UTC));
    }

    @Override
    public void close() {
        server.close();
        serverSide.close();
    }

    /** One platform's transport with its recorder. */
    static final class Platform implements AutoCloseable {
        final Recorder heard = new Recorder();
        final PlatformTransport transport;

        Platform(Identity identity, TransportSettings settings) {
            this(identity, identity.trust(Clock.systemUTC()), settings);
        }

        Platform(Identity identity, Trust trust, TransportSettings settings) {
            transport = new PlatformTransport(() -> identity, trust, settings, heard, heard.executor());
        }

        @Override
        public void close() {
            transport.close();
            heard.close();
        }
    }
}
