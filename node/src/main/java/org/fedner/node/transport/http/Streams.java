package org.fedner.node.transport.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The readers of the event stream. Who does not keep up gets nothing more until it has read what it was sent, then
 * everything anew; who stays behind for ten seconds is dropped, and its browser comes back by itself. Confined to the port's
 * thread.
 */
final class Streams {
    static final int MOST = 16;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Site site;
    private final Set<Channel> readers = new LinkedHashSet<>();
    private final Map<Channel, Long> behindSince = new HashMap<>();

    Streams(Site site) {
        this.site = site;
    }

    boolean isFull() {
        return readers.size() >= MOST;
    }

    int count() {
        return readers.size();
    }

    void add(Channel reader) {
        readers.add(reader);
        reader.closeFuture().addListener(closed -> {
            readers.remove(reader);
            behindSince.remove(reader);
        });
        write(reader, site.everything());
    }

    /** Complete events to all who keep up. */
    void push(String events) {
        for (Channel reader : List.copyOf(readers)) {
            if (reader.isWritable() && !behindSince.containsKey(reader)) {
                write(reader, events);
            } else {
                behindSince.putIfAbsent(reader, System.nanoTime());
            }
        }
    }

    /** Called every now and then: helps on who has caught up, drops who has not. */
    void tend() {
        for (Channel reader : new ArrayList<>(behindSince.keySet())) {
            if (reader.isWritable()) {
                behindSince.remove(reader);
                write(reader, site.everything());
            } else if (System.nanoTime() - behindSince.get(reader) > PATIENCE_NANOS) {
                reader.close();
            }
        }
    }

    private static void write(Channel reader, String events) {
        reader.writeAndFlush(new DefaultHttpContent(Unpooled.copiedBuffer(events, StandardCharsets.UTF_8)));
    }
}
