package org.fedner.node.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Opens the ports of this program. */
public final class Listening {
    private static final int BACKLOG = 512;

    private Listening() {}

    /**
     * Opens a port; returns when it accepts connections.
     *
     * @param group runs it, and is shut down if the port cannot be had
     * @param accept equips each connection
     * @param what the port is, and {@code cure} what to do, in the sentence of a failure
     */
    public static Channel at(
            InetSocketAddress address,
            EventLoopGroup group,
            WriteBufferWaterMark waterMark,
            Consumer<SocketChannel> accept,
            String what,
            String cure)
            throws TransportException {
        var bound = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accept.accept(channel);
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw new TransportException(
                    TransportFault.ADDRESS_IN_USE,
                    "%s %s:%d cannot be opened: it is in use, not allowed, or not this machine's; %s."
                            .formatted(what, address.getHostString(), address.getPort(), cure));
        }
        return bound.channel();
    }
}
