package org.fedner.node;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A relay on loopback before a server that resets the sender's end of a connection each time so many more bytes have gone the
 * given way, until it has done so as often as it was asked to; what it has taken it passes on. It counts all bytes.
 */
public final class CuttingRelay implements AutoCloseable {
    private static final int PIECE_BYTES = 8 * 1024;

    /** Whose bytes are counted up to the next cut. */
    public enum Way {
        TO_SERVER,
        FROM_SERVER
    }

    private final ServerSocket port = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    private final int serverPort;
    private final Way way;
    private final long everyBytes;
    private final AtomicInteger cutsLeft;
    private final AtomicLong toServer = new AtomicLong();
    private final AtomicLong fromServer = new AtomicLong();
    private final boolean comesBack;
    private long nextCut;

    /** One that lets everybody in again after each cut. */
    public CuttingRelay(int serverPort, Way way, long everyBytes, int cuts) throws IOException {
        this(serverPort, way, everyBytes, cuts, true);
    }

    /** @param comesBack false: after the first cut nobody gets through any more */
    public CuttingRelay(int serverPort, Way way, long everyBytes, int cuts, boolean comesBack) throws IOException {
        this.comesBack = comesBack;
        this.serverPort = serverPort;
        this.way = way;
        this.everyBytes = everyBytes;
        this.nextCut = everyBytes;
        this.cutsLeft = new AtomicInteger(cuts);
        Daemon.start(this::accept);
    }

    public int port() {
        return port.getLocalPort();
    }

    public int cutsLeft() {
        return cutsLeft.get();
    }

    /** All bytes of all connections that went that way, TLS and all. */
    public long bytes(Way counted) {
        return (counted == Way.TO_SERVER ? toServer : fromServer).get();
    }

    private void accept() throws IOException {
        while (true) {
            Socket platform = port.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            Daemon.start(() -> pump(platform, server, Way.TO_SERVER));
            Daemon.start(() -> pump(server, platform, Way.FROM_SERVER));
        }
    }

    private void pump(Socket from, Socket to, Way direction) throws IOException {
        byte[] piece = new byte[PIECE_BYTES];
        AtomicLong passed = direction == Way.TO_SERVER ? toServer : fromServer;
        try (from) {
            InputStream in = from.getInputStream();
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                passed.addAndGet(read);
                passOn(to, piece, read);
                if (direction == way && isTimeToCut(passed.get())) {
                    from.setSoLinger(true, 0); // a reset and no farewell
                    return;
                }
            }
        } finally {
            end(to);
        }
    }

    /** Whoever has gone gets nothing more, but the other is heard to its end: what it was sent before shall arrive. */
    private static void passOn(Socket to, byte[] piece, int length) {
        try {
            to.getOutputStream().write(piece, 0, length);
        } catch (IOException e) {
            // gone
        }
    }

    private static void end(Socket to) {
        try {
            to.shutdownOutput();
        } catch (IOException e) {
            // gone
        }
    }

    private synchronized boolean isTimeToCut(long passedBytes) {
        if (passedBytes < nextCut || cutsLeft.get() == 0) {
            return false;
        }
        nextCut = passedBytes + everyBytes;
        cutsLeft.decrementAndGet();
        if (!comesBack) {
            Daemon.start(this::close);
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        port.close();
    }
}
