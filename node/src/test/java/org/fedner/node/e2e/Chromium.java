package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/**
 * A headless Chromium with one tab, driven by the protocol of its own developer tools over a WebSocket of the JDK: what it
 * requested, what it complained of, and what stands on the page. It resolves no name and reaches nothing but loopback.
 */
final class Chromium implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final List<Path> PLACES = List.of(
            Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromium-browser"), Path.of("/usr/bin/google-chrome"));

    private final Path profile;
    private final Process process;
    private final WebSocket socket;
    private final String session;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<String> requested = new CopyOnWriteArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private volatile CompletableFuture<Void> loaded = new CompletableFuture<>();

    private Chromium(Path profile, Process process, URI tools) throws Exception {
        this.profile = profile;
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(tools, new Ears())
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        String target = call("", "Target.createTarget", Map.of("url", "about:blank"))
                .path("targetId")
                .asText();
        this.session = call("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .path("sessionId")
                .asText();
        for (String domain : List.of("Page", "Network", "Log", "Runtime", "DOM")) {
            call(domain + ".enable", Map.of());
        }
    }

    /**
     * Starts it, or skips the test loudly where there is none.
     *
     * @param keys SHA-256 of the public keys, in base64, whose certificates it shall take without an authority; no others
     */
    static Chromium start(Path profile, List<String> keys) throws Exception {
        Path program = PLACES.stream().filter(Files::isExecutable).findFirst().orElse(PLACES.get(0));
        Assumptions.assumeTrue(
                Files.isExecutable(program),
                "SKIPPED: no Chromium here, so no page was looked at; apt install chromium");
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-default-apps",
                        "--disable-sync",
                        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
                        "--ignore-certificate-errors-spki-list=" + String.join(",", keys),
                        "--log-net-log=" + netLog(profile),
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(profile.resolveSibling("chromium.log").toFile())
                .start();
        Path port = profile.resolve("DevToolsActivePort");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(port) || Files.readAllLines(port).size() < 2) {
            assertThat(process.isAlive() && System.nanoTime() < deadline)
                    .as("Chromium says: %s", Files.readString(profile.resolveSibling("chromium.log")))
                    .isTrue();
            process.waitFor(50, TimeUnit.MILLISECONDS);
        }
        List<String> lines = Files.readAllLines(port);
        return new Chromium(profile, process, URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1)));
    }

    private static Path netLog(Path profile) {
        return profile.resolveSibling("chromium-net.json");
    }

    /** What comes over the WebSocket. */
    private final class Ears implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                try {
                    heard(JSON.readTree(text.toString()));
                } catch (IOException e) {
                    complaints.add("the browser's tools sent no JSON");
                }
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    private void heard(JsonNode message) {
        if (message.has("id")) {
            answers.remove(message.path("id").asInt()).complete(message);
            return;
        }
        JsonNode what = message.path("params");
        switch (message.path("method").asText()) {
            case "Network.requestWillBeSent" ->
                requested.add(what.path("request").path("url").asText());
            case "Log.entryAdded" ->
                complaints.add(what.path("entry").path("text").asText() + " "
                        + what.path("entry").path("url").asText());
            case "Runtime.exceptionThrown" ->
                complaints.add(what.path("exceptionDetails").toString());
            case "Page.loadEventFired" -> loaded.complete(null);
            default -> {}
        }
    }

    JsonNode call(String method, Map<String, ?> parameters) throws Exception {
        return call(session, method, parameters);
    }

    private JsonNode call(String to, String method, Map<String, ?> parameters) throws Exception {
        int id = ids.incrementAndGet();
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(parameters));
        if (!to.isEmpty()) {
            message.put("sessionId", to);
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        synchronized (this) { // one sendText at a time, says WebSocket
            socket.sendText(message.toString(), true).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        JsonNode came = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(came.has("error")).as("%s: %s", method, came).isFalse();
        return came.path("result");
    }

    /** Goes to an address and returns when it is loaded. */
    void open(String address) throws Exception {
        loaded = new CompletableFuture<>();
        JsonNode went = call("Page.navigate", Map.of("url", address));
        assertThat(went.path("errorText").asText()).as(address).isEmpty();
        loaded.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** The value of a script, or of what its promise brings. It runs beside the page's policy, as developer tools do. */
    JsonNode value(String script) throws Exception {
        JsonNode result =
                call("Runtime.evaluate", Map.of("expression", script, "awaitPromise", true, "returnByValue", true));
        assertThat(result.has("exceptionDetails")).as("%s: %s", script, result).isFalse();
        return result.path("result").path("value");
    }

    /** What a reader sees of an element. */
    String text(String selector) throws Exception {
        return value("document.querySelector('" + selector + "').innerText").asText();
    }

    /** Waits until a condition holds on the page, without loading it anew. */
    void await(String condition) throws Exception {
        String held =
                value("""
                new Promise(done => {
                  const since = Date.now();
                  const look = () => {
                    try { if (%s) { done('yes'); return; } } catch (e) { /* not there yet */ }
                    if (Date.now() - since > %d) { done(document.body.innerText); return; }
                    setTimeout(look, 50);
                  };
                  look();
                })
                """.formatted(condition, PATIENCE.toMillis() - 5000)).asText();
        assertThat(held).as("until %s", condition).isEqualTo("yes");
    }

    /** Clicks what a person would, and returns when the page that follows is loaded. */
    void follow(String selector) throws Exception {
        loaded = new CompletableFuture<>();
        value("document.querySelector(`" + selector + "`).click()");
        loaded.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    void type(String selector, String text) throws Exception {
        value("document.querySelector('" + selector + "').focus()");
        call("Input.insertText", Map.of("text", text));
    }

    void chooseFile(String selector, Path file) throws Exception {
        int root = call("DOM.getDocument", Map.of()).path("root").path("nodeId").asInt();
        int node = call("DOM.querySelector", Map.of("nodeId", root, "selector", selector))
                .path("nodeId")
                .asInt();
        call("DOM.setFileInputFiles", Map.of("nodeId", node, "files", List.of(file.toString())));
    }

    /** Light or dark, as the visitor's system has it. */
    void scheme(String scheme) throws Exception {
        call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    void size(int width, int height) throws Exception {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    }

    /** A picture of the whole page. */
    void picture(Path file) throws Exception {
        String data = call("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true))
                .path("data")
                .asText();
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode(data));
    }

    /** Every address the tab asked for. */
    List<String> requested() {
        return List.copyOf(requested);
    }

    /** Errors, warnings, violations of the content security policy. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** What axe finds wrong with the page as it stands: rule, element, how to mend it. */
    List<String> inaccessible() throws Exception {
        String axe =
                new String(Chromium.class.getResourceAsStream("axe/axe.min.js").readAllBytes(), StandardCharsets.UTF_8);
        value(axe + "; 'loaded'");
        JsonNode violations = value("axe.run(document).then(r => r.violations.map(v => v.id + ': ' + v.help + ' '"
                + " + v.nodes.map(n => n.html + ' ' + n.failureSummary).join(' / ')))");
        List<String> found = new ArrayList<>();
        violations.forEach(each -> found.add(each.asText()));
        return found;
    }

    /**
     * What the whole browser sent beyond loopback, after it has ended: TCP connections, and datagrams. It asks the system for a
     * route to a public address, as a socket that nothing is sent through; that is not in it.
     */
    List<String> strangersAfterEnd() throws Exception {
        close();
        JsonNode log = JSON.readTree(netLog(profile).toFile());
        JsonNode types = log.path("constants").path("logEventTypes");
        List<String> strangers = new ArrayList<>();
        int connections = 0;
        for (JsonNode event : log.path("events")) {
            int type = event.path("type").asInt();
            String address = event.path("params").path("address").asText();
            if (type == types.path("TCP_CONNECT_ATTEMPT").asInt() && !address.isEmpty()) {
                connections++;
                if (!address.startsWith("127.0.0.1:")) {
                    strangers.add(event.toString());
                }
            } else if (type == types.path("UDP_BYTES_SENT").asInt()) {
                strangers.add(event.toString());
            }
        }
        assertThat(connections).as("connections that the browser logged").isPositive();
        return strangers;
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            try {
                socket.sendText("{\"id\":0,\"method\":\"Browser.close\"}", true);
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                process.destroyForcibly();
            }
        }
    }
}
