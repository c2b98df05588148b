package org.fedner.node.transport;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Role;
import org.fedner.node.identity.CertifiedParty;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.Trust;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's listening port.
 *
 * <p>A peer becomes {@code connected} only with a certificate that the pinned authority signed for a platform, that is in
 * date, that the current roster lists, and that no other living connection uses. Connections on their way in are bounded in
 * number and time and hold no thread, so any number of silent ones changes nothing for the others.
 */
public final class ServerTransport implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerTransport.class);
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(256 * 1024, 512 * 1024);
    private static final long CLOSING_MILLIS = 3_000;

    private final Supplier<Identity> identity;
    private final Trust trust;
    private final TransportSettings settings;
    private final TransportListener listener;
    private final Executor executor;
    private final WaitingRoom waitingRoom;
    private final ConcurrentMap<PlatformId, Connection> holders = new ConcurrentHashMap<>();
    private final PartialMessages parts = new PartialMessages(System::nanoTime);
    private final Map<Refusal, AtomicLong> refusals = new EnumMap<>(Refusal.class);
    private final AtomicLong strangers = new AtomicLong();
    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(0, new DefaultThreadFactory("fedner-server"), NioIoHandler.newFactory());
    private final Channel port;

    private ServerTransport(
            InetSocketAddress bind,
            Supplier<Identity> identity,
            Trust trust,
            TransportSettings settings,
            TransportListener listener,
            Executor executor)
            throws TransportException {
        this.identity = identity;
        this.trust = trust;
        this.settings = settings;
        this.listener = listener;
        this.executor = executor;
        this.waitingRoom = new WaitingRoom(settings);
        for (Refusal refusal : Refusal.values()) {
            refusals.put(refusal, new AtomicLong());
        }
        this.port = Listening.at(
                bind, group, WATER_MARK, this::accept, "The port", "stop the other program or choose another port");
    }

    /**
     * Opens the port; returns when it accepts connections.
     *
     * @param bind port 0 takes a free one, see {@link #port}
     * @param identity asked for each connection, so that a renewed certificate counts without a restart
     * @param trust asked for each connection and, for open ones, every half heartbeat
     * @param executor runs the listener's calls; one thread
     * @throws TransportException when the port cannot be bound
     */
    public static ServerTransport start(
            InetSocketAddress bind,
            Supplier<Identity> identity,
            Trust trust,
            TransportSettings settings,
            TransportListener listener,
            Executor executor)
            throws TransportException {
        return new ServerTransport(bind, identity, trust, settings, listener, executor);
    }

    private void accept(SocketChannel channel) {
        InetAddress address = channel.remoteAddress().getAddress();
        Connection connection = new Connection(settings, new ServerStage(this, address));
        SslHandler tls = new SslHandler(Tls.server(identity.get(), leaf -> trust.authenticate(leaf, Role.PLATFORM)));
        tls.setHandshakeTimeout(settings.handshakeTimeout().toMillis(), TimeUnit.MILLISECONDS);
        channel.pipeline().addLast(tls, connection);
        waitingRoom
                .enter(connection, address)
                .ifPresent(oldest -> oldest.execute(() -> {
                    if (!oldest.isOpen()) {
                        oldest.end(DisconnectReason.SILENT);
                    }
                }));
        connection.after(settings.handshakeTimeout().plus(settings.probe()).toMillis(), () -> {
            if (!connection.isOpen()) {
                connection.end(DisconnectReason.SILENT);
            }
        });
    }

    /** The port that listens. */
    public int port() {
        return ((InetSocketAddress) port.localAddress()).getPort();
    }

    /** Looks at all open connections with the trust of now: call it after a new roster so that it counts at once. */
    public void recheck() {
        holders.values().forEach(connection -> connection.execute(connection::tick));
    }

    /** How many peers of this federation have been refused, by reason, since the start. */
    public Map<Refusal, Long> refusals() {
        Map<Refusal, Long> counts = new EnumMap<>(Refusal.class);
        refusals.forEach((refusal, count) -> counts.put(refusal, count.get()));
        return counts;
    }

    /** How many handshakes have failed since the start: strangers, wrong authority, old TLS, no certificate. */
    public long failedHandshakes() {
        return strangers.get();
    }

    /** How many connections have been closed because too many were on their way in. */
    public long turnedAway() {
        return waitingRoom.turnedAway();
    }

    /** A round or an epoch is over: what broken connections left of its messages is of no use any more. */
    public void roundIsOver() {
        parts.forget();
    }

    /** Drops what broken connections left of messages so long ago. */
    public void forgetPartsAfter(Duration idle) {
        parts.forgetAfter(idle);
    }

    /** How many bytes of unfinished messages are kept for peers that are away. */
    public long keptBytes() {
        return parts.heldBytes();
    }

    Trust trust() {
        return trust;
    }

    WaitingRoom waitingRoom() {
        return waitingRoom;
    }

    void count(Refusal refusal) {
        refusals.get(refusal).incrementAndGet();
    }

    void countStranger() {
        strangers.incrementAndGet();
    }

    /** Empty when {@code connection} now holds the place of {@code id}; otherwise whoever holds it. */
    Optional<Connection> claim(PlatformId id, Connection connection) {
        return Optional.ofNullable(holders.putIfAbsent(id, connection));
    }

    void release(PlatformId id, Connection connection) {
        holders.remove(id, connection);
    }

    int newestFraming() {
        return settings.newestFraming();
    }

    void open(Connection connection, CertifiedParty party, int framing) {
        LOG.info("connected: peer={} framing={}", party.name(), framing);
        Delivery delivery = new Delivery(connection, party, trust, settings, listener, executor, framing);
        Inbox inbox = new Inbox(party.id(), settings.largestMessageBytes(), parts);
        connection.open(new OpenStage(delivery, inbox, trust, ended -> release(party.id(), ended)), framing);
        delivery.connected();
    }

    /** Closes the port and all connections; returns when they are closed or after three seconds. */
    @Override
    public void close() {
        port.close().awaitUninterruptibly(CLOSING_MILLIS);
        holders.values()
                .forEach(connection -> connection.execute(() -> connection.end(DisconnectReason.SHUTTING_DOWN)));
        holders.values().forEach(connection -> connection.awaitEnd(CLOSING_MILLIS));
        group.shutdownGracefully(0, CLOSING_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly(CLOSING_MILLIS);
    }
}
