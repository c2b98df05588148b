package org.fedner.node.cli.provision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.cli.Failures;
import org.fedner.node.identity.Enrolment;
import org.fedner.node.identity.FederationAuthority;
import org.fedner.node.identity.IdentityException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Where the authority's key is and where what it signs goes: what the commands of its holder share. */
final class Signing {
    @Option(names = "--authority", required = true, paramLabel = "DIR", description = "Folder of the authority.")
    private Path folder;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Where the files for sites and server go (default: here).")
    private Path out;

    /** Opens an authority. */
    @FunctionalInterface
    interface Opening {
        FederationAuthority of(Path folder, Clock clock) throws IdentityException;
    }

    /** What is signed, and what is said about it. */
    @FunctionalInterface
    interface Act {
        Outcome by(FederationAuthority authority) throws IdentityException;
    }

    int carryOut(Act act, CommandSpec spec) {
        return carryOut(FederationAuthority::load, act, spec);
    }

    int carryOut(Opening opening, Act act, CommandSpec spec) {
        try (FederationAuthority authority = opening.of(folder, Clock.systemUTC())) {
            Files.createDirectories(out);
            return act.by(authority).print(spec);
        } catch (IdentityException e) {
            throw Failures.of(e);
        } catch (IOException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION, out + " cannot be made a folder; choose another with --out.", e);
        }
    }

    /** A file in the folder of {@code --out}. */
    Path file(String name) {
        return out.resolve(name);
    }

    /** Writes {@code roster.enrolment} with the roster of an answer, and says so. */
    Outcome withRoster(Outcome outcome, Enrolment answer) throws IdentityException {
        Path file = file("roster.enrolment");
        new Enrolment(Optional.empty(), answer.authority(), answer.roster()).write(file);
        return outcome.fact(
                        "rosterVersion",
                        "roster version",
                        answer.roster().roster().version())
                .fact("roster", "roster", file.toString());
    }
}
