package org.fedner.node.transport;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.fedner.node.identity.Identity;

/** Somebody at the port who speaks TLS with the JDK's sockets and sends whatever the test wants. */
final class RawPeer implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;

    final SSLSocket socket;
    final DataInputStream in;
    final DataOutputStream out;

    private RawPeer(SSLContext context, int port, String protocol) throws IOException {
        socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setEnabledProtocols(new String[] {protocol});
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
    }

    static RawPeer of(Identity identity, int port) throws IOException, GeneralSecurityException {
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
        return new RawPeer(context, port, "TLSv1.3");
    }

    static RawPeer withoutCertificate(int port, String protocol) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Believing()}, null);
        return new RawPeer(context, port, protocol);
    }

    /** Reads ADMITTED and answers with ENTERED. */
    RawPeer enter() throws IOException {
        byte[] admitted = in.readNBytes(4 + 1 + 4);
        if (admitted[4] != FrameType.ADMITTED.code()) {
            throw new IOException("not admitted");
        }
        out.write(new byte[] {0, 0, 0, 3, FrameType.ENTERED.code(), 0, 1});
        out.flush();
        return this;
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
    public void close() throws IOException {
        socket.close();
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
