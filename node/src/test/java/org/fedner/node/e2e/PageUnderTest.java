package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;
import org.fedner.crypto.expansion.Sha256;
import org.fedner.node.CommandRun;
import org.fedner.node.identity.PageCertificate;

/**
 * A party's page.
 *
 * @param config of the party
 * @param identity its folder
 */
record PageUnderTest(Path config, Path identity, int port) {
    String address(String path) {
        return "https://127.0.0.1:" + port + path;
    }

    /** SHA-256 of the certificate's public key, as Chromium takes it. */
    String key() throws Exception {
        X509Certificate certificate = PageCertificate.certificate(identity).orElseThrow();
        return Base64.getEncoder()
                .encodeToString(Sha256.of(certificate.getPublicKey().getEncoded()));
    }

    /** A token as a person gets it. */
    String token() {
        CommandRun command = CommandRun.of("page", "token", "--config", config, "--as", "j.doe", "--quiet");
        assertThat(command.exit()).as(command.err()).isZero();
        return command.out().strip();
    }
}
