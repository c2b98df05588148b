package org.fedner.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fedner.node.CommandRun;
import org.fedner.node.TinyNotes;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.PageCertificate;
import org.fedner.node.transport.DisconnectReason;
import org.fedner.node.transport.Peer;
import org.fedner.node.transport.ServerTransport;
import org.fedner.node.transport.TransportListener;
import org.fedner.node.transport.TransportSettings;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Each fault that a site can have before its first run is named, beside everything else that was found. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PreflightCommandTest {
    private TinyFederation federation;
    private int copies;

    @BeforeAll
    void provision(@TempDir Path folder) throws IOException {
        federation = new TinyFederation(folder, 3);
    }

    private CommandRun preflight(String config) {
        return CommandRun.of("preflight", "--config", federation.at(config), "--format", "json");
    }

    /** Fault by check, "" where there is none. */
    private static Map<String, String> faults(CommandRun run) throws IOException {
        JsonNode root = JsonMapper.builder().build().readTree(run.out());
        assertThat(root.get("version").intValue()).isEqualTo(1);
        Map<String, String> faults = new LinkedHashMap<>();
        for (JsonNode check : root.get("checks")) {
            String state = check.get("state").textValue();
            faults.put(
                    check.get("check").textValue(),
                    state.equals("skipped") ? "skipped" : check.get("fault").asText(""));
            assertThat(check.get("fault").isNull()).isEqualTo(state.equals("ok") || state.equals("skipped"));
            assertThat(check.get("sentence").textValue()).doesNotContain(TinyNotes.CANARY_TOKEN, TinyNotes.CANARY_TYPE);
        }
        assertThat(run.exit())
                .isEqualTo(root.get("ready").booleanValue() ? ExitCode.OK.number() : ExitCode.CHECK_FAILED.number());
        return faults;
    }

    /** The configuration of a platform with one thing changed. */
    private String changed(String from, String to) throws IOException {
        String name = "changed-" + copies++ + ".yaml";
        String text = Files.readString(federation.at("south.yaml"));
        assertThat(text).contains(from);
        Files.writeString(federation.at(name), text.replace(from, to));
        return name;
    }

    private String faultOf(String check, String from, String to) throws IOException {
        CommandRun run = preflight(changed(from, to));
        assertThat(run.exit()).isEqualTo(ExitCode.CHECK_FAILED.number());
        return faults(run).get(check);
    }

    @Test
    void aPlatformWhoseServerWouldLetItInIsReady() throws Exception {
        int port = Integer.parseInt(
                Files.readString(federation.at("server.yaml")).replaceAll("(?s).*port: ([0-9]+).*", "$1"));
        try (Identity hub = Identity.load(federation.at("hub"), Clock.systemUTC());
                ServerTransport server = ServerTransport.start(
                        new InetSocketAddress("127.0.0.1", port),
                        () -> hub,
                        hub.trust(Clock.systemUTC()),
                        TransportSettings.forMessagesUpTo(1 << 16),
                        new Silent(),
                        Runnable::run)) {
            CommandRun run = preflight("south.yaml");
            assertThat(faults(run))
                    .containsOnlyKeys(
                            "configuration",
                            "policy",
                            "identity",
                            "certificate",
                            "roster",
                            "clock",
                            "work",
                            "audit",
                            "data",
                            "proxy",
                            "dns",
                            "port",
                            "entry",
                            "memory",
                            "libraries");
            assertThat(run.exit()).as(run.out()).isZero();
            assertThat(server.refusals().values()).containsOnly(0L);
            assertThat(faultOf("entry", "port: " + port, "port: " + port + ", fingerprint: " + "ab".repeat(32)))
                    .isEqualTo("WRONG_FINGERPRINT");
            assertThat(faults(preflight("server.yaml"))).containsEntry("listen", "PORT_NOT_TO_BE_HAD");
        }
        assertThat(CommandRun.of("preflight", "--config", federation.at("server.yaml"))
                        .out())
                .contains("ok       listen")
                .endsWith("ready\n");
    }

    @Test
    void whatNeedsAFailedCheckIsSkippedAndEverythingElseIsStillLookedAt() throws IOException {
        assertThat(faults(preflight("south.yaml")))
                .containsEntry("port", "CONNECTION_REFUSED")
                .containsEntry("entry", "skipped")
                .containsEntry("libraries", "");
        assertThat(faults(preflight(changed("identity: south", "identity: nowhere"))))
                .containsEntry("identity", "MISSING_FILE")
                .containsEntry("certificate", "skipped")
                .containsEntry("data", "");
    }

    @Test
    void everyFaultOfASiteHasItsName() throws IOException {
        assertThat(faultOf("configuration", "identity:", "identify:")).isEqualTo("CONFIGURATION_REFUSED");
        assertThat(faultOf("policy", "policy.yaml", "no-policy.yaml")).isEqualTo("POLICY_REFUSED");
        assertThat(faultOf("identity", "identity: south", "identity: hub")).isEqualTo("WRONG_ROLE");
        assertThat(faultOf("data", "folder: notes/", "folder: elsewhere/")).isEqualTo("DATA_REFUSED");
        assertThat(faultOf("vectors", "policy:", "vectorFiles: [policy.yaml]\npolicy:"))
                .isEqualTo("VECTORS_REFUSED");
        assertThat(faultOf("elmo", "policy:", "elmo: notes\npolicy:")).isEqualTo("LANGUAGE_MODEL_REFUSED");
        assertThat(faultOf("dns", "host: 127.0.0.1", "host: no-such-host.invalid"))
                .isEqualTo("NAME_NOT_RESOLVED");
        assertThat(faultOf("port", "{host: 127.0.0.1,", "{proxy: {host: 127.0.0.1, port: 1}, host: elsewhere.invalid,"))
                .isEqualTo("CONNECTION_REFUSED");
        assertThat(faultOf(
                        "proxy",
                        "{host: 127.0.0.1,",
                        "{proxy: {host: out, port: 1, credentials: policy.yaml}, host: elsewhere.invalid,"))
                .isEqualTo("OPEN_TO_OTHERS");
        assertThat(faultOf("work", "work: work/", "work: policy.yaml/")).isEqualTo("DISK_READ_ONLY");
    }

    @Test
    void thePageIsLookedAtFromItsPortToItsCertificate() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(faultOf("page", "policy:", "page: {port: %d}\npolicy:".formatted(taken.getLocalPort())))
                    .isEqualTo("PORT_NOT_TO_BE_HAD");
        }
        assertThat(faults(preflight(changed("policy:", "page: {port: 0, host: 0.0.0.0}\npolicy:"))))
                .containsEntry("page", "PAGE_OPEN_TO_OTHERS")
                .containsEntry("page-cert", "");
        Path identity = federation.at("south");
        PageCertificate.current(identity, "south", List.of(), Clock.systemUTC());
        assertThat(faults(preflight(changed("policy:", "page: {port: 0}\npolicy:"))))
                .containsEntry("page", "")
                .containsEntry("page-cert", "");
        assertThat(faults(preflight(changed("policy:", "page: {port: 0, names: [page.example]}\npolicy:"))))
                .containsEntry("page-cert", "PAGE_CERTIFICATE_CHANGES");
        Path file = identity.resolve("page/page.pem");
        assumeTrue(Files.getFileStore(file).supportsFileAttributeView("posix"), "no POSIX permissions: not tested");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(faultOf("page-cert", "policy:", "page: {port: 0}\npolicy:")).isEqualTo("OPEN_TO_OTHERS");
    }

    @Test
    void anotherLogThanThisPartysOwnIsNamed() throws Exception {
        Path known = federation.at("south").resolve("audit-log");
        Files.writeString(known, "/elsewhere\nanother first checkpoint\n");
        Files.setPosixFilePermissions(known, PosixFilePermissions.fromString("rw-------"));
        try {
            assertThat(faults(preflight("south.yaml"))).containsEntry("audit", "OTHER_LOG");
        } finally {
            Files.delete(known); // the other tests share the folder
        }
    }

    @Test
    void aClockBehindTheSitesOwnFilesIsNamed() throws IOException {
        Path file =
                Files.createDirectories(federation.at("work-of-tomorrow/south")).resolve("state");
        Files.createFile(file);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(3600)));
        assertThat(faultOf("clock", "work: work/platforms/south", "work: work-of-tomorrow/south"))
                .isEqualTo("CLOCK_BEHIND");
    }

    @Test
    void aServerThatWaitsForFewerThanTheJobNeedsIsToldSo() throws IOException {
        Path copy = federation.at("few.yaml");
        Files.writeString(
                federation.at("wide.yaml"), "name: wide\nrounds: 3\naggregation: {minPlatforms: 5, colluders: 1}\n");
        assertThat(CommandRun.of(
                                "provision",
                                "job",
                                federation.at("wide.yaml"),
                                "--authority",
                                federation.at("authority"),
                                "--out",
                                federation.at("wide.signed"))
                        .exit())
                .isZero();
        Files.writeString(
                copy, Files.readString(federation.at("server.yaml")).replace("job: job.signed", "job: wide.signed"));
        assertThat(faults(preflight("few.yaml"))).containsEntry("job", "JOB_REFUSED");
    }

    private static final class Silent implements TransportListener {
        @Override
        public void connected(Peer peer) {
            throw new AssertionError("a preflight does not enter");
        }

        @Override
        public void received(Peer peer, byte[] message) {
            throw new AssertionError("a preflight does not enter");
        }

        @Override
        public void disconnected(Peer peer, DisconnectReason reason) {
            throw new AssertionError("a preflight does not enter");
        }
    }
}
