package org.fedner.node.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.fedner.node.ForeignProgram;
import org.fedner.node.transport.Recorder.Heard.Connected;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What foreign scanners find at the server's port: TLS 1.3 and nothing else, certificates both ways, no renegotiation. */
class SslscanTest {
    private static final int REFUSED_NOT_IN_ROSTER = 1;
    private static final int REFUSED_ALREADY_CONNECTED = 4;

    @TempDir
    private Path root;

    private TestFederation federation;

    @BeforeEach
    void start() throws Exception {
        federation = new TestFederation(root.resolve("ours"));
    }

    @AfterEach
    void stop() {
        federation.close();
    }

    private static void needs(String program, String versionOption) throws InterruptedException {
        assumeTrue(
                ForeignProgram.runs(program, versionOption),
                "SKIPPED: " + program + " is not installed; the server's port was not scanned by it");
    }

    /** {@code openssl s_client} with a platform's certificate; what it prints until the server closes. */
    private String client(String platform) throws Exception {
        Path folder = federation.folders.platforms().get(platform);
        return ForeignProgram.output(
                root.resolve("output.txt"),
                List.of(
                        "openssl",
                        "s_client",
                        "-connect",
                        "127.0.0.1:" + federation.server.port(),
                        "-ign_eof",
                        "-tls1_3",
                        "-cert",
                        folder.resolve("certificate.pem").toString(),
                        "-key",
                        folder.resolve("key.pem").toString()));
    }

    @Test
    void sslscanFindsTls13WithTwoSuitesAndNothingElse() throws Exception {
        needs("sslscan", "--version");
        Path folder = federation.folders.platforms().get("a");
        String found = ForeignProgram.output(
                root.resolve("output.txt"),
                List.of(
                        "sslscan",
                        "--no-colour",
                        "--certs=" + folder.resolve("certificate.pem"),
                        "--pk=" + folder.resolve("key.pem"),
                        "127.0.0.1:" + federation.server.port()));
        for (String old : List.of("SSLv2", "SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2")) {
            assertThat(found).containsPattern(old + "\\s+disabled");
        }
        assertThat(found).containsPattern("TLSv1.3\\s+enabled");
        assertThat(found).contains("Session renegotiation not supported").doesNotContain("heartbleed vulnerable");
        assertThat(found.lines()
                        .filter(line -> line.matches("(Preferred|Accepted)\\s.*"))
                        .toList())
                .as(found)
                .isNotEmpty()
                .allMatch(line -> line.matches("(Preferred|Accepted)\\s+TLSv1\\.3\\s+\\d+ bits\\s+"
                        + "TLS_AES_(256_GCM_SHA384|128_GCM_SHA256)\\s.*"));
    }

    @Test
    void openSslSeesThatACertificateIsAskedForAndThatNothingCanBeNegotiatedAnew() throws Exception {
        needs("openssl", "version");
        assertThat(client("a"))
                .contains("TLSv1.3")
                .contains("Acceptable client certificate CA names")
                .contains("Secure Renegotiation IS NOT supported")
                .doesNotContain("Early data was accepted");
    }

    @Test
    void aCertificateOfTheAuthorityThatIsNoLongerEnrolledIsRefusedByItsFault() throws Exception {
        needs("openssl", "version");
        federation.remove("b");
        assertThat(client("b")).contains(refused(REFUSED_NOT_IN_ROSTER));
        assertThat(federation.server.refusals()).containsEntry(Refusal.NOT_IN_ROSTER, 1L);
    }

    @Test
    void aCertificateThatTwoProcessesUseIsRefusedToTheSecondByItsFault() throws Exception {
        needs("openssl", "version");
        try (var first = federation.dial("b")) {
            first.transport.connect(federation.address());
            federation.serverSide.next(Connected.class);
            assertThat(client("b")).contains(refused(REFUSED_ALREADY_CONNECTED));
            assertThat(federation.server.refusals()).containsEntry(Refusal.ALREADY_CONNECTED, 1L);
            assertThat(federation.serverSide.isEmpty()).as("the first goes on").isTrue();
        }
    }

    /** The frame REFUSED: length 2, type 2, code. */
    private static String refused(int code) {
        return new String(new byte[] {0, 0, 0, 2, 2, (byte) code}, StandardCharsets.ISO_8859_1);
    }
}
