package org.fedner.node.cli.provision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fedner.aggregation.message.Role;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.cli.Failures;
import org.fedner.node.identity.EnrolmentRequest;
import org.fedner.node.identity.Fingerprint;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.IdentityException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a site's keys, on site, and the request to be enrolled. */
@Command(
        name = "request",
        mixinStandardHelpOptions = true,
        description = "Make this site's keys and a request to be enrolled; the keys stay here.",
        footer = {
            "",
            "Example:",
            "  fedner provision request st-anna --role platform --identity identity",
            "  fedner provision request hub --role server --host fed.example.org --identity identity"
        })
final class RequestCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "Name of this site in the federation.")
    private String name;

    @Option(names = "--role", required = true, paramLabel = "server|platform", description = "What this site will be.")
    private Role role;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "A server's DNS name or IPv4 address; may be given several times.")
    private List<String> hosts = List.of();

    @Option(names = "--identity", required = true, paramLabel = "DIR", description = "New folder for this site's keys.")
    private Path folder;

    @Option(names = "--out", paramLabel = "FILE", description = "Where the request goes (default: NAME.request).")
    private Optional<Path> out = Optional.empty();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try {
            EnrolmentRequest request = Identity.request(folder, name, role, hosts, new SecureRandom());
            Path file = out.orElse(Path.of(name + ".request"));
            Files.writeString(file, request.text());
            return new Outcome()
                    .fact("name", "name", name)
                    .fact("id", "id", request.id().toString())
                    .fact("request", "request", file.toString())
                    .fingerprint("fingerprint", "this site's fingerprint", request.fingerprint())
                    .fingerprint("auditFingerprint", "audit key's fingerprint", Fingerprint.ofKey(request.auditKey()))
                    .advice("Send the request to the coordinator, who will ask for the fingerprint by telephone.")
                    .print(spec);
        } catch (IdentityException e) {
            throw Failures.of(e);
        } catch (IOException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION,
                    "The request file cannot be written; choose another place with --out.",
                    e);
        }
    }
}
