package org.fedner.node.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.DefaultAddressResolverGroup;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.fedner.aggregation.message.Role;
import org.fedner.node.identity.CertificateFault;
import org.fedner.node.identity.CertificateRefusedException;
import org.fedner.node.identity.CertifiedParty;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.Trust;

/**
 * A platform's side: connections to the server, on one network thread.
 *
 * <p>{@link #connect} makes one attempt and blocks until it has succeeded or failed for a named reason.
 */
public final class PlatformTransport implements AutoCloseable {
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(256 * 1024, 512 * 1024);
    private static final long CLOSING_MILLIS = 3_000;

    private final Supplier<Identity> identity;
    private final Trust trust;
    private final TransportSettings settings;
    private final TransportListener listener;
    private final Executor executor;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final PartialMessages parts = new PartialMessages(System::nanoTime);
    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("fedner-platform"), NioIoHandler.newFactory());

    /**
     * Starts nothing yet.
     *
     * @param identity asked for each attempt, so that a renewed certificate counts without a restart
     * @param trust asked for each attempt and, while connected, every half heartbeat
     * @param executor runs the listener's calls; one thread
     */
    public PlatformTransport(
            Supplier<Identity> identity,
            Trust trust,
            TransportSettings settings,
            TransportListener listener,
            Executor executor) {
        this.identity = identity;
        this.trust = trust;
        this.settings = settings;
        this.listener = listener;
        this.executor = executor;
    }

    /**
     * One attempt. The listener hears {@code connected} before this method returns the same peer, or after.
     *
     * @throws TransportException with the fault and a sentence; nothing is left open then
     */
    public Peer connect(ServerAddress server) throws TransportException {
        return attempt(server, this::enter);
    }

    /**
     * Goes the same way as far as the server's word that this platform may enter, and turns back: nothing changes on the
     * server's side, and nobody is told.
     *
     * @return the server
     * @throws TransportException as of {@link #connect}
     */
    public CertifiedParty probe(ServerAddress server) throws TransportException {
        return attempt(server, (connection, party, version) -> {
            connection.end(DisconnectReason.CLOSED_HERE);
            return party;
        });
    }

    /** What broken connections left of messages; the owner says when a round is over. */
    PartialMessages parts() {
        return parts;
    }

    private Peer enter(Connection connection, CertifiedParty party, int version) {
        connection.send(Frame.of(FrameType.ENTERED, version));
        Delivery delivery = new Delivery(connection, party, trust, settings, listener, executor, version);
        Inbox inbox = new Inbox(party.id(), settings.largestMessageBytes(), parts);
        open.add(connection);
        connection.open(new OpenStage(delivery, inbox, trust, open::remove), version);
        delivery.connected();
        return delivery;
    }

    private <T> T attempt(ServerAddress server, PlatformStage.Entry<T> entry) throws TransportException {
        Connecting<T> connecting = new Connecting<>(server, entry);
        try {
            ChannelFuture dialled = dial(server, connecting);
            var timer = group.schedule(
                    () -> {
                        connecting.stage.fail(TransportFault.TIMEOUT, "");
                        dialled.channel().close();
                    },
                    deadlineMillis(),
                    TimeUnit.MILLISECONDS);
            connecting.stage.result().whenComplete((entered, fault) -> {
                timer.cancel(false);
                if (fault != null) {
                    dialled.channel().close();
                }
            });
            return connecting.stage.result().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof TransportException fault) {
                throw fault;
            }
            throw new AssertionError("a connection fails with a fault", e);
        } catch (RejectedExecutionException | IllegalStateException e) { // closed meanwhile
            throw Sentences.exception(TransportFault.CLOSED, server, "");
        }
    }

    private long deadlineMillis() {
        return settings.handshakeTimeout()
                .multipliedBy(2)
                .plus(settings.probe())
                .toMillis();
    }

    private ChannelFuture dial(ServerAddress server, Connecting<?> connecting) {
        ChannelFuture dialled = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        settings.handshakeTimeout().toMillis())
                .resolver(resolver(server))
                .handler(connecting)
                .connect(server.host(), server.port());
        dialled.addListener(done -> {
            if (!done.isSuccess()) {
                boolean isProxy = server.proxy().isPresent();
                TransportFault fault = isProxy ? TransportFault.PROXY_UNREACHABLE : TlsFaults.ofPlatform(done.cause());
                connecting.stage.fail(fault, "");
            }
        });
        return dialled;
    }

    /** Where there is a proxy, it is the one that looks the name up: inside, the name is often unknown. */
    private static AddressResolverGroup<?> resolver(ServerAddress server) {
        return server.proxy().isPresent() ? NoopAddressResolverGroup.INSTANCE : DefaultAddressResolverGroup.INSTANCE;
    }

    /** Builds the pipeline of one attempt. */
    private final class Connecting<T> extends ChannelInitializer<SocketChannel> {
        private final ServerAddress server;
        private final PlatformStage<T> stage;
        private final Connection connection;

        Connecting(ServerAddress server, PlatformStage.Entry<T> entry) {
            this.server = server;
            this.stage = new PlatformStage<>(server, entry, settings.newestFraming());
            this.connection = new Connection(settings, stage);
        }

        @Override
        protected void initChannel(SocketChannel channel) {
            SslHandler tls = new SslHandler(Tls.platform(identity.get(), this::check));
            tls.setHandshakeTimeout(settings.handshakeTimeout().toMillis(), TimeUnit.MILLISECONDS);
            server.proxy().ifPresent(proxy -> channel.pipeline()
                    .addLast(proxy.handler(settings.handshakeTimeout().toMillis())));
            channel.pipeline().addLast(tls, connection);
        }

        /** Everything about the server is decided inside the handshake: this side sends nothing to a wrong one. */
        private CertifiedParty check(X509Certificate leaf) throws CertificateRefusedException {
            CertifiedParty party = trust.authenticate(leaf, Role.SERVER);
            boolean pinned = server.fingerprint().isPresent();
            if (pinned && !server.fingerprint().get().equals(party.fingerprint().hex())) {
                throw new CertificateRefusedException(CertificateFault.WRONG_FINGERPRINT);
            }
            if (!pinned && !Trust.names(leaf, server.host())) {
                throw new CertificateRefusedException(CertificateFault.WRONG_HOST);
            }
            var fault = trust.standing(party);
            if (fault.isPresent()) {
                throw new CertificateRefusedException(fault.get());
            }
            return party;
        }
    }

    /** Closes all connections; returns when that is done or after three seconds. */
    @Override
    public void close() {
        open.forEach(connection -> connection.execute(() -> connection.end(DisconnectReason.CLOSED_HERE)));
        open.forEach(connection -> connection.awaitEnd(CLOSING_MILLIS));
        group.shutdownGracefully(0, CLOSING_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly(CLOSING_MILLIS);
    }
}
