package org.fedner.node.cli;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fedner.node.config.ConfigReader;
import org.fedner.node.config.PageSection;
import org.fedner.node.config.PartyFile;
import org.fedner.node.config.PlatformFile;
import org.fedner.node.config.ServerFile;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.identity.PageCertificate;
import org.fedner.node.identity.PageTokens;
import org.fedner.node.report.ReportFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fedner page}: the page of a running party. */
@Command(
        name = "page",
        description = "The page of a running server or platform: sign in to it.",
        footer = {"", "Example:", "  fedner page token --config server.yaml"},
        subcommands = PageCommand.Token.class)
final class PageCommand extends CommandGroup {

    /** Prints a token. */
    @Command(
            name = "token",
            mixinStandardHelpOptions = true,
            description = "Print a one-time token to sign in to the page with; good for five minutes.",
            footer = {
                "",
                "Compare the certificate's fingerprint with what the browser shows before you paste the token.",
                "",
                "Example:",
                "  fedner page token --config server.yaml --as j.doe"
            })
    static final class Token implements Callable<Integer> {
        @Mixin
        private PartyOptions party;

        @Option(
                names = "--as",
                paramLabel = "NAME",
                description = "Who signs in; committed to in the audit log (default: the system's user name).")
        private String who = System.getProperty("user.name");

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            boolean isServer = ConfigReader.keys(party.config()).contains("listen");
            PartyFile file = isServer
                    ? ConfigReader.read(party.config(), ServerFile.class)
                    : ConfigReader.read(party.config(), PlatformFile.class);
            PageSection section = file.shown().orElseThrow(this::noPage);
            Path identity = party.resolve(file.identity());
            try {
                String token = new PageTokens(identity, Clock.systemUTC()).issue(who, new SecureRandom());
                print(section, token, PageCertificate.certificate(identity));
            } catch (IdentityException e) {
                throw Failures.of(e);
            }
            return ExitCode.OK.number();
        }

        private FailureException noPage() {
            return new FailureException(
                    ExitCode.BAD_CONFIGURATION,
                    party.config() + ": has no 'page', so there is nothing to sign in to; add page: {port: 8443}");
        }

        private void print(PageSection section, String token, Optional<X509Certificate> certificate) {
            String address = "https://%s:%d/sign-in".formatted(section.host(), section.port());
            if (GlobalOptions.of(spec).json()) {
                Map<String, Object> facts = new LinkedHashMap<>();
                facts.put("token", token);
                facts.put("page", address);
                facts.put("validSeconds", PageTokens.LIFE.toSeconds());
                certificate.ifPresent(own -> facts.put(
                        "pageCertificateFingerprint",
                        PageCertificate.fingerprint(own).hex()));
                System.out.print(ReportFiles.json(facts));
                return;
            }
            System.out.println(token);
            GlobalOptions.of(spec).progress().println("for " + address + ", once, within five minutes");
            certificate.ifPresent(own -> GlobalOptions.of(spec)
                    .progress()
                    .println("the page's certificate, SHA-256: "
                            + PageCertificate.fingerprint(own).grouped()));
        }
    }
}
