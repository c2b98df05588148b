package org.fedner.node.page;

import java.io.OutputStream;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.node.AdjustableClock;
import org.fedner.node.config.PageSection;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.LoopbackFederation;
import org.fedner.node.identity.PageTokens;
import org.fedner.node.loop.PartyLog;
import org.fedner.node.loop.RunEvent;

/** A page without a run behind it, over real TLS, and visitors that send what they like. */
public final class ServedPage implements AutoCloseable {
    static final Sha256Hex POLICY = Sha256Hex.over("minPlatforms: 3\n".getBytes(StandardCharsets.UTF_8));

    final LoopbackFederation federation;
    final Path folder;
    final Identity identity;
    final PartyLog log;
    final Lookout lookout;
    final OperatorPage page;
    final AdjustableClock clock = new AdjustableClock(Instant.now());

    private ServedPage(Path out, Optional<String> platform) throws Exception {
        federation = LoopbackFederation.create(
                out.resolve("identities"), "paged", List.of("north", "east", "south"), Clock.systemUTC());
        folder = platform.map(name -> federation.platforms().get(name)).orElse(federation.server());
        identity = Identity.load(folder, Clock.systemUTC());
        Path work = out.resolve("work");
        lookout = new Lookout(RunEvent.Watcher.none());
        page = OperatorPage.start(
                new OperatorPage.Setup(
                        new PageSection(null, 0, List.of("fed.example")),
                        identity,
                        folder,
                        work,
                        platform.map(name -> POLICY),
                        "fedner page token --config party.yaml",
                        clock),
                lookout);
        log = PartyLog.open(work.resolve("audit"), identity, Clock.systemUTC(), POLICY, POLICY);
        lookout.opened(log, work.resolve("audit"));
    }

    static ServedPage ofServer(Path out) throws Exception {
        return new ServedPage(out, Optional.empty());
    }

    static ServedPage ofPlatform(Path out) throws Exception {
        return new ServedPage(out, Optional.of("north"));
    }

    int port() {
        return Integer.parseInt(page.address().replaceAll("\\D+$", "").replaceAll("^.*:", ""));
    }

    String token() throws Exception {
        return new PageTokens(folder, clock).issue("j.doe", new SecureRandom());
    }

    /** An answer as it came. */
    record Reply(int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        String cookie() {
            return header("set-cookie").replaceAll(";.*", "");
        }

        /** The value of a form's hidden token. */
        String formToken(String action) {
            int form = body.indexOf("action=\"" + action + "\"");
            String after = body.substring(form);
            return after.replaceAll("(?s)^.*?name=\"form\" value=\"([0-9a-f]+)\".*$", "$1");
        }
    }

    SSLSocket connect(String... protocols) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Gullible()}, null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port());
        socket.setSoTimeout(30_000);
        if (protocols.length > 0) {
            socket.setEnabledProtocols(protocols);
        }
        return socket;
    }

    /** Sends these very characters and reads until the page closes. */
    Reply raw(String request) throws Exception {
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return parse(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    static Reply parse(String text) {
        String head = text.substring(0, text.indexOf("\r\n\r\n"));
        Map<String, String> headers = new LinkedHashMap<>();
        head.lines().skip(1).forEach(line -> {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        });
        return new Reply(
                Integer.parseInt(head.substring(9, 12)), headers, text.substring(text.indexOf("\r\n\r\n") + 4));
    }

    /** A GET with more header lines. */
    Reply get(String path, String... headers) throws Exception {
        return raw("GET %s HTTP/1.1\r\n%s\r\n".formatted(path, lines(headers)));
    }

    private String lines(String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        if (all.stream().noneMatch(line -> line.startsWith("Host:"))) {
            all.add("Host: 127.0.0.1:" + port());
        }
        return all.stream().map(line -> line + "\r\n").collect(Collectors.joining());
    }

    /** A form, as browsers send it from this very page. */
    Reply post(String path, Map<String, String> fields, String... headers) throws Exception {
        String body = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return raw(
                "POST %s HTTP/1.1\r\n%sContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(path, lines(headers), body.length(), body));
    }

    /** A form with one file. */
    Reply upload(String path, String field, String content, String formToken, String cookie) throws Exception {
        String body = "--x\r\nContent-Disposition: form-data; name=\"form\"\r\n\r\n" + formToken
                + "\r\n--x\r\nContent-Disposition: form-data; name=\"" + field
                + "\"; filename=\"f\"\r\nContent-Type: application/octet-stream\r\n\r\n" + content + "\r\n--x--\r\n";
        return raw("POST %s HTTP/1.1\r\n%sContent-Type: multipart/form-data; boundary=x\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(path, lines("Cookie: " + cookie), body.length(), body));
    }

    /** Signs in and returns the cookie's line. */
    String signedIn() throws Exception {
        Reply reply = post("/sign-in", Map.of("token", token()));
        if (reply.status() != 303) {
            throw new AssertionError(reply.toString());
        }
        return reply.cookie();
    }

    /** Takes any certificate: tests of requests are not about it. */
    private static final class Gullible implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Override
    public void close() {
        page.close();
        log.log().close();
        identity.close();
    }
}
