package org.fedner.node.transport;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.fedner.crypto.expansion.Digest;
import org.fedner.node.identity.Identity;

/** Somebody at the port who speaks TLS with the JDK's sockets and sends whatever the test wants. */
final class RawPeer implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;

    final SSLSocket socket;
    final DataInputStream in;
    final DataOutputStream out;

    private RawPeer(SSLContext context, InetAddress from, int port, String protocol) throws IOException {
        socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port, from, 0);
        socket.setEnabledProtocols(new String[] {protocol});
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
    }

    static RawPeer of(Identity identity, int port) throws IOException, GeneralSecurityException {
        return from(InetAddress.getLoopbackAddress(), identity, port);
    }

    /** From that address of this machine. */
    static RawPeer from(InetAddress address, Identity identity, int port) throws IOException, GeneralSecurityException {
        return new RawPeer(context(identity), address, port, "TLSv1.3");
    }

    /** TLS with that party's certificate, believing everybody. */
    static SSLContext context(Identity identity) throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new AssertionError("an empty store loads", e);
        }
        store.setKeyEntry("own", identity.tlsKey(), new char[0], new X509Certificate[] {identity.certificate()});
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), new TrustManager[] {new Believing()}, null);
        return context;
    }

    static RawPeer withoutCertificate(int port, String protocol) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Believing()}, null);
        return new RawPeer(context, InetAddress.getLoopbackAddress(), port, protocol);
    }

    /** Reads ADMITTED and answers with ENTERED, for whole messages in frames. */
    RawPeer enter() throws IOException {
        return enter(Versions.LOWEST);
    }

    /** The same for a version of the framing. */
    RawPeer enter(int framing) throws IOException {
        byte[] admitted = in.readNBytes(4 + 1 + 4);
        if (admitted[4] != FrameType.ADMITTED.code()) {
            throw new IOException("not admitted");
        }
        send(FrameType.ENTERED, new byte[] {0, (byte) framing});
        return this;
    }

    void send(FrameType type, byte[] body) throws IOException {
        out.write(new Frame(type, body).header());
        out.write(body);
        out.flush();
    }

    void begin(byte[] message, int at) throws IOException {
        send(
                FrameType.BEGIN,
                new Announcement(Digest.of(message), message.length, at)
                        .in(FrameType.BEGIN)
                        .body());
    }

    void chunk(byte[] message, int at, int lengthBytes) throws IOException {
        send(
                FrameType.CHUNK,
                ByteBuffer.allocate(Integer.BYTES + lengthBytes)
                        .putInt(at)
                        .put(message, at, lengthBytes)
                        .array());
    }

    /** Reads until the other side has closed; a reset or an alert ends it too. */
    void awaitClosed() {
        try {
            in.readAllBytes();
        } catch (IOException e) {
            // closed with an alert or a reset: closed
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // the other side was faster
        }
    }

    /** Whoever the server is: these tests look at what the server does. */
    private static final class Believing implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
