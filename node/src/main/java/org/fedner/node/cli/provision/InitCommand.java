package org.fedner.node.cli.provision;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.fedner.node.cli.Failures;
import org.fedner.node.identity.FederationAuthority;
import org.fedner.node.identity.IdentityException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Founds a federation: the authority's key and certificate, at the coordinator. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description = "Found a federation: make the authority's key and certificate.",
        footer = {
            "",
            "The folder holds the key that decides who belongs to the federation. Keep it off the server, on a machine that is",
            "usually off, and keep a backup.",
            "",
            "Example:",
            "  fedner provision init oncology --authority authority"
        })
final class InitCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "Name of the federation.")
    private String name;

    @Option(names = "--authority", required = true, paramLabel = "DIR", description = "New folder for the authority.")
    private Path folder;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (FederationAuthority authority =
                FederationAuthority.init(folder, name, new SecureRandom(), Clock.systemUTC())) {
            return new Outcome()
                    .fact("federation", "federation", authority.federation().toString())
                    .fact("authority", "authority", folder.toString())
                    .fingerprint("authorityFingerprint", "authority's fingerprint", authority.fingerprint())
                    .advice(
                            "Tell every site the authority's fingerprint by telephone; provision install shows it to them.")
                    .print(spec);
        } catch (IdentityException e) {
            throw Failures.of(e);
        }
    }
}
