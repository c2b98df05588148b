package org.fedner.node.transport;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Somebody else's TLS server with a certificate of its own issuer, as a TLS-inspecting proxy shows. Answers once. */
final class ForeignTlsServer implements AutoCloseable {
    private static final int VALID_SECONDS = 3600;

    private final SSLServerSocket socket;

    ForeignTlsServer(String issuer) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        X500Name name = new X500NameBuilder().addRDN(BCStyle.CN, issuer).build();
        Certificate certificate = new JcaX509CertificateConverter()
                .getCertificate(new JcaX509v3CertificateBuilder(
                                name,
                                BigInteger.ONE,
                                Date.from(Instant.now().minusSeconds(VALID_SECONDS)),
                                Date.from(Instant.now().plusSeconds(VALID_SECONDS)),
                                name,
                                pair.getPublic())
                        .build(new JcaContentSignerBuilder("Ed25519").build(pair.getPrivate())));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", pair.getPrivate(), new char[0], new Certificate[] {certificate});
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        socket = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::answer, "foreign");
        thread.setDaemon(true);
        thread.start();
    }

    private void answer() {
        try (SSLSocket accepted = (SSLSocket) socket.accept()) {
            accepted.startHandshake();
            accepted.getInputStream().readAllBytes();
        } catch (IOException e) {
            // the platform refused, as it should
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
