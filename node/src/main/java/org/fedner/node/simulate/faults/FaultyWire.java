package org.fedner.node.simulate.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A relay on loopback between one platform and the server. It sees what TLS sends and no more; a {@link FaultPlan} says what it
 * does to it. While a connection is young it is left alone, because a certificate that cannot be read is no fault of the
 * network's that would pass.
 */
public final class FaultyWire implements AutoCloseable {
    private static final int CHUNK_BYTES = 16 * 1024;
    private static final int YOUNG_BYTES = 16 * 1024;
    private static final int MOST_WAITING = 4096; // chunks
    private static final byte[] END = {};

    private final String platform;
    private final int serverPort;
    private final FaultPlan plan;
    private final Runnable kill;
    private final ServerSocket port;
    private final Set<Pair> open = ConcurrentHashMap.newKeySet();
    private volatile long partedUntilNanos = System.nanoTime();
    private volatile long delayNanos;
    private volatile int delayedRound;
    private volatile long slowNanos;

    /** Two ends that live and die together. */
    private record Pair(Socket platform, Socket server) {
        void close() {
            quietly(platform);
            quietly(server);
        }

        private static void quietly(Socket socket) {
            try {
                socket.close();
            } catch (IOException e) {
                // it is as good as closed
            }
        }
    }

    /** Bytes and when they may arrive. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Late(long atNanos, byte[] bytes) {}

    /** @param kill ends the platform's process */
    public FaultyWire(String platform, int serverPort, FaultPlan plan, Runnable kill) throws IOException {
        this.platform = platform;
        this.serverPort = serverPort;
        this.plan = plan;
        this.kill = kill;
        this.port = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        thread(this::accept);
    }

    /** Where the platform connects instead of the server's port. */
    public int port() {
        return port.getLocalPort();
    }

    /** Closes what is connected; it may connect again at once. */
    public void cut() {
        open.forEach(Pair::close);
    }

    /** Closes what is connected, and lets nothing through for that long. */
    public void part(long millis) {
        partedUntilNanos = System.nanoTime() + millis * 1_000_000;
        cut();
    }

    /** From now on everything arrives that much later, set-up and handshakes too. */
    public void slow(long millis) {
        slowNanos = millis * 1_000_000;
    }

    private void accept() {
        while (!port.isClosed()) {
            try {
                Socket from = port.accept();
                pause(partedUntilNanos - System.nanoTime());
                Pair pair = new Pair(from, dial(from));
                from.setTcpNoDelay(true);
                pair.server().setTcpNoDelay(true);
                open.add(pair);
                relay(pair, pair.platform(), pair.server(), true);
                relay(pair, pair.server(), pair.platform(), false);
            } catch (IOException e) {
                // the run is over, or the server is: the platform will see the end of its connection
            }
        }
    }

    /** Where nobody listens, the platform hears so at once. */
    private Socket dial(Socket from) throws IOException {
        try {
            return new Socket(InetAddress.getLoopbackAddress(), serverPort);
        } catch (IOException e) {
            from.close();
            throw e;
        }
    }

    private void relay(Pair pair, Socket from, Socket to, boolean isUp) {
        LinkedBlockingQueue<Late> late = new LinkedBlockingQueue<>(MOST_WAITING);
        thread(() -> read(pair, from, isUp, late));
        thread(() -> write(pair, to, late));
    }

    private void read(Pair pair, Socket from, boolean isUp, LinkedBlockingQueue<Late> late) {
        byte[] chunk = new byte[CHUNK_BYTES];
        long age = 0;
        try {
            for (int read = from.getInputStream().read(chunk);
                    read >= 0;
                    read = from.getInputStream().read(chunk)) {
                byte[] bytes = Arrays.copyOf(chunk, read);
                age += read;
                Optional<byte[]> passed = age < YOUNG_BYTES ? Optional.of(bytes) : struck(pair, bytes, isUp);
                if (passed.isEmpty()) {
                    break;
                }
                late.put(new Late(System.nanoTime() + slowNanos + delayNanos, passed.get()));
            }
            late.put(new Late(System.nanoTime(), END));
        } catch (IOException e) {
            pair.close();
            late.offer(new Late(System.nanoTime(), END));
        } catch (InterruptedException e) {
            pair.close();
        }
    }

    /** What becomes of bytes on their way; empty if their connection is gone. */
    private Optional<byte[]> struck(Pair pair, byte[] bytes, boolean isUp) {
        byte[] passed = bytes;
        boolean cut = false;
        int round = plan.round();
        delayNanos = round == delayedRound ? delayNanos : 0;
        for (FaultSpec fault : plan.strikes(platform, bytes.length, isUp)) {
            switch (fault.kind()) {
                case CUT -> cut = true;
                case KILL -> {
                    kill.run();
                    cut = true;
                }
                case PARTITION -> {
                    partedUntilNanos = System.nanoTime() + fault.millis() * 1_000_000;
                    cut = true;
                }
                case DELAY -> {
                    delayedRound = round;
                    delayNanos = fault.millis() * 1_000_000;
                }
                case CORRUPT -> passed[passed.length / 2] ^= 1;
                case DUPLICATE -> {
                    byte[] twice = Arrays.copyOf(passed, 2 * passed.length);
                    System.arraycopy(passed, 0, twice, passed.length, passed.length);
                    passed = twice;
                }
            }
        }
        if (cut) {
            pair.close();
            return Optional.empty();
        }
        return Optional.of(passed);
    }

    private void write(Pair pair, Socket to, LinkedBlockingQueue<Late> late) {
        try {
            for (Late next = late.take(); next.bytes() != END; next = late.take()) {
                pause(next.atNanos() - System.nanoTime());
                to.getOutputStream().write(next.bytes());
            }
        } catch (IOException e) {
            // the other direction sees it too
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            pair.close();
            open.remove(pair);
        }
    }

    private static void pause(long nanos) {
        if (nanos > 0) {
            try {
                Thread.sleep(nanos / 1_000_000, (int) (nanos % 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void thread(Runnable work) {
        Thread thread = new Thread(work, "fedner-wire-" + platform);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            port.close();
        } catch (IOException e) {
            // nothing more can come in
        }
        open.forEach(Pair::close);
    }
}
