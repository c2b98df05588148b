package org.fedner.node.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.fedner.node.identity.PageCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The port's limits, with a site that says little. */
class HttpsPortTest {
    private static final String EVENT = "data: everything\n\n";

    @TempDir
    Path identity;

    private HttpsPort port;
    private SSLContext trusting;
    private final List<Socket> opened = new ArrayList<>();

    private final Site site = new Site() {
        @Override
        public Answer answer(Request request) {
            return switch (request.path()) {
                case "/events" -> Answer.stream();
                case "/broken" -> throw new IllegalStateException("a secret that must not be shown");
                default -> Answer.text(200, request.method() + " " + request.path());
            };
        }

        @Override
        public int mostBodyBytes(Request head) {
            return 10;
        }

        @Override
        public String everything() {
            return EVENT;
        }
    };

    @BeforeEach
    void open() throws Exception {
        PageCertificate certificate = PageCertificate.current(identity, "test", List.of(), Clock.systemUTC());
        port = HttpsPort.start(new InetSocketAddress("127.0.0.1", 0), certificate::context, site);
        X509Certificate own = PageCertificate.certificate(identity).orElseThrow();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("page", own);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        trusting = SSLContext.getInstance("TLSv1.3");
        trusting.init(null, trust.getTrustManagers(), null);
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : opened) {
            socket.close();
        }
        port.close();
    }

    private SSLSocket visitor(String request) throws Exception {
        SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", port.port());
        socket.setSoTimeout(60_000);
        opened.add(socket);
        socket.getOutputStream()
                .write((request + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private String answer(String request) throws Exception {
        return new String(visitor(request).getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Reads until {@code text} has come; what comes behind it in the same piece is lost. */
    private static void await(Socket socket, String text) throws IOException {
        String tail = "";
        byte[] piece = new byte[1 << 16];
        InputStream in = socket.getInputStream();
        while (!tail.contains(text)) {
            int count = in.read(piece);
            assertThat(count).as("the end, after: %s", tail).isPositive();
            String came = tail + new String(piece, 0, count, StandardCharsets.UTF_8);
            tail = came.contains(text) ? text : came.substring(Math.max(0, came.length() - text.length()));
        }
    }

    /** Runs on the port's thread, as all of a site does. */
    private void push(String events) {
        port.every(Duration.ofDays(1), () -> port.push(events));
    }

    @Test
    void oneRequestIsAnsweredAndTheConnectionEnds() throws Exception {
        assertThat(answer("GET /some"))
                .startsWith("HTTP/1.1 200")
                .contains("connection: close")
                .endsWith("GET /some\n");
        assertThat(answer("HEAD /some")).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n");
    }

    @Test
    void aFaultOfTheSiteShowsNothingOfItself() throws Exception {
        assertThat(answer("GET /broken")).startsWith("HTTP/1.1 500").doesNotContain("secret", "IllegalState");
        assertThat(answer("GET /some")).startsWith("HTTP/1.1 200");
    }

    @Test
    void silentConnectionsCrowdOutEachOtherAndNobodyElse() throws Exception {
        for (int i = 0; i < 2 * HttpsPort.MOST_CONNECTIONS; i++) {
            opened.add(new Socket("127.0.0.1", port.port()));
        }
        assertThat(answer("GET /some")).startsWith("HTTP/1.1 200");
    }

    @Test
    void readersOfTheStreamAreBoundedAndAllHearWhatIsPushed() throws Exception {
        List<Socket> readers = new ArrayList<>();
        for (int i = 0; i < Streams.MOST; i++) {
            readers.add(visitor("GET /events"));
            await(readers.get(i), EVENT);
        }
        assertThat(answer("GET /events")).startsWith("HTTP/1.1 503");
        push("data: more\n\n");
        for (Socket reader : readers) {
            await(reader, "data: more\n\n");
        }
    }

    @Test
    void aReaderThatDoesNotReadDelaysNobodyAndGetsEverythingAnewWhenItDoes() throws Exception {
        Socket slow = visitor("GET /events");
        Socket quick = visitor("GET /events");
        await(slow, EVENT);
        await(quick, EVENT);
        for (int i = 0; i < 150; i++) { // far more than any buffer on the way holds
            push("data: " + "x".repeat(100_000) + i + ";\n\n");
            await(quick, i + ";\n\n");
        }
        port.every(Duration.ofMillis(20), () -> port.push(""));
        await(slow, EVENT); // and not the fifteen megabytes that it missed
    }
}
