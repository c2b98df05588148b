package org.fedner.node.cli.provision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.cli.Failures;
import org.fedner.node.identity.Enrolment;
import org.fedner.node.identity.FederationAuthority;
import org.fedner.node.identity.IdentityException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Strikes a platform off the roster. */
@Command(
        name = "revoke",
        mixinStandardHelpOptions = true,
        description = "Strike a platform off: a new roster without it. Its keys are never enrolled again.",
        footer = {
            "",
            "Install roster.enrolment at the server: the next round goes on without the platform, nothing is restarted, and the",
            "server brings the roster to the others. A platform that distrusts the server can install the file itself; it then",
            "takes part in no further round with the revoked one.",
            "",
            "Example:",
            "  fedner provision revoke st-anna --authority authority --out enrolments",
            "  fedner provision install enrolments/roster.enrolment --identity identity"
        })
final class RevokeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The platform, as the roster names it.")
    private String name;

    @Option(names = "--authority", required = true, paramLabel = "DIR", description = "Folder of the authority.")
    private Path folder;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Where roster.enrolment goes (default: here).")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (FederationAuthority authority = FederationAuthority.load(folder, Clock.systemUTC())) {
            Files.createDirectories(out);
            Enrolment enrolment = authority.revoke(name);
            Path file = out.resolve("roster.enrolment");
            enrolment.write(file);
            return new Outcome()
                    .fact("revoked", "revoked", name)
                    .fact(
                            "rosterVersion",
                            "roster version",
                            enrolment.roster().roster().version())
                    .fact("roster", "roster", file.toString())
                    .advice("Install the roster at the server now; it holds from the next round on.")
                    .print(spec);
        } catch (IdentityException e) {
            throw Failures.of(e);
        } catch (IOException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION, out + " cannot be made a folder; choose another with --out.", e);
        }
    }
}
