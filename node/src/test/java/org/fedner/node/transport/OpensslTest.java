package org.fedner.node.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.fedner.node.ForeignProgram;
import org.fedner.node.identity.LoopbackFederation;
import org.fedner.node.transport.Recorder.Heard.Connected;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same refusals seen by software that is not ours. */
class OpensslTest {

    @TempDir
    private Path root;

    private TestFederation federation;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(
                ForeignProgram.runs("openssl", "version"),
                "openssl is not installed: the tests against foreign TLS software did not run");
        federation = new TestFederation(root.resolve("ours"));
    }

    @AfterEach
    void stop() throws Exception {
        if (federation != null) {
            try (var platform = federation.dial("a")) { // the server goes on serving
                platform.transport.connect(federation.address());
                federation.serverSide.next(Connected.class);
            } finally {
                federation.close();
            }
        }
    }

    /** Runs {@code openssl s_client}, sends nothing, and returns all it printed until the server closed. */
    private String client(String... options) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("openssl", "s_client", "-connect", "127.0.0.1:" + federation.server.port(), "-ign_eof"));
        command.addAll(List.of(options));
        return ForeignProgram.output(root.resolve("openssl.txt"), command);
    }

    private static String[] identity(Path folder) {
        return new String[] {
            "-tls1_3",
            "-cert",
            folder.resolve("certificate.pem").toString(),
            "-key",
            folder.resolve("key.pem").toString()
        };
    }

    @Test
    void withoutCertificateItIsRefused() throws Exception {
        assertThat(client("-tls1_3")).contains("alert");
        assertThat(federation.server.failedHandshakes()).isEqualTo(1);
    }

    @Test
    void withACertificateOfAnotherAuthorityItIsRefused() throws Exception {
        LoopbackFederation other =
                LoopbackFederation.create(root.resolve("theirs"), "test", List.of("a"), Clock.systemUTC());
        assertThat(client(identity(other.platforms().get("a")))).contains("alert");
        assertThat(federation.server.failedHandshakes()).isEqualTo(1);
    }

    @Test
    void withTls12ItIsRefused() throws Exception {
        assertThat(client("-tls1_2")).contains("protocol version");
        assertThat(federation.server.failedHandshakes()).isEqualTo(1);
    }

    @Test
    void withAnEnrolledCertificateTlsSucceedsAndNoTicketIsSent() throws Exception {
        // It never says ENTERED, so the server closes it, at the latest when its time is up.
        assertThat(client(identity(federation.folders.platforms().get("b"))))
                .contains("TLSv1.3")
                .doesNotContain("New Session Ticket arrived")
                .doesNotContain("alert certificate");
        assertThat(federation.server.failedHandshakes()).isZero();
    }
}
