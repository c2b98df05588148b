package org.fedner.node.transport.http;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.fedner.node.transport.Listening;
import org.fedner.node.transport.TransportException;

/**
 * A listening port that speaks HTTP/1.1 over TLS 1.3 to a handful of people and programs.
 *
 * <p>At most 64 connections: the next one takes the place of the oldest that has not been answered. Ten seconds from the
 * connection to the end of the answer; 8 kB of headers. One daemon thread does everything.
 */
public final class HttpsPort implements AutoCloseable {
    /** Most connections, streams of events included. */
    public static final int MOST_CONNECTIONS = 64;
    /** Most bytes of any body. */
    public static final int MOST_BODY_BYTES = 1 << 20;

    private static final int LINE_BYTES = 2048;
    private static final int HEADER_BYTES = 8192;
    private static final int CHUNK_BYTES = 1 << 16;
    private static final long REQUEST_SECONDS = 10;
    private static final long CLOSING_MILLIS = 1_000;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(128 * 1024, 256 * 1024);
    private static final String[] PROTOCOLS = {"TLSv1.3"};

    private final Supplier<SSLContext> tls;
    private final Site site;
    private final Streams streams;
    private final Set<Channel> waiting = new LinkedHashSet<>(); // confined to the thread
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("fedner-page", true), NioIoHandler.newFactory());
    private final Channel port;
    private int connections;

    private HttpsPort(InetSocketAddress bind, Supplier<SSLContext> tls, Site site) throws TransportException {
        this.tls = tls;
        this.site = site;
        this.streams = new Streams(site);
        this.port =
                Listening.at(bind, group, WATER_MARK, this::accept, "The page's port", "choose another 'page.port'");
    }

    /**
     * Opens the port; returns when it accepts connections.
     *
     * @param bind port 0 takes a free one, see {@link #port}
     * @param tls asked for each connection, so that a new certificate counts at once
     * @throws TransportException when the port cannot be bound
     */
    public static HttpsPort start(InetSocketAddress bind, Supplier<SSLContext> tls, Site site)
            throws TransportException {
        return new HttpsPort(bind, tls, site);
    }

    private void accept(SocketChannel channel) {
        if (connections >= MOST_CONNECTIONS && !makeRoom()) {
            channel.close();
            return;
        }
        connections++;
        waiting.add(channel);
        channel.closeFuture().addListener(closed -> {
            connections--;
            waiting.remove(channel);
        });
        SSLEngine engine = tls.get().createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(PROTOCOLS);
        Visit visit = new Visit(site, streams);
        channel.pipeline()
                .addLast(new SslHandler(engine))
                .addLast(new HttpServerCodec(LINE_BYTES, HEADER_BYTES, CHUNK_BYTES))
                .addLast(new Doorkeeper(site))
                .addLast(new HttpObjectAggregator(MOST_BODY_BYTES))
                .addLast(visit);
        channel.eventLoop()
                .schedule(
                        () -> {
                            waiting.remove(channel);
                            if (!visit.isStreaming()) {
                                channel.close();
                            }
                        },
                        REQUEST_SECONDS,
                        TimeUnit.SECONDS);
    }

    /** Whoever means it is through in a fraction of a second, so silent connections crowd out each other. */
    private boolean makeRoom() {
        Iterator<Channel> oldest = waiting.iterator();
        while (oldest.hasNext()) {
            Channel channel = oldest.next();
            oldest.remove();
            if (!channel.pipeline().get(Visit.class).isStreaming()) {
                channel.close();
                return true;
            }
        }
        return false;
    }

    /** The port that listens. */
    public int port() {
        return ((InetSocketAddress) port.localAddress()).getPort();
    }

    /** Runs {@code task} again and again on the port's thread. */
    public void every(Duration pause, Runnable task) {
        group.next().scheduleWithFixedDelay(task, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Sends complete events to the readers of the stream; on the port's thread. Empty: only looks after slow readers. */
    public void push(String events) {
        streams.tend();
        if (!events.isEmpty()) {
            streams.push(events);
        }
    }

    /** Readers of the stream; on the port's thread. */
    public int readers() {
        return streams.count();
    }

    /** Closes the port and all connections. */
    @Override
    public void close() {
        group.shutdownGracefully(0, CLOSING_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly(CLOSING_MILLIS);
    }
}
