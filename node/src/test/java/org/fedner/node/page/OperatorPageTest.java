package org.fedner.node.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.fedner.node.identity.PageTokens;
import org.fedner.node.transport.http.Answer;
import org.fedner.node.transport.http.Request;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Who gets what from a page, by requests that browsers would send and by others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorPageTest {
    private ServedPage served;

    @BeforeAll
    void serve(@TempDir Path out) throws Exception {
        served = ServedPage.ofServer(out);
    }

    @AfterAll
    void close() {
        served.close();
    }

    private String host() {
        return "127.0.0.1:" + served.port();
    }

    @Test
    void everyAnswerIsProtectedFromInlineScriptsFramesAndCaches() throws Exception {
        for (String path : List.of("/", "/sign-in", "/requests", "/metrics", "/page.js", "/nowhere")) {
            ServedPage.Reply reply = served.get(path);
            assertThat(reply.header("Content-Security-Policy"))
                    .as(path)
                    .startsWith("default-src 'none'; script-src 'self'; style-src 'self'")
                    .contains("connect-src 'self'", "frame-ancestors 'none'", "form-action 'self'")
                    .doesNotContain("unsafe");
            assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
            assertThat(reply.body()).doesNotContain("<style", " style=\"", "onclick", "javascript:");
        }
        assertThat(served.get("/").body()).doesNotContainPattern("<script(?! src=\"/)");
    }

    @Test
    void badRequestsAreRefusedByNumberAndThePageGoesOn() throws Exception {
        String many = "X-Filler: " + "x".repeat(9000);
        assertThat(served.get("/", many).status()).isEqualTo(431);
        assertThat(served.get("/" + "x".repeat(3000)).status()).isEqualTo(414);
        assertThat(served.get("/nowhere").status()).isEqualTo(404);
        assertThat(served.get("/../../etc/passwd").status()).isEqualTo(404);
        assertThat(served.raw("DELETE / HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(host()))
                        .status())
                .isEqualTo(405);
        assertThat(served.raw("what is this?\r\n\r\n").status()).isEqualTo(400);
        assertThat(served.raw("POST /sign-in HTTP/1.1\r\nHost: %s\r\nTransfer-Encoding: chunked\r\n\r\n"
                                .formatted(host()))
                        .status())
                .isEqualTo(411);
        assertThat(served.raw("POST /requests/add HTTP/1.1\r\nHost: %s\r\nContent-Length: 500000\r\n\r\n%s"
                                .formatted(host(), "x".repeat(500_000)))
                        .status())
                .isEqualTo(413);
        assertThat(served.raw(
                                "POST /sign-in HTTP/1.1\r\nHost: %s\r\nContent-Type: multipart/form-data; boundary=a\r\nContent-Length: 3\r\n\r\nabc"
                                        .formatted(host()))
                        .status())
                .isIn(400, 403);
        assertThat(served.get("/").status()).isEqualTo(200);
    }

    @Test
    void aNameThatIsNotThePagesIsRefused() throws Exception {
        assertThat(served.get("/", "Host: rebound.example").status()).isEqualTo(421);
        assertThat(served.get("/metrics", "Host: ").status()).isEqualTo(421);
        assertThat(served.get("/", "Host: fed.example:1234").status()).isEqualTo(200);
        assertThat(served.get("/", "Host: LOCALHOST").status()).isEqualTo(200);
    }

    @Test
    void olderTlsIsRefused() throws Exception {
        try (SSLSocket socket = served.connect("TLSv1.2")) {
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void aTokenSignsInOnceWithACookieThatScriptsAndOtherSitesDoNotGet() throws Exception {
        String token = served.token();
        ServedPage.Reply first = served.post("/sign-in", Map.of("token", token), "Origin: https://" + host());
        assertThat(first.status()).isEqualTo(303);
        assertThat(first.header("Set-Cookie"))
                .startsWith("__Host-fedner=")
                .contains("; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict");
        assertThat(served.get("/", "Cookie: " + first.cookie()).body()).contains("Signed in as", "j.doe");
        assertThat(served.post("/sign-in", Map.of("token", token)).status()).isEqualTo(403);
        assertThat(served.post("/sign-in", Map.of("token", "wrong")).status()).isEqualTo(403);
        assertThat(served.get("/", "Cookie: __Host-fedner=stolen").body()).doesNotContain("Signed in as");
        served.clock.advance(Duration.ofMinutes(2)); // wrong tokens count for a minute
    }

    @Test
    void aTokenIsKeptAsItsHashAndEndsAfterFiveMinutes() throws Exception {
        String token = served.token();
        try (var files = Files.walk(served.folder.resolve("page"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file)).doesNotContain(token);
                assertThat(file.getFileName().toString()).doesNotContain(token);
            }
        }
        served.clock.advance(PageTokens.LIFE.plusSeconds(1));
        assertThat(served.post("/sign-in", Map.of("token", token)).status()).isEqualTo(403);
    }

    @Test
    void aSessionEnds() throws Exception {
        String cookie = served.signedIn();
        assertThat(served.get("/", "Cookie: " + cookie).body()).contains("Signed in as");
        served.clock.advance(Sessions.LIFE.plusSeconds(1));
        assertThat(served.get("/", "Cookie: " + cookie).body()).doesNotContain("Signed in as");
        String another = served.signedIn();
        String form = served.get("/", "Cookie: " + another).formToken("/sign-out");
        assertThat(served.post("/sign-out", Map.of("form", form), "Cookie: " + another)
                        .status())
                .isEqualTo(303);
        assertThat(served.get("/", "Cookie: " + another).body()).doesNotContain("Signed in as");
    }

    @Test
    void tooManyWrongTokensAreNotEvenLookedAt() throws Exception {
        served.clock.advance(Duration.ofMinutes(2));
        for (int i = 0; i < 10; i++) {
            assertThat(served.post("/sign-in", Map.of("token", "wrong" + i)).status())
                    .isEqualTo(403);
        }
        assertThat(served.post("/sign-in", Map.of("token", served.token())).status())
                .isEqualTo(429);
        served.clock.advance(Duration.ofMinutes(2));
        assertThat(served.signedIn()).isNotEmpty();
    }

    @Test
    void aFormCountsOnlyFromThisPageAndThisSession() throws Exception {
        String cookie = served.signedIn();
        String id = served.identity.roster().get().entries().stream()
                .filter(entry -> entry.name().equals("south"))
                .findFirst()
                .orElseThrow()
                .id()
                .toString();
        String form = served.get("/requests", "Cookie: " + cookie).formToken("/requests/revoke");
        Map<String, String> fields = Map.of("id", id, "confirm", "south", "form", form);
        assertThat(served.post("/requests/revoke", fields).status())
                .as("no cookie")
                .isEqualTo(403);
        assertThat(served.post("/requests/revoke", fields, "Cookie: " + cookie, "Origin: https://evil.example")
                        .status())
                .as("from another site")
                .isEqualTo(403);
        assertThat(served.post("/requests/revoke", fields, "Cookie: " + cookie, "Origin: null")
                        .status())
                .as("from nowhere")
                .isEqualTo(403);
        String other = served.get("/requests", "Cookie: " + served.signedIn()).formToken("/requests/revoke");
        assertThat(served.post(
                                "/requests/revoke",
                                Map.of("id", id, "confirm", "south", "form", other),
                                "Cookie: " + cookie)
                        .status())
                .as("another session's form")
                .isEqualTo(403);
        String elsewhere = served.get("/requests", "Cookie: " + cookie).formToken("/sign-out");
        assertThat(served.post(
                                "/requests/revoke",
                                Map.of("id", id, "confirm", "south", "form", elsewhere),
                                "Cookie: " + cookie)
                        .status())
                .as("another form's token")
                .isEqualTo(403);
        assertThat(served.get("/requests").body()).contains("Nobody is to be struck off");
        assertThat(served.post("/requests/revoke", fields, "Cookie: " + cookie, "Origin: https://" + host())
                        .status())
                .isEqualTo(303);
        assertThat(served.get("/requests").body()).doesNotContain("Nobody is to be struck off");
    }

    @Test
    void whoComesFromElsewhereSeesNothingBeforeSigningIn() {
        for (String path : List.of("/", "/events", "/metrics", "/requests", "/requests/file/00")) {
            Answer answer = served.page.answer(visitor("GET", path, false));
            assertThat(answer.status()).as(path).isIn(303, 403);
            assertThat(answer.isStream()).isFalse();
        }
        assertThat(served.page.answer(visitor("GET", "/sign-in", false)).status())
                .isEqualTo(200);
        assertThat(served.page.answer(visitor("GET", "/metrics", true)).status())
                .isEqualTo(200);
    }

    private Request visitor(String method, String path, boolean fromHere) {
        return new Request(method, path, "fed.example", Optional.empty(), fromHere, Map.of(), Map.of(), Map.of());
    }

    @Test
    void keysAndTokensOfThePageAreTheirOwnersOnly() throws Exception {
        served.signedIn();
        try (var files = Files.walk(served.folder.resolve("page"))) {
            for (Path file : files.toList()) {
                assertThat(Files.getPosixFilePermissions(file).toString())
                        .as("%s", file)
                        .doesNotContain("GROUP", "OTHERS");
            }
        }
    }
}
